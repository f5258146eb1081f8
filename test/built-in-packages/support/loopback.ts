import { hostname } from 'node:os';

import {
  AscReq,
  ClientSecurityContext,
  Credentials,
  type Identity,
  IscReq,
  ServerSecurityContext,
} from 'sspi-handoff';

import { type Conversation, protection, shakeHands } from '../../windows/support/reference-package';

/** The package, identity and target name of a client and a server in this process. */
export interface Parties {
  readonly packageName: string;
  readonly targetName: string;
  /** By default the current user, or the owner of the saved ticket. */
  readonly identity?: Identity;
}

/** For Windows, where the tests cannot rely on a domain, or on an account with a known password. */
export const asCurrentUser = (packageName: string): Parties => ({
  packageName,
  targetName: `host/${hostname()}`,
});

export const dceRequirements = {
  client: protection.client | IscReq.USE_DCE_STYLE,
  server: protection.server | AscReq.USE_DCE_STYLE,
};

export function clientOf(parties: Parties, requirements = protection.client) {
  const { packageName, targetName, identity } = parties;
  using credentials = Credentials.acquireSync({
    packageName,
    use: 'outbound',
    ...(identity && { identity }),
  });
  return new ClientSecurityContext({ credentials, targetName, requirements });
}

export function serverOf({ packageName }: Parties, requirements = protection.server) {
  using credentials = Credentials.acquireSync({ packageName, use: 'inbound' });
  return new ServerSecurityContext({ credentials, requirements });
}

export function converse(parties: Parties, requirements = protection): Conversation {
  const client = clientOf(parties, requirements.client);
  const server = serverOf(parties, requirements.server);
  const dispose = () => {
    client.dispose();
    server.dispose();
  };
  try {
    const tokens = shakeHands(client, server);
    return { client, server, tokens, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Returns a copy of the bytes with one bit of the last byte changed. */
export function altered(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const last = copy.length - 1;
  copy.writeUInt8(copy.readUInt8(last) ^ 1, last);
  return copy;
}
