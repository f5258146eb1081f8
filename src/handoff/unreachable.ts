import { errorOf } from '../native';
import type { NativeFailure } from '../native-types';
import type { SecurityContext } from '../sspi/context';
import { HandoffError } from './handoff-error';

/** The error for a receiver that this process cannot open or cannot duplicate handles into. */
export function unreachable(
  failure: NativeFailure,
  context: SecurityContext | undefined,
): HandoffError {
  const cause = errorOf(failure);
  if (cause.syscall === 'OpenProcess' && cause.code === 'ERROR_INVALID_PARAMETER') {
    return exited(context, cause);
  }
  const needed =
    cause.syscall === 'OpenProcess' && cause.code === 'ERROR_ACCESS_DENIED'
      ? ' This process needs PROCESS_DUP_HANDLE and SYNCHRONIZE on the receiver.'
      : '';
  return new HandoffError(
    'ERR_HANDOFF_RECEIVER_UNREACHABLE',
    `The context could not be offered to the receiver.${needed} ${cause.message}`,
    { senderHasContext: context !== undefined, context, cause },
  );
}

/** The error for a receiver that does not run. */
export function exited(context: SecurityContext | undefined, cause?: unknown): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_RECEIVER_EXITED',
    'The receiver does not run. Start another receiver.',
    { senderHasContext: context !== undefined, context, cause },
  );
}
