import { errorOf, native } from '../native';
import type { NativeFailure, NativeProcess } from '../native-types';
import { HandoffError } from './handoff-error';

/** The error for a receiver that this process cannot open or cannot duplicate handles into. */
export function unreachable(failure: NativeFailure): HandoffError {
  const cause = errorOf(failure);
  if (cause.syscall === 'OpenProcess' && cause.code === 'ERROR_INVALID_PARAMETER') {
    return exited(cause);
  }
  const needed =
    cause.syscall === 'OpenProcess' && cause.code === 'ERROR_ACCESS_DENIED'
      ? ' This process needs PROCESS_DUP_HANDLE and SYNCHRONIZE on the receiver.'
      : '';
  return new HandoffError(
    'ERR_HANDOFF_RECEIVER_UNREACHABLE',
    `The offer to the receiver failed.${needed} ${cause.message}`,
    { senderHasContext: true, cause },
  );
}

/** The error for an offer that failed. The receiver may have ended meanwhile. */
export function offerFailed(receiver: NativeProcess, failure: NativeFailure): HandoffError {
  return native().Process.hasExited(receiver) ? exited(errorOf(failure)) : unreachable(failure);
}

/** The error for a receiver that does not run. */
export function exited(cause?: unknown): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_RECEIVER_EXITED',
    'The receiver does not run. Start another receiver.',
    { senderHasContext: true, cause },
  );
}
