import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  Credentials,
  enumerateSecurityPackagesSync,
  type SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

/** The two sides of a handshake. An empty user means the current one. bench/native has the same type. */
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

/** HandoffReference with fault switches (package/fault_switches.h). */
export const faultyParties: Parties = {
  ...referenceParties,
  packageName: 'HandoffReferenceFaults',
};

export const kerberosParties: Parties = {
  packageName: 'Kerberos',
  targetName: 'HTTP/localhost',
  user: '',
  password: '',
};

/** Returns the reason why cases that need this package are skipped, or null. */
export function whyNotFaulty(): string | null {
  const { packageName } = faultyParties;
  const isRegistered = enumerateSecurityPackagesSync().some(({ name }) => name === packageName);
  return isRegistered ? null : `the package ${packageName} is not registered`;
}

/** Returns the environment that switches these faults on in a child process. */
export function environmentWith(faults: Readonly<Record<string, number>>): NodeJS.ProcessEnv {
  const variables = Object.entries(faults).map(
    ([name, value]) => [`HANDOFF_REFERENCE_FAULT_${name}`, String(value)] as const,
  );
  return Object.fromEntries(variables);
}

/** The credentials of both sides. */
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

export class Conversation implements Disposable {
  readonly client: ClientSecurityContext;
  readonly server: ServerSecurityContext;

  constructor({ outbound, inbound }: BothCredentials, { targetName }: Parties) {
    this.client = new ClientSecurityContext({ credentials: outbound, targetName });
    this.server = new ServerSecurityContext({ credentials: inbound });
  }

  /** Returns a conversation after its handshake. */
  static start(parties: Parties = referenceParties): Conversation {
    using credentials = new BothCredentials(parties);
    const conversation = new Conversation(credentials, parties);
    conversation.shakeHands();
    return conversation;
  }

  shakeHands(): void {
    const { client, server } = this;
    let toServer = client.stepSync();
    while (toServer !== null) {
      const toClient = server.stepSync(toServer);
      if (toClient === null) break;
      toServer = client.stepSync(toClient);
    }
  }

  async shakeHandsAsync(): Promise<void> {
    const { client, server } = this;
    let toServer = await client.step();
    while (toServer !== null) {
      const toClient = await server.step(toServer);
      if (toClient === null) break;
      toServer = await client.step(toClient);
    }
  }

  [Symbol.dispose](): void {
    this.client.dispose();
    this.server.dispose();
  }
}

/** Throws unless `to` verifies a message of `from` as its next one. */
export function assertNextMessageArrives(from: SecurityContext, to: SecurityContext): void {
  const message = Buffer.from('the next message');
  to.verify(message, from.sign(message));
  assert.throws(() => to.verify(message, Buffer.alloc(40)));
}

/** The message that all contestants encrypt. */
export function messageOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => index * 7));
}
