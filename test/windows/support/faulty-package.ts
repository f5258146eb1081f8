import { ClientSecurityContext, Credentials, ServerSecurityContext } from 'sspi-handoff';

import { reportOfChild } from './child-report';
import type { Reports } from './faulty-process';
import { type Conversation, conversationOf, identity } from './reference-package';
import { describeIfRegistered } from './test-packages';

export const faultyPackageName = 'HandoffReferenceFaults';

/** Values of the switches in security-package/reference/package/fault_switches.h. */
export type Faults = Readonly<Partial<Record<FaultSwitch, number>>>;

export const faultSwitches = [
  'BUFFER_TYPE',
  'CLOSE_TOKEN',
  'EXPORT_DELAY',
  'EXPORT_STATUS',
  'IMPORT_DELAY',
  'IMPORT_STATUS',
  'INCOMPLETE_CREDENTIALS',
  'KEEP_OLD',
  'LEAVE_IMPERSONATION',
  'MAX_TOKEN_SIZE',
  'NO_TOKEN',
  'NULL_BUFFER',
  'PACKED_SIZE',
  'QUERY_STATUS',
  'TOKEN_ACCESS',
  'TRAILER_SIZE',
  'WRONG_PACKAGE_INFO',
] as const;
type FaultSwitch = (typeof faultSwitches)[number];

/** Declares tests that need HandoffReferenceFaults, as `describeWithReferencePackage` does. */
export function describeWithFaultyPackage(title: string, tests: (this: Mocha.Suite) => void): void {
  describeIfRegistered(faultyPackageName, title, tests);
}

/** Returns an environment for a process in which the package has these faults. */
export function environmentWith(faults: Faults): NodeJS.ProcessEnv {
  const variables = Object.entries(faults).map(([name, value]) => [
    `HANDOFF_REFERENCE_FAULT_${name}`,
    String(value),
  ]);
  return { ...process.env, ...(Object.fromEntries(variables) as Record<string, string>) };
}

export function converseByFaultyPackage(): Conversation {
  using credentials = Credentials.acquireSync({
    packageName: faultyPackageName,
    use: 'both',
    identity,
  });
  const client = new ClientSecurityContext({ credentials, targetName: 'host/example' });
  const server = new ServerSecurityContext({ credentials });
  return conversationOf(client, server);
}

/** Starts a process in which the package has these faults. Returns its report of the given kind. */
export async function reportOf<Kind extends keyof Reports>(
  faults: Faults,
  kind: Kind,
): Promise<Reports[Kind]> {
  const options = { env: environmentWith(faults), execArgv: ['--expose-gc'] };
  return (await reportOfChild('faulty-process.js', [kind], options)) as Reports[Kind];
}
