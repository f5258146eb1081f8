import {
  ClientSecurityContext,
  Credentials,
  enumerateSecurityPackages,
  type Identity,
  SecurityContext,
  ServerSecurityContext,
  SspiError,
} from 'sspi-handoff';

/** The project's own package, which the set-up registers under Wine. */
const referencePackage = 'HandoffReference';

/** In the order in which a Windows engineer would want them. */
export const candidates: readonly string[] = ['Negotiate', 'NTLM', 'Kerberos', referencePackage];

export interface Refusal {
  readonly packageName: string;
  readonly reason: string;
}

export interface Choice {
  /** The first package that can really hand a context over, or null. */
  readonly packageName: string | null;
  /** The ones before it, and why not. */
  readonly refusals: readonly Refusal[];
}

/** Nothing tells which packages can export, so each is tried, client and server in this process. */
export async function choosePackage(
  from: readonly string[],
  identityFor: IdentityFor,
): Promise<Choice> {
  const installed = new Set((await enumerateSecurityPackages()).map(({ name }) => name));
  const refusals: Refusal[] = [];
  for (const packageName of from) {
    const reason = installed.has(packageName)
      ? await whyNot(packageName, identityFor(packageName))
      : 'it is not installed';
    if (reason === null) return { packageName, refusals };
    refusals.push({ packageName, reason });
  }
  return { packageName: null, refusals };
}

export type IdentityFor = (packageName: string) => Identity | undefined;

/** The built-in packages know the current user; the reference package shares a password. */
export function identityWith(password: string): IdentityFor {
  return (packageName) =>
    packageName === referencePackage ? { user: 'alice', domain: 'EXAMPLE', password } : undefined;
}

async function whyNot(packageName: string, identity: Identity | undefined): Promise<string | null> {
  try {
    const acquire = { packageName, ...(identity && { identity }) };
    using outbound = await Credentials.acquire({ ...acquire, use: 'outbound' });
    using inbound = await Credentials.acquire({ ...acquire, use: 'inbound' });
    using client = new ClientSecurityContext({ credentials: outbound });
    using server = new ServerSecurityContext({ credentials: inbound });
    let toServer = await client.step();
    while (toServer !== null) {
      const toClient = await server.step(toServer);
      toServer = toClient === null ? null : await client.step(toClient);
    }
    using exported = await server.export();
    using imported = await SecurityContext.import(exported);
    imported.query('names');
    return null;
  } catch (error) {
    if (error instanceof SspiError) return `${error.syscall} gave ${error.code}`;
    throw error;
  }
}
