// The services that tools/test/surroundings.mjs has started for this suite. On Windows it starts
// none: there the tests use the packages as the computer and the current user have them.

export interface Realm {
  readonly user: string;
  readonly realm: string;
  readonly password: string;
  /** A service whose key the server has. */
  readonly target: string;
  /** A service that the KDC knows but whose key the server does not have. */
  readonly keylessTarget: string;
  /** The file of the ticket cache in a suite that begins without a ticket. */
  readonly noTicketFile: string;
  /** The KDC's log file. */
  readonly log: string;
}

export interface NtlmAccount {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

export interface HttpService {
  /** The port of the front that answers Negotiate with this package. */
  readonly ports: Readonly<Record<'Negotiate' | 'Kerberos', number>>;
  /** The path of curl. */
  readonly curl: string;
}

export interface TlsServer {
  readonly port: number;
  /** The server's certificate, in PEM. */
  readonly certificate: string;
}

interface Surroundings {
  /** The reason why no service was started. */
  readonly missing?: string;
  readonly realm?: Realm;
  readonly ntlm?: NtlmAccount & { readonly log?: string };
  readonly http?: HttpService;
  /** Set if Chromium and everything else for npm run demo:http is installed. */
  readonly browser?: true;
  readonly tls?: TlsServer;
  /** The paths of the programs that check the model. */
  readonly model?: { readonly spin: string; readonly gcc: string };
  /** Set if the package MitKerberos is registered, which test/mit-kerberos describes. */
  readonly mitKerberos?: true;
  /** Set if the reference package is registered with LSA instead of as a plain SSP. */
  readonly route?: 'lsa';
}

export const surroundings = JSON.parse(
  process.env.SSPI_HANDOFF_SURROUNDINGS ?? '{}',
) as Surroundings;

/**
 * Declares tests that need a part of the surroundings. Without this part, it declares one skipped
 * test whose title gives the reason.
 */
export function describeWith<Part>(
  title: string,
  part: Part | undefined,
  reason: string,
  tests: (part: Part) => void,
): void {
  describe(title, () => {
    if (part === undefined) it.skip(`skipped: ${surroundings.missing ?? reason}`);
    else tests(part);
  });
}
