import { SspiUsageError } from '../errors';

/**
 * The progress of a handshake:
 *
 * - `'fresh'`: no step has succeeded. Windows has no context yet.
 * - `'half-open'`: the peer must send another token.
 * - `'complete'`: the context can protect messages.
 */
export type HandshakeState = 'fresh' | 'half-open' | 'complete';

/** @param action The end of "this security context cannot … yet": `'sign a message'`. */
export function handshakeNotComplete(action: string): SspiUsageError {
  return new SspiUsageError(
    'ERR_SSPI_HANDSHAKE_NOT_COMPLETE',
    `The handshake is not complete: this security context cannot ${action} yet. ` +
      'Pass the tokens of the peer to step() until "complete" is true.',
  );
}

export function handshakeComplete(): SspiUsageError {
  return new SspiUsageError(
    'ERR_SSPI_HANDSHAKE_COMPLETE',
    'The handshake is already complete: step() accepts no further token. ' +
      'Stop calling step() when "complete" is true. To authenticate again, create a new context.',
  );
}

/** Advice for a step that fails with SEC_E_BUFFER_TOO_SMALL. Its buffer has the size that the package announced. */
export function adviceForLargeToken(maxTokenSize: number): string {
  return (
    `The token for the peer is larger than ${String(maxTokenSize)} bytes, the maximum that the package ` +
    'announced (credentials.maxTokenSize). With Kerberos and Negotiate the usual cause is a user who ' +
    'belongs to very many groups. Reduce the groups, or set the registry value MaxTokenSize under ' +
    String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters and restart the computer.`
  );
}
