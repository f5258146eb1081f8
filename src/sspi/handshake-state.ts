import { SspiUsageError } from '../errors';

/**
 * How far the handshake of a context is:
 *
 * - `'fresh'`: no step has succeeded, so that Windows has no context yet.
 * - `'half-open'`: the peer has a token to send.
 * - `'complete'`: the context is ready for messages.
 */
export type HandshakeState = 'fresh' | 'half-open' | 'complete';

/** @param act What the context cannot do yet: `'sign a message'`. */
export function handshakeNotComplete(act: string): SspiUsageError {
  return new SspiUsageError(
    'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    `The handshake is not complete: this security context cannot ${act} yet. ` +
      'Pass the tokens of the peer to step() until "complete" is true.',
  );
}

export function handshakeComplete(): SspiUsageError {
  return new SspiUsageError(
    'ERR_SSPI_HANDSHAKE_COMPLETE',
    'The handshake is already complete: step() takes no further token. ' +
      'Stop calling step() when "complete" is true. To authenticate again, make a new context.',
  );
}

/** For SEC_E_BUFFER_TOO_SMALL of a step: the room for a token is as large as the package announced. */
export function adviceForLargeToken(maxTokenSize: number): string {
  return (
    `The token for the peer is larger than ${String(maxTokenSize)} bytes, the maximum that the package ` +
    'announced (credentials.maxTokenSize). With Kerberos and Negotiate the usual cause is a user who ' +
    'belongs to very many groups: reduce the groups, or set the registry value MaxTokenSize under ' +
    String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters and restart the computer.`
  );
}
