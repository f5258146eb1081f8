import { readOptions, requireBytes, requireInstance, requireUint32 } from '../arguments';
import { native } from '../native';
import type { ImpersonationLevel } from '../windows/token-information';
import { Credentials } from './credentials';
import { defaultRequirements } from './default-requirements';
import { handshakeArguments } from './handshake-arguments';
import { HandshakeContext, type HandshakeOptions } from './handshake-context';
import { requiredLevels, requirementsFor } from './required-level';

/**
 * Options of `new ServerSecurityContext()`.
 *
 * @category Contexts
 */
export interface ServerContextOptions extends HandshakeOptions {
  /** Inbound credentials. The context keeps them open, also if they are disposed first. */
  readonly credentials: Credentials;
  /**
   * A sum of AscReq. It replaces the default, which requests all protection: MUTUAL_AUTH, REPLAY_DETECT,
   * SEQUENCE_DETECT, CONFIDENTIALITY and INTEGRITY. A client may request less, and a package may grant
   * less: pass `requiredProtection`, or check `attributes` when the handshake is complete.
   *
   * Pass 0 if the context will protect no messages, for example for HTTP. Some clients then offer no
   * protection, and a package may refuse them because of the default.
   *
   * For Schannel the default is REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY, INTEGRITY and STREAM.
   * MUTUAL_AUTH would require a certificate of the client.
   */
  readonly requirements?: number;
  /**
   * The lowest level at which this side must be able to act as the client. If the client allows less, `step()`
   * fails with ERR_SSPI_INSUFFICIENT_IMPERSONATION. `'anonymous'` by default, which requires nothing.
   *
   * A client with IscReq.IDENTIFY allows `'identification'`, a client with IscReq.DELEGATE `'delegation'` (not with
   * NTLM), and any other client `'impersonation'`. These are the rules of .NET's NegotiateAuthentication.
   */
  readonly requiredImpersonationLevel?: ImpersonationLevel;
}

/**
 * The server's side of a handshake, and then of the session.
 *
 * @example
 * ```ts
 * const server = new ServerSecurityContext({ credentials });
 * while (!server.complete) {
 *   const reply = await server.step(await receive());
 *   if (reply) send(reply);
 * }
 * console.log(`${server.query('names')} is connected`);
 * ```
 * @category Contexts
 */
export class ServerSecurityContext extends HandshakeContext {
  /**
   * @throws {TypeError | RangeError} For wrong options.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED for disposed credentials, ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   */
  constructor(options: ServerContextOptions) {
    const given = readOptions('options', options, [
      'credentials',
      'requirements',
      'requiredProtection',
      'requiredImpersonationLevel',
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, given.credentials);
    const required = requiredLevels(given);
    const requirements = requireUint32(
      'options.requirements',
      given.requirements ?? defaultRequirements('server', credentials.protectsStream),
    );
    super(
      native().SecurityContext.createServer(credentials.usableNative(), {
        requirements: (requirements | requirementsFor('server', required.protection)) >>> 0,
        ...handshakeArguments(given),
      }),
      credentials,
      required,
    );
  }

  /** @internal */
  protected get isClient(): boolean {
    return false;
  }

  /** Same as `HandshakeContext.step()`, but the token is required. */
  override async step(token: Uint8Array): Promise<Buffer | null> {
    return await super.step(requireBytes('token', token));
  }

  /** Same as `step()`, but blocks this thread until the package has finished. */
  override stepSync(token: Uint8Array): Buffer | null {
    return super.stepSync(requireBytes('token', token));
  }
}
