import {
  AscReq,
  type ClientContextOptions,
  ClientSecurityContext,
  Credentials,
  type CredentialUse,
  type HandshakeContext,
  type HandshakeOptions,
  IscReq,
  type SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import { surroundings } from '../../built-in-packages/support/surroundings';
import { describeWithPackage, packageUnderTest } from './test-packages';
import { isWine } from './wine';

/** Also for parties of the package under test, if that is another package. */
export const packageName = packageUnderTest.name;
export const identity = { user: 'alice', domain: 'EXAMPLE', password: 'correct horse' };

/**
 * Declares tests that need HandoffReference. Under Wine the set-up registers it. On Windows the
 * registration affects the whole machine, so its administrator must decide.
 */
export const describeWithReferencePackage: typeof describeWithPackage = (title, tests) => {
  if (packageName === 'HandoffReference') describeWithPackage(title, tests);
  else describe(title, () => it.skip(`skipped: it needs HandoffReference, not ${packageName}`));
};

/**
 * Declares a test of a function that Wine's secur32 cannot dispatch to a package registered with
 * LSA. On that route the test is skipped, and its title gives the reason.
 */
export function itWhereDispatched(
  title: string,
  syscall: string,
  test: () => void | Promise<void>,
): void {
  if (isWine && surroundings.route === 'lsa') {
    it.skip(`${title} (skipped: Wine does not dispatch ${syscall} to a package in LSA)`, test);
  } else {
    it(title, test);
  }
}

export function acquire(use: CredentialUse, password = identity.password): Credentials {
  const { identity: account } = packageUnderTest;
  return Credentials.acquireSync({
    packageName,
    use,
    ...(account && { identity: { ...account, password } }),
  });
}

export function newClient(options: Partial<ClientContextOptions> = {}): ClientSecurityContext {
  using credentials = acquire('outbound');
  return new ClientSecurityContext({
    credentials,
    targetName: packageUnderTest.targetName,
    ...options,
  });
}

export function newServer(
  requirements?: number,
  options: HandshakeOptions = {},
): ServerSecurityContext {
  using credentials = acquire('inbound');
  return new ServerSecurityContext({
    credentials,
    ...(requirements !== undefined && { requirements }),
    ...options,
  });
}

/** The default requirements of both sides, for tests that change them. */
export const protection = {
  client:
    IscReq.MUTUAL_AUTH |
    IscReq.REPLAY_DETECT |
    IscReq.SEQUENCE_DETECT |
    IscReq.CONFIDENTIALITY |
    IscReq.INTEGRITY,
  server:
    AscReq.MUTUAL_AUTH |
    AscReq.REPLAY_DETECT |
    AscReq.SEQUENCE_DETECT |
    AscReq.CONFIDENTIALITY |
    AscReq.INTEGRITY,
} as const;

/** A client and a server that have authenticated each other, and their tokens. */
export interface Conversation extends Disposable {
  readonly client: ClientSecurityContext;
  readonly server: ServerSecurityContext;
  readonly tokens: readonly Buffer[];
}

export function converse(dceStyle = false): Conversation {
  return dceStyle
    ? conversationOf(
        newClient({ requirements: protection.client | IscReq.USE_DCE_STYLE }),
        newServer(protection.server | AscReq.USE_DCE_STYLE),
      )
    : conversationOf(newClient(), newServer());
}

/** Performs the handshake of two sides. */
export function conversationOf(
  client: ClientSecurityContext,
  server: ServerSecurityContext,
): Conversation {
  const tokens = shakeHands(client, server);
  return {
    client,
    server,
    tokens,
    [Symbol.dispose]() {
      client.dispose();
      server.dispose();
    },
  };
}

export function shakeHands(client: HandshakeContext, server: ServerSecurityContext): Buffer[] {
  const tokens: Buffer[] = [];
  let toServer = client.stepSync();
  while (toServer !== null) {
    tokens.push(toServer);
    const toClient = server.stepSync(toServer);
    if (toClient === null) break;
    tokens.push(toClient);
    toServer = client.stepSync(toClient);
  }
  return tokens;
}

/** Sends one signed and one encrypted message in each direction. Throws unless all arrive. */
export function exchangeMessages(one: SecurityContext, other: SecurityContext): void {
  for (const [sender, receiver] of [
    [one, other],
    [other, one],
  ] as const) {
    const signed = Buffer.from('signed');
    receiver.verify(signed, sender.sign(signed));
    const arrived = receiver.decrypt(sender.encrypt(Buffer.from('encrypted')));
    if (arrived.toString() !== 'encrypted') throw new Error('Another message arrived');
  }
}
