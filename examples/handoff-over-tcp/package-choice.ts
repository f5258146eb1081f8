import { hostname } from 'node:os';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  enumerateSecurityPackages,
  type Identity,
  SecurityContext,
  ServerSecurityContext,
  SspiError,
} from 'sspi-handoff';

/** The project's own package, which the set-up registers under Wine. */
const referencePackage = 'HandoffReference';

export const targetName = `host/${hostname()}`;

/** In the order in which a Windows engineer would want them. */
export const candidates: readonly string[] = ['Negotiate', 'NTLM', 'Kerberos', referencePackage];

export interface Refusal {
  readonly packageName: string;
  readonly reason: string;
}

export interface Choice {
  /** The first package that can really hand a context over, or null. */
  readonly packageName: string | null;
  /** How large its context was, packed, when it was tried. A handoff shows its packed bytes to nobody. */
  readonly packedBytes: number | null;
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
    if (!installed.has(packageName)) {
      refusals.push({ packageName, reason: 'it is not installed' });
      continue;
    }
    try {
      const packedBytes = await tryExport(packageName, identityFor(packageName));
      return { packageName, packedBytes, refusals };
    } catch (error) {
      if (!(error instanceof SspiError)) throw error;
      refusals.push({ packageName, reason: `${error.syscall} gave ${error.code}` });
    }
  }
  return { packageName: null, packedBytes: null, refusals };
}

export type IdentityFor = (packageName: string) => Identity | undefined;

/** The built-in packages know the current user; the reference package shares a password. */
export function identityWith(password: string): IdentityFor {
  return (packageName) =>
    packageName === referencePackage ? { user: 'alice', domain: 'EXAMPLE', password } : undefined;
}

async function tryExport(packageName: string, identity: Identity | undefined): Promise<number> {
  const acquire = { packageName, ...(identity && { identity }) };
  using outbound = await Credentials.acquire({ ...acquire, use: 'outbound' });
  using inbound = await Credentials.acquire({ ...acquire, use: 'inbound' });
  using client = new ClientSecurityContext({ credentials: outbound, targetName });
  using server = new ServerSecurityContext({ credentials: inbound });
  await conductHandshake(client, server);
  using exported = await server.export();
  using imported = await SecurityContext.import(exported);
  imported.query('names');
  return exported.packedContext.length;
}
