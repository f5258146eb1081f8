import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  Credentials,
  enumerateSecurityPackagesSync,
  type SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

/** Who shakes hands with whom; without a user, the current one. bench/native knows the same. */
export interface Parties {
  readonly packageName: string;
  readonly targetName: string;
  readonly user: string;
  readonly password: string;
}

export const referenceParties: Parties = {
  packageName: 'HandoffReference',
  targetName: 'host/example',
  user: 'alice',
  password: 'correct horse',
};

/** The same package with fault switches (security-package/reference/package/fault_switches.h). */
export const faultyParties: Parties = {
  ...referenceParties,
  packageName: 'HandoffReferenceFaults',
};

/** Why what needs that package is not measured; null if it can be. */
export function whyNotFaulty(): string | null {
  const { packageName } = faultyParties;
  const isThere = enumerateSecurityPackagesSync().some(({ name }) => name === packageName);
  return isThere ? null : `the package ${packageName} is not registered`;
}

/** For a process in which that package has these faults. */
export function environmentWith(faults: Readonly<Record<string, number>>): NodeJS.ProcessEnv {
  const variables = Object.entries(faults).map(([name, value]) => [
    `HANDOFF_REFERENCE_FAULT_${name}`,
    String(value),
  ]);
  return { ...process.env, ...(Object.fromEntries(variables) as Record<string, string>) };
}

export const kerberosParties: Parties = {
  packageName: 'Kerberos',
  targetName: 'HTTP/localhost',
  user: '',
  password: '',
};

/** What both sides authenticate with. */
export class BothCredentials implements Disposable {
  readonly outbound: Credentials;
  readonly inbound: Credentials;

  constructor({ packageName, user, password }: Parties) {
    const identity = user === '' ? {} : { identity: { user, password } };
    this.outbound = Credentials.acquireSync({ packageName, use: 'outbound', ...identity });
    this.inbound = Credentials.acquireSync({ packageName, use: 'inbound', ...identity });
  }

  [Symbol.dispose](): void {
    this.outbound.dispose();
    this.inbound.dispose();
  }
}

export interface Conversation {
  readonly client: ClientSecurityContext;
  readonly server: ServerSecurityContext;
}

export function newConversation(
  { outbound, inbound }: BothCredentials,
  parties: Parties,
): Conversation {
  return {
    client: new ClientSecurityContext({
      credentials: outbound,
      targetName: parties.targetName,
    }),
    server: new ServerSecurityContext({ credentials: inbound }),
  };
}

export function shakeHands({ client, server }: Conversation): void {
  let toServer = client.stepSync();
  while (toServer !== null) {
    const toClient = server.stepSync(toServer);
    if (toClient === null) break;
    toServer = client.stepSync(toClient);
  }
}

export function converse(parties: Parties = referenceParties): Conversation {
  using credentials = new BothCredentials(parties);
  const conversation = newConversation(credentials, parties);
  shakeHands(conversation);
  return conversation;
}

/** Throws unless a message of one side is what the other takes for the next one. */
export function assertNextMessageArrives(from: SecurityContext, to: SecurityContext): void {
  const message = Buffer.from('the next message');
  to.verify(message, from.sign(message));
  assert.throws(() => to.verify(message, Buffer.alloc(40)));
}

/** The message that everybody encrypts. */
export function messageOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => index * 7));
}
