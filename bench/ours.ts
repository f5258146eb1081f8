// The work of each case, done with this package.

import assert from 'node:assert/strict';

import { enumerateSecurityPackagesSync, SecurityContext } from 'sspi-handoff';

import {
  assertNextMessageArrives,
  BothCredentials,
  Conversation,
  messageOf,
  type Parties,
} from './parties';
import { timed, timedAsync } from './race';

export function exportImport(parties: Parties, iterations: number): number {
  using conversation = Conversation.start(parties);
  let context: SecurityContext = conversation.server;
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      const exported = context.exportSync();
      context = SecurityContext.importSync(exported);
      exported.dispose();
    }
  });
  assertNextMessageArrives(conversation.client, context);
  context.dispose();
  return time;
}

export function encryptDecrypt(parties: Parties, iterations: number, size: number): number {
  using conversation = Conversation.start(parties);
  const { client, server } = conversation;
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
  return time;
}

export function signVerify(parties: Parties, iterations: number, size: number): number {
  using conversation = Conversation.start(parties);
  const { client, server } = conversation;
  const message = messageOf(size);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) server.verify(message, client.sign(message));
  });
  const signature = client.sign(message);
  message.writeUInt8(1);
  assert.throws(() => server.verify(message, signature), { code: 'SEC_E_MESSAGE_ALTERED' });
  return time;
}

export function shakeHands(parties: Parties, iterations: number): number {
  using credentials = new BothCredentials(parties);
  let last = new Conversation(credentials, parties);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      last[Symbol.dispose]();
      last = new Conversation(credentials, parties);
      last.shakeHands();
    }
  });
  endAfterOneMessage(last);
  return time;
}

export async function shakeHandsAsync(parties: Parties, iterations: number): Promise<number> {
  using credentials = new BothCredentials(parties);
  let last = new Conversation(credentials, parties);
  const time = await timedAsync(async () => {
    for (let i = 0; i < iterations; i++) {
      last[Symbol.dispose]();
      last = new Conversation(credentials, parties);
      await last.shakeHandsAsync();
    }
  });
  endAfterOneMessage(last);
  return time;
}

function endAfterOneMessage(conversation: Conversation): void {
  const message = messageOf(100);
  conversation.server.verify(message, conversation.client.sign(message));
  conversation[Symbol.dispose]();
}

export function enumerate(iterations: number): number {
  let packages = enumerateSecurityPackagesSync();
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) packages = enumerateSecurityPackagesSync();
  });
  assert.ok(packages.some(({ name }) => name === 'Schannel'));
  return time;
}
