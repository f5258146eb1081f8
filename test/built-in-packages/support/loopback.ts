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

/** A client and a server in this process: with which package, as whom and to whom. */
export interface Parties {
  readonly packageName: string;
  readonly targetName: string;
  /** By default the current user, or the one whose ticket is there. */
  readonly identity?: Identity;
}

/** On Windows, where a domain, an account or its password cannot be taken for granted. */
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

/** The bytes with one bit of the last one changed. */
export function altered(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const last = copy.length - 1;
  copy.writeUInt8(copy.readUInt8(last) ^ 1, last);
  return copy;
}
