import type { NativeSecurityContext } from '../native-types';
import type { ContextOrigin } from './context-origin';
import type { ContextSizes } from './context-sizes';
import type { PackageNames } from './package-names';
import { handshakeNotComplete, type HandshakeState } from './handshake-state';

/** The native side of a security context, and the progress of its handshake. */
export class ContextCore {
  /** Null until a message needs them, and after each step, which may agree on other keys. */
  messageSizes: ContextSizes | null = null;

  constructor(
    readonly native: NativeSecurityContext,
    public packageNames: PackageNames,
    public handshakeState: HandshakeState,
  ) {}

  get packageName(): string {
    return this.packageNames.packageName;
  }

  /**
   * Throws unless the handshake is complete. The security package would return SEC_E_INVALID_HANDLE, which
   * means that the handle was never valid or is deleted.
   *
   * @param action The end of "this security context cannot … yet".
   */
  assertEstablished(action: string): void {
    if (this.handshakeState !== 'complete') throw handshakeNotComplete(action);
  }
}

/**
 * The members of SecurityContext that its modules of functions use. The modules accept this interface
 * and not the class, because the class imports the modules.
 */
export interface ContextMembers {
  readonly core: ContextCore;
  readonly origin: ContextOrigin;
  /** Whether an asynchronous operation is not finished. */
  readonly isBusy: boolean;
  /** Throws if the context is disposed or exported. */
  assertUsable(): void;
  /** Throws if the context is disposed or exported, or if an asynchronous operation is not finished. */
  assertIdle(): void;
  /** Runs an asynchronous operation after the earlier ones. */
  inTurn<Value>(operation: () => Promise<Value>): Promise<Value>;
  /** Ends the use of the context, because another owner has it. */
  consume(fate: string): (fate: string) => void;
}

/** The start of each synchronous operation that needs a complete handshake. */
export function assertReady(context: ContextMembers, action: string): void {
  context.assertIdle();
  context.core.assertEstablished(action);
}
