import type { NativeSecurityContext } from '../native-types';
import type { ContextMembers } from './context-core';

/**
 * Throws unless the context can be moved. While an operation is not finished, which may be the last step of
 * the handshake, `moveContext` checks the handshake after it.
 */
export function assertMovable(context: ContextMembers): void {
  context.assertUsable();
  if (!context.isBusy) context.core.assertEstablished('be exported');
}

/**
 * The operation of `moveContext`. It moves the native context to another owner and returns the fate of the
 * context for later errors, or null if the context has not moved.
 */
export type Mover<Moved> = (
  nativeContext: NativeSecurityContext,
) => Promise<{ readonly fate: string | null; readonly value: Moved }>;

/**
 * Runs a mover after the earlier operations on the context.
 *
 * @returns The mover's value, and a function that replaces the fate that later errors state.
 */
export async function moveContext<Moved>(
  context: ContextMembers,
  mover: Mover<Moved>,
): Promise<{ value: Moved; changeFate: (fate: string) => void }> {
  return await context.inTurn(async () => {
    context.core.assertEstablished('be exported');
    const { fate, value } = await mover(context.core.native);
    return { value, changeFate: fate === null ? () => undefined : context.consume(fate) };
  });
}
