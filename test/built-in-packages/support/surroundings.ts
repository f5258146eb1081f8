// What tools/test/surroundings.mjs has started around this suite. On Windows nothing: there the
// packages are used as the computer and the current user have them.

export interface Realm {
  readonly user: string;
  readonly realm: string;
  readonly password: string;
  /** A service whose key the server has. */
  readonly target: string;
  /** A service that the KDC knows and of which the server has no key. */
  readonly keylessTarget: string;
  /** Where tickets are kept in a suite that begins without one. */
  readonly noTicketFile: string;
  /** The KDC's log file. */
  readonly log: string;
}

export interface NtlmAccount {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

export interface HttpServer {
  readonly port: number;
  /** The program to call. */
  readonly curl: string;
}

export interface TlsServer {
  readonly port: number;
  /** The server's certificate, in PEM. */
  readonly certificate: string;
}

interface Surroundings {
  /** Why there is nothing. */
  readonly missing?: string;
  readonly realm?: Realm;
  readonly ntlm?: NtlmAccount & { readonly log?: string };
  readonly http?: HttpServer;
  readonly tls?: TlsServer;
  /** Set where the reference package is registered with LSA, and not as a plain SSP. */
  readonly route?: 'lsa';
}

export const surroundings = JSON.parse(
  process.env.SSPI_HANDOFF_SURROUNDINGS ?? '{}',
) as Surroundings;

/** Declares tests that need a part of the surroundings; without it one test is skipped, and says why. */
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
