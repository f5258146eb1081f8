import { requireInstance, requireObject, requireText, requireUint32 } from '../arguments';
import { native } from '../native';
import { Credentials, nativeCredentials } from './credentials';
import { handshakeArguments, HandshakeContext, type HandshakeOptions } from './handshake-context';

export interface ClientContextOptions extends HandshakeOptions {
  /** Outbound credentials. The context keeps them alive; they may be disposed before it. */
  readonly credentials: Credentials;
  /** Who to authenticate to: a service principal name, as a rule (`'HTTP/host.example'`). */
  readonly targetName?: string;
  /** A sum of IscReq. None by default. */
  readonly requirements?: number;
}

/**
 * The client's side of a handshake.
 *
 * @example
 * ```ts
 * const client = new ClientSecurityContext({ credentials, targetName: 'HTTP/host.example' });
 * let reply: Buffer | null = null;
 * while (!client.complete) {
 *   const token = await client.step(reply);
 *   if (token) reply = await exchange(token);
 * }
 * ```
 */
export class ClientSecurityContext extends HandshakeContext {
  readonly targetName: string;

  /**
   * @throws {TypeError | RangeError} For options that are not of their kind.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED for credentials that are disposed.
   */
  constructor(options: ClientContextOptions) {
    requireObject('options', options);
    const credentials = requireInstance('options.credentials', Credentials, options.credentials);
    const targetName = requireText('options.targetName', options.targetName ?? '');
    const requirements = requireUint32('options.requirements', options.requirements ?? 0);
    super(
      native().SecurityContext.createClient(
        nativeCredentials(credentials),
        targetName,
        requirements,
        ...handshakeArguments(options),
      ),
      credentials,
    );
    this.targetName = targetName;
  }
}
