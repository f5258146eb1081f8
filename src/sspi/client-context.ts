import { readOptions, requireInstance, requireText, requireUint32 } from '../arguments';
import type { Shown } from '../inspection';
import { native } from '../native';
import { Credentials } from './credentials';
import { defaultRequirements } from './default-requirements';
import { handshakeArguments } from './handshake-arguments';
import { HandshakeContext, type HandshakeOptions } from './handshake-context';
import { requiredLevels, requirementsFor } from './required-level';

/**
 * Options of `new ClientSecurityContext()`.
 *
 * @category Contexts
 */
export interface ClientContextOptions extends HandshakeOptions {
  /** Outbound credentials. The context keeps them open, also if they are disposed first. */
  readonly credentials: Credentials;
  /** The service to authenticate to, usually a service principal name: `'HTTP/host.example'`. */
  readonly targetName?: string;
  /**
   * A sum of IscReq. It replaces the default, which requests all protection: MUTUAL_AUTH, REPLAY_DETECT,
   * SEQUENCE_DETECT, CONFIDENTIALITY and INTEGRITY. A package may grant less: pass `requiredProtection`, or check
   * `attributes` when the handshake is complete. Without INTEGRITY a package may refuse `sign`, and without
   * CONFIDENTIALITY it may refuse `encrypt`.
   *
   * For Schannel the default is REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY, INTEGRITY and STREAM. Add
   * MANUAL_CRED_VALIDATION if you verify the server's certificate yourself.
   */
  readonly requirements?: number;
}

/**
 * The client's side of a handshake, and then of the session.
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
 * @category Contexts
 */
export class ClientSecurityContext extends HandshakeContext {
  /** The target name that was passed to the constructor. Empty by default. */
  readonly targetName: string;

  /**
   * @throws {TypeError | RangeError} For wrong options.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED for disposed credentials, ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   */
  constructor(options: ClientContextOptions) {
    const given = readOptions('options', options, [
      'credentials',
      'targetName',
      'requirements',
      'requiredProtection',
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, given.credentials);
    const targetName = requireText('options.targetName', given.targetName ?? '');
    const required = requiredLevels(given);
    const requirements = requireUint32(
      'options.requirements',
      given.requirements ?? defaultRequirements('client', credentials.protectsStream),
    );
    super(
      native().SecurityContext.createClient(credentials.usableNative(), {
        targetName,
        requirements: (requirements | requirementsFor('client', required.protection)) >>> 0,
        ...handshakeArguments(given),
      }),
      credentials,
      required,
    );
    this.targetName = targetName;
  }

  /** @internal */
  protected get isClient(): boolean {
    return true;
  }

  override toJSON(): Shown {
    return { ...super.toJSON(), targetName: this.targetName };
  }
}
