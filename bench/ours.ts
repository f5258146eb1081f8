import assert from 'node:assert/strict';

import { enumerateSecurityPackagesSync, SecurityContext } from 'sspi-handoff';

import {
  assertNextMessageArrives,
  BothCredentials,
  converse,
  messageOf,
  newConversation,
  type Parties,
  shakeHands as conduct,
} from './parties';
import { timed, timedAsync } from './race';

// The work of each case, done with the package as its users would.

export function exportImport(parties: Parties, iterations: number): number {
  const { client, server } = converse(parties);
  let context: SecurityContext = server;
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      const exported = context.exportSync();
      context = SecurityContext.importSync(exported);
      exported.dispose();
    }
  });
  assertNextMessageArrives(client, context);
  client.dispose();
  context.dispose();
  return time;
}

export function encryptDecrypt(parties: Parties, iterations: number, size: number): number {
  const { client, server } = converse(parties);
  const message = messageOf(size);
  const parts = {
    trailer: Buffer.alloc(client.query('sizes').securityTrailer),
    data: Buffer.from(message),
  };
  let decrypted: Buffer = parts.trailer;
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      client.encryptInPlace(parts);
      decrypted = server.decryptInPlace(parts);
    }
  });
  assert.deepEqual(decrypted, message);
  client.encryptInPlace(parts);
  assert.notDeepEqual(parts.data, message);
  client.dispose();
  server.dispose();
  return time;
}

export function signVerify(parties: Parties, iterations: number, size: number): number {
  const { client, server } = converse(parties);
  const message = messageOf(size);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) server.verify(message, client.sign(message));
  });
  const signature = client.sign(message);
  message.writeUInt8(1);
  assert.throws(() => server.verify(message, signature), { code: 'SEC_E_MESSAGE_ALTERED' });
  client.dispose();
  server.dispose();
  return time;
}

export function shakeHands(parties: Parties, iterations: number): number {
  using credentials = new BothCredentials(parties);
  let last = newConversation(credentials, parties);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      last.client.dispose();
      last.server.dispose();
      last = newConversation(credentials, parties);
      conduct(last);
    }
  });
  const message = messageOf(100);
  last.server.verify(message, last.client.sign(message));
  last.client.dispose();
  last.server.dispose();
  return time;
}

export async function shakeHandsAsync(parties: Parties, iterations: number): Promise<number> {
  using credentials = new BothCredentials(parties);
  let last = newConversation(credentials, parties);
  const time = await timedAsync(async () => {
    for (let i = 0; i < iterations; i++) {
      last.client.dispose();
      last.server.dispose();
      last = newConversation(credentials, parties);
      let toServer = await last.client.step();
      while (toServer !== null) {
        const toClient = await last.server.step(toServer);
        if (toClient === null) break;
        toServer = await last.client.step(toClient);
      }
    }
  });
  const message = messageOf(100);
  last.server.verify(message, last.client.sign(message));
  last.client.dispose();
  last.server.dispose();
  return time;
}

export function enumerate(iterations: number): number {
  let packages = enumerateSecurityPackagesSync();
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) packages = enumerateSecurityPackagesSync();
  });
  assert.ok(packages.some(({ name }) => name === 'Schannel'));
  return time;
}
