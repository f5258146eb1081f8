import { readOptions, requireBytes, requireInstance, requireUint32 } from '../arguments';
import { native } from '../native';
import { Credentials } from './credentials';
import { AscReq } from './flags';
import { handshakeArguments, HandshakeContext, type HandshakeOptions } from './handshake-context';

/**
 * Options of `new ServerSecurityContext()`.
 *
 * @category Contexts
 */
export interface ServerContextOptions extends HandshakeOptions {
  /** Inbound credentials. The context keeps them open, also if they are disposed first. */
  readonly credentials: Credentials;
  /**
   * A sum of AscReq. It replaces the default, which requests all protection of messages: REPLAY_DETECT,
   * SEQUENCE_DETECT, CONFIDENTIALITY and INTEGRITY. A client may request less, and a package may grant
   * less: check `attributes` when the handshake is complete.
   *
   * Pass 0 if the context will protect no messages, for example for HTTP. Some clients then offer no
   * protection, and a package may refuse them because of the default.
   *
   * MUTUAL_AUTH is not a default. With Schannel it requires a client certificate. Other packages
   * authenticate the server whenever the client requests it.
   */
  readonly requirements?: number;
}

const DEFAULT_REQUIREMENTS =
  AscReq.REPLAY_DETECT | AscReq.SEQUENCE_DETECT | AscReq.CONFIDENTIALITY | AscReq.INTEGRITY;

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
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, given.credentials);
    const requirements = requireUint32(
      'options.requirements',
      given.requirements ?? DEFAULT_REQUIREMENTS,
    );
    super(
      native().SecurityContext.createServer(credentials.usableNative(), {
        requirements,
        ...handshakeArguments(given),
      }),
      credentials,
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
