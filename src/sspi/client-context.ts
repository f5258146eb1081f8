import { readOptions, requireInstance, requireText, requireUint32 } from '../arguments';
import type { Shown } from '../inspection';
import { native } from '../native';
import { Credentials, nativeCredentials } from './credentials';
import { IscReq } from './flags';
import { handshakeArguments, HandshakeContext, type HandshakeOptions } from './handshake-context';

export interface ClientContextOptions extends HandshakeOptions {
  /** Outbound credentials. The context keeps them alive; they may be disposed before it. */
  readonly credentials: Credentials;
  /** Who to authenticate to: a service principal name, as a rule (`'HTTP/host.example'`). */
  readonly targetName?: string;
  /**
   * A sum of IscReq. It replaces the default, which asks for all protection: MUTUAL_AUTH, REPLAY_DETECT,
   * SEQUENCE_DETECT, CONFIDENTIALITY and INTEGRITY. A package may grant less than it is asked for: check
   * `attributes` when the handshake is complete. Without INTEGRITY a package need not `sign`, and without
   * CONFIDENTIALITY it need not `encrypt`.
   *
   * A connection of Schannel is a stream: pass the flags for it together with STREAM, and with
   * MANUAL_CRED_VALIDATION if you verify the server's certificate yourself.
   */
  readonly requirements?: number;
}

const DEFAULT_REQUIREMENTS =
  IscReq.MUTUAL_AUTH |
  IscReq.REPLAY_DETECT |
  IscReq.SEQUENCE_DETECT |
  IscReq.CONFIDENTIALITY |
  IscReq.INTEGRITY;

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
    const given = readOptions('options', options, [
      'credentials',
      'targetName',
      'requirements',
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, given.credentials);
    const targetName = requireText('options.targetName', given.targetName ?? '');
    const requirements = requireUint32(
      'options.requirements',
      given.requirements ?? DEFAULT_REQUIREMENTS,
    );
    super(
      native().SecurityContext.createClient(nativeCredentials(credentials), {
        targetName,
        requirements,
        ...handshakeArguments(given),
      }),
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
