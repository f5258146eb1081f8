import { SspiError } from '../errors';
import type { SecurityContext } from '../sspi/context';

/** Why a handoff did not come about. */
export type HandoffErrorCode =
  | 'ERR_HANDOFF_ALREADY_ADOPTED'
  | 'ERR_HANDOFF_ALTERED'
  | 'ERR_HANDOFF_EXPIRED'
  | 'ERR_HANDOFF_INVALID_TICKET'
  | 'ERR_HANDOFF_REJECTED'
  | 'ERR_HANDOFF_RECEIVER_EXITED'
  | 'ERR_HANDOFF_RECEIVER_UNREACHABLE'
  | 'ERR_HANDOFF_WITHDRAWN'
  | 'ERR_HANDOFF_WRONG_PROCESS';

/** What else there is to say of a failed handoff. */
export interface HandoffErrorDetails {
  readonly senderHasContext: boolean | null;
  readonly context?: SecurityContext | undefined;
  /** What failed beneath: an SspiError, a WindowsError, the reason of an AbortSignal. */
  readonly cause?: unknown;
}

/** The error, with what went wrong before it as its cause. */
export function causedBy(error: unknown, reason: unknown): unknown {
  if (!(error instanceof Error) || error.cause !== undefined) return error;
  // As the constructor of Error does it.
  return Object.defineProperty(error, 'cause', {
    value: reason,
    configurable: true,
    enumerable: false,
    writable: true,
  });
}

/** A handoff that did not come about: why, and where the context is now. */
export class HandoffError extends Error {
  override readonly name = 'HandoffError';
  readonly code: HandoffErrorCode;
  /**
   * Whether the sender has the context, or can have it again with `reclaim()`. Null where this side
   * cannot know: of a ticket that says nothing here.
   */
  readonly senderHasContext: boolean | null;
  /** The context, ready for its next message, where it has been taken back for the caller. */
  readonly context: SecurityContext | undefined;
  /** The SECURITY_STATUS of a `cause` that is an SspiError: with ERR_HANDOFF_REJECTED, if it was the package. */
  readonly status: number | undefined;

  /** @internal */
  constructor(code: HandoffErrorCode, message: string, details: HandoffErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.senderHasContext = details.senderHasContext;
    // Not enumerable, so that a log of the error does not print the context with it.
    Object.defineProperty(this, 'context', { value: details.context, enumerable: false });
    this.status = details.cause instanceof SspiError ? details.cause.status : undefined;
  }

  /** @internal */
  withContext(context: SecurityContext): HandoffError {
    const { code, message, cause } = this;
    return new HandoffError(code, message, { senderHasContext: true, context, cause });
  }
}
