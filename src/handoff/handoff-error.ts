import { types } from 'node:util';

import { beginInPublicFunction } from '../call-stack';
import { SspiError } from '../errors';
import type { ImportedContext, SecurityContext } from '../sspi/context';

/**
 * A ContextOffer that has not ended.
 *
 * @category Hand off
 */
export interface UndecidedOffer {
  /** Same as `ContextOffer.adopted`. */
  readonly adopted: Promise<void>;
  /** Same as `ContextOffer.reclaim()`. */
  reclaim(): Promise<ImportedContext>;
  /** Same as `ContextOffer.dispose()`. */
  dispose(): void;
}

/**
 * The codes of HandoffError. docs/errors.md lists for each code which process has the context.
 *
 * @category Errors
 */
export type HandoffErrorCode =
  | 'ERR_HANDOFF_ALREADY_ADOPTED'
  | 'ERR_HANDOFF_ALTERED'
  | 'ERR_HANDOFF_CHANNEL_CLOSED'
  | 'ERR_HANDOFF_CLAIMED'
  | 'ERR_HANDOFF_EXPIRED'
  | 'ERR_HANDOFF_INVALID_MESSAGE'
  | 'ERR_HANDOFF_INVALID_TICKET'
  | 'ERR_HANDOFF_NOT_FLUSHED'
  | 'ERR_HANDOFF_RECEIVER_EXITED'
  | 'ERR_HANDOFF_RECEIVER_UNREACHABLE'
  | 'ERR_HANDOFF_REJECTED'
  | 'ERR_HANDOFF_SOCKET_LOST'
  | 'ERR_HANDOFF_VERSION'
  | 'ERR_HANDOFF_WITHDRAWN'
  | 'ERR_HANDOFF_WRONG_PROCESS';

/** The properties of a HandoffError. */
export interface HandoffErrorDetails {
  readonly senderHasContext: boolean | null;
  readonly context?: SecurityContext | undefined;
  readonly offer?: UndecidedOffer | undefined;
  readonly senderVersion?: number | undefined;
  readonly receiverVersion?: number | undefined;
  /** The underlying error: an SspiError, a WindowsError, or the reason of an AbortSignal. */
  readonly cause?: unknown;
}

/** Sets an earlier error as the cause of an error that has none. */
export function causedBy(error: unknown, reason: unknown): unknown {
  if (!types.isNativeError(error) || error.cause !== undefined) return error;
  // With the attributes that the constructor of Error uses.
  return Object.defineProperty(error, 'cause', {
    value: reason,
    configurable: true,
    enumerable: false,
    writable: true,
  });
}

/**
 * A failed handoff: the reason, and the process that has the context.
 *
 * @category Errors
 */
export class HandoffError extends Error {
  override readonly name = 'HandoffError';
  /** The code, for programs. */
  readonly code: HandoffErrorCode;
  /**
   * Whether the sender has the context or can get it with `reclaim()`. True for an access token, because its
   * sender keeps it. Null when this process cannot know, for example because the ticket is not valid here.
   */
  readonly senderHasContext: boolean | null;
  /** The reclaimed context, ready for its next message. Undefined if this process does not have it. */
  declare readonly context: SecurityContext | undefined;
  /**
   * With ERR_HANDOFF_CLAIMED: the offer, which is still open. Its `adopted` and `reclaim()` settle when the
   * receiver has finished the import or has ended.
   */
  declare readonly offer: UndecidedOffer | undefined;
  /** The SECURITY_STATUS of a `cause` that is an SspiError, for example with ERR_HANDOFF_REJECTED. */
  readonly status: number | undefined;
  /** With ERR_HANDOFF_VERSION: the sender's version of the protocol. */
  readonly senderVersion: number | undefined;
  /** With ERR_HANDOFF_VERSION: the newest version of the protocol that the receiver understands. */
  readonly receiverVersion: number | undefined;

  constructor(code: HandoffErrorCode, message: string, details: HandoffErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.senderHasContext = details.senderHasContext;
    // Not enumerable, so that a log of the error does not print the context with it.
    Object.defineProperty(this, 'context', { value: details.context, enumerable: false });
    Object.defineProperty(this, 'offer', { value: details.offer, enumerable: false });
    this.status = details.cause instanceof SspiError ? details.cause.status : undefined;
    this.senderVersion = details.senderVersion;
    this.receiverVersion = details.receiverVersion;
    beginInPublicFunction(this);
  }

  /** The same error with the context, or with undefined if the context is lost. @internal */
  withContext(context: SecurityContext | undefined): HandoffError {
    const { code, message, cause, senderVersion, receiverVersion } = this;
    const senderHasContext = context !== undefined;
    const details = { senderHasContext, context, cause, senderVersion, receiverVersion };
    return new HandoffError(code, message, details);
  }
}

/** The error of both sides when the receiver does not understand the sender's version. */
export function versionError(
  senderVersion: number | undefined,
  receiverVersion: number | undefined,
): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_VERSION',
    `The sender uses version ${String(senderVersion)} of the handoff protocol, and the receiver ` +
      `understands version ${String(receiverVersion)}. Update the older of the two.`,
    { senderHasContext: true, senderVersion, receiverVersion },
  );
}
