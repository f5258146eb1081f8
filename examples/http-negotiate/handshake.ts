import { type Credentials, ServerSecurityContext, SspiError } from 'sspi-handoff';

/** Inbound credentials for each HTTP authentication scheme that the server offers: 'Negotiate', 'NTLM'. */
export type Schemes = ReadonlyMap<string, Credentials>;

/** The result of one request: a complete context, or the challenges of a 401 response. */
export type HandshakeStep =
  | { readonly context: ServerSecurityContext; readonly proof: string | undefined }
  | { readonly context?: undefined; readonly challenges: readonly string[] };

/** The token of a Kerberos user in many groups has up to 64 kB. It fills a header of the request. */
export const MAX_HEADER_SIZE = 96 * 1024;

/** The package may not refuse a client that offers no protection, because HTTP does not protect messages with the context. */
const NO_REQUIREMENTS = 0;

/**
 * The handshake of one connection (RFC 4559). It belongs to the connection and not to a request: NTLM takes three
 * requests, and Negotiate can take more than one.
 */
export class Handshake {
  #scheme = '';
  #context: ServerSecurityContext | undefined;

  /** @param channelBindings The bindings of the TLS connection that a process in front of this one terminates. */
  constructor(
    private readonly schemes: Schemes,
    private readonly channelBindings?: Uint8Array,
  ) {}

  /**
   * @param authorization The Authorization header of a request.
   * @returns The complete context, which the caller owns, with the WWW-Authenticate header that proves the server's
   * identity to the client. Otherwise the WWW-Authenticate headers of the 401 response.
   */
  async step(authorization = ''): Promise<HandshakeStep> {
    const [, given = '', token = ''] = /^([\w-]+) +([\w+/]+=*)$/.exec(authorization) ?? [];
    const offers = [...this.schemes.keys()];
    const scheme = offers.find((name) => name.toLowerCase() === given.toLowerCase()) ?? '';
    const credentials = this.schemes.get(scheme);
    if (credentials === undefined) return { challenges: offers };

    if (scheme !== this.#scheme) this.dispose();
    this.#scheme = scheme;
    const context = (this.#context ??= new ServerSecurityContext({
      credentials,
      requirements: NO_REQUIREMENTS,
      ...(this.channelBindings && { channelBindings: this.channelBindings }),
    }));
    try {
      const reply = await context.step(Buffer.from(token, 'base64'));
      const header = reply === null ? undefined : `${scheme} ${reply.toString('base64')}`;
      if (!context.complete) return { challenges: header === undefined ? offers : [header] };
      this.#context = undefined;
      return { context, proof: header };
    } catch (error) {
      this.dispose();
      if (!(error instanceof SspiError)) throw error;
      return { challenges: offers };
    }
  }

  /** Ends a handshake that is not complete. */
  dispose(): void {
    this.#context?.dispose();
    this.#context = undefined;
  }
}
