import { readOptions, requireInstance, requireText, requireUint32 } from '../arguments';
import type { Shown } from '../inspection';
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
    const read = readOptions('options', options, [
      'credentials',
      'targetName',
      'requirements',
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, read.credentials);
    const targetName = requireText('options.targetName', read.targetName ?? '');
    const requirements = requireUint32('options.requirements', read.requirements ?? 0);
    super(
      native().SecurityContext.createClient(
        nativeCredentials(credentials),
        targetName,
        requirements,
        ...handshakeArguments(read),
      ),
      credentials,
    );
    this.targetName = targetName;
  }

  protected get isClient(): boolean {
    return true;
  }

  override toJSON(): Shown {
    return { ...super.toJSON(), targetName: this.targetName };
  }
}
