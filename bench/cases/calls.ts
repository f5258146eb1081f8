// The cases in which contestants make the same calls of Secur32 in one process.

import assert from 'node:assert/strict';

import * as bare from '../contestants/bare';
import { type Call, callWork } from '../contestants/contestant';
import { KoffiConversation } from '../contestants/koffi';
import { Conversation } from '../contestants/ours';
import { BARE, KOFFI, OURS } from '../names';
import { kerberosParties, type Parties, referenceParties } from '../parties';
import { type Race, raceCase, timedSync, timeEach, type Work } from '../race';

const MANY = 64;

type Marks = readonly [timesBare: number, koffiTimesOurs: number];

function callRace(
  name: string,
  title: string,
  call: Call,
  [atMost, atLeast]: Marks,
  parties: Parties,
  size = 100,
): Race {
  return {
    name,
    title,
    contestants: {
      [BARE]: (iterations) => bare.repeat(call, parties, iterations, size),
      [KOFFI]: callWork(KoffiConversation, call, parties, size),
      [OURS]: callWork(Conversation, call, parties, size),
    },
    marks: [
      [OURS, BARE, { atMost }],
      [KOFFI, OURS, { atLeast }],
    ],
  };
}

const sizes = [
  ['64b', '64 B', 64],
  ['4kib', '4 KiB', 4096],
  ['64kib', '64 KiB', 65_536],
] as const;

/** @param marks for each size, the smallest first */
const messageRaces = (name: string, title: string, call: Call, ...marks: readonly Marks[]) =>
  marks.map((mark, index) => {
    const [suffix, sizeName, size] = sizes[index] ?? sizes[0];
    const sized = `${title}, ${sizeName}`;
    return callRace(`${name}-${suffix}`, sized, call, mark, referenceParties, size);
  });

const shakeHandsTogether: Work = async (iterations) => {
  using conversation = new Conversation(kerberosParties);
  const all = Array.from({ length: iterations * MANY });
  return await timeEach(all.fill(true), MANY, () => conversation.shakeHandsAside());
};

/** The short messages that a reader of a busy socket finds in one chunk. */
const BATCH = 16;

const wrapTogether: Work = (iterations) => {
  using conversation = new Conversation(referenceParties, 64);
  conversation.shakeHands();
  const messages = Array.from({ length: BATCH }, () => conversation.message);
  const time = timedSync(() => {
    for (let i = 0; i < iterations; i++) conversation.wrapUnwrapAll(messages);
  });
  assert.deepEqual(conversation.wrapUnwrapAll(messages), messages);
  return time;
};

const wrapEachWithKoffi = callWork(KoffiConversation, 'wrapUnwrap', referenceParties, 64);

const shakeHands = callWork(Conversation, 'shakeHands', kerberosParties, 100);

const races: readonly Race[] = [
  {
    ...callRace(
      ...(['export-import', 'Export, import, close the token'] as const),
      ...(['exportImport', [1.45, 0.7], referenceParties] as const),
    ),
    moreKernelCalls: [OURS, BARE, 2],
  },
  ...messageRaces('sign', 'Sign and verify', 'signVerify', [1.2, 0.93], [1.05, 0.98]),
  ...messageRaces(
    ...(['encrypt', 'Encrypt and decrypt in place', 'encryptDecrypt'] as const),
    ...([[1.25, 0.95] as const, [1.11, 0.98] as const, [1.02, 1] as const] as const),
  ),
  ...messageRaces(
    ...(['wrap', 'Wrap and unwrap, new Buffers', 'wrapUnwrap'] as const),
    ...([[2, 1] as const, [1.6, 1] as const, [2.8, 1] as const] as const),
  ),
  ...messageRaces(
    ...(['wrap-into', "Wrap and unwrap, caller's memory", 'wrapUnwrapInto'] as const),
    ...([[1.3, 0.95] as const, [1.15, 0.98] as const, [1.05, 1] as const] as const),
  ),
  {
    name: 'wrap-all-64b',
    title: `Wrap and unwrap, ${String(BATCH)} messages of 64 B in one call`,
    contestants: {
      [BARE]: (iterations) => bare.repeat('wrapUnwrap', referenceParties, iterations * BATCH, 64),
      [KOFFI]: (iterations) => wrapEachWithKoffi(iterations * BATCH),
      [OURS]: wrapTogether,
    },
    marks: [
      [OURS, BARE, null],
      [KOFFI, OURS, { atLeast: 1 }],
    ],
    together: BATCH,
  },
  callRace(
    ...(['first-token', 'First Kerberos token'] as const),
    ...(['firstToken', [1.1, 0.95], kerberosParties] as const),
  ),
  callRace(
    ...(['handshake', 'Kerberos handshake, both sides'] as const),
    ...(['shakeHands', [1.05, 0.98], kerberosParties] as const),
  ),
  {
    name: 'handshake-async',
    title: `Kerberos handshake, async, ${String(MANY)} in flight`,
    contestants: {
      synchronous: async (iterations) => shakeHands(iterations * MANY),
      asynchronous: shakeHandsTogether,
    },
    marks: [['asynchronous', 'synchronous', { atMost: 1.3 }]],
    together: MANY,
  },
];

export const callCases = races.map(raceCase);
