import { readOptions, requireBytes, requireInstance, requireUint32 } from '../arguments';
import { native } from '../native';
import { Credentials, nativeCredentials } from './credentials';
import { AscReq } from './flags';
import { handshakeArguments, HandshakeContext, type HandshakeOptions } from './handshake-context';

export interface ServerContextOptions extends HandshakeOptions {
  /** Inbound credentials. The context keeps them alive; they may be disposed before it. */
  readonly credentials: Credentials;
  /**
   * A sum of AscReq. It replaces the default, which asks for all protection of messages: REPLAY_DETECT,
   * SEQUENCE_DETECT, CONFIDENTIALITY and INTEGRITY. A client may ask for less, and a package may grant
   * less: check `attributes` when the handshake is complete.
   *
   * Pass 0 for a protocol in which the context protects no messages, for example HTTP: some clients do not
   * offer protection then, and a package may refuse them.
   *
   * MUTUAL_AUTH is not a default. With Schannel it demands a certificate of the client. Other packages
   * authenticate the server whenever the client asks for that.
   */
  readonly requirements?: number;
}

const DEFAULT_REQUIREMENTS =
  AscReq.REPLAY_DETECT | AscReq.SEQUENCE_DETECT | AscReq.CONFIDENTIALITY | AscReq.INTEGRITY;

/**
 * The server's side of a handshake.
 *
 * @example
 * ```ts
 * const server = new ServerSecurityContext({ credentials });
 * while (!server.complete) {
 *   const reply = await server.step(await receive());
 *   if (reply) send(reply);
 * }
 * console.log(`${server.query('names')} is there`);
 * ```
 */
export class ServerSecurityContext extends HandshakeContext {
  /**
   * @throws {TypeError | RangeError} For options that are not of their kind.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED for credentials that are disposed.
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
      native().SecurityContext.createServer(nativeCredentials(credentials), {
        requirements,
        ...handshakeArguments(given),
      }),
      credentials,
    );
  }

  protected get isClient(): boolean {
    return false;
  }

  /** Takes one step, as HandshakeContext's does; a server always has the client's message to take. */
  override async step(token: Uint8Array): Promise<Buffer | null> {
    return await super.step(requireBytes('token', token));
  }

  /** `step()` on this thread, which waits as long as the package takes. */
  override stepSync(token: Uint8Array): Buffer | null {
    return super.stepSync(requireBytes('token', token));
  }
}
