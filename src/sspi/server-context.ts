import { readOptions, requireBytes, requireInstance, requireUint32 } from '../arguments';
import { native } from '../native';
import { Credentials, nativeCredentials } from './credentials';
import { handshakeArguments, HandshakeContext, type HandshakeOptions } from './handshake-context';

export interface ServerContextOptions extends HandshakeOptions {
  /** Inbound credentials. The context keeps them alive; they may be disposed before it. */
  readonly credentials: Credentials;
  /** A sum of AscReq. None by default. */
  readonly requirements?: number;
}

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
    const read = readOptions('options', options, [
      'credentials',
      'requirements',
      'channelBindings',
      'applicationProtocols',
    ]);
    const credentials = requireInstance('options.credentials', Credentials, read.credentials);
    const requirements = requireUint32('options.requirements', read.requirements ?? 0);
    super(
      native().SecurityContext.createServer(
        nativeCredentials(credentials),
        requirements,
        ...handshakeArguments(read),
      ),
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
