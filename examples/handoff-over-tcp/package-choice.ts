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

/** The project's test package. The set-up registers it under Wine. */
const referencePackage = 'HandoffReference';

export const targetName = `host/${hostname()}`;

/** In order of preference. */
export const candidates: readonly string[] = ['Negotiate', 'NTLM', 'Kerberos', referencePackage];

export interface Refusal {
  readonly packageName: string;
  readonly reason: string;
}

export interface Choice {
  /** The first package that can export and import a context, or null. */
  readonly packageName: string | null;
  /** The size of the packed context in the trial. A handoff does not expose its packed context. */
  readonly packedBytes: number | null;
  /** The packages before it that cannot. */
  readonly refusals: readonly Refusal[];
}

/** Tries to export with each package, because no flag says which packages can. Client and server are in this process. */
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
      refusals.push({ packageName, reason: `${error.syscall} failed with ${error.code}` });
    }
  }
  return { packageName: null, packedBytes: null, refusals };
}

export type IdentityFor = (packageName: string) => Identity | undefined;

/** The packages of Windows use the current user. The test package needs a shared password. */
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
