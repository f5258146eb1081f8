// The cases in which contestants do the same work.

import * as bare from '../contestants/bare';
import { type Call, callWork } from '../contestants/contestant';
import { KoffiConversation } from '../contestants/koffi';
import { Conversation } from '../contestants/ours';
import { kerberosParties, type Parties, referenceParties } from '../parties';
import { type Race, raceCase, type RaceMark, type Work } from '../race';

const MESSAGE_SIZE = 100;

function inEachWay(call: Call, parties: Parties, size = MESSAGE_SIZE): Record<string, Work> {
  return {
    'bare Secur32': (iterations) => bare.repeat(call, parties, iterations, size),
    'sspi-handoff': callWork(Conversation, call, parties, size),
    koffi: callWork(KoffiConversation, call, parties, size),
  };
}

const ofLimit = (atMost: number): RaceMark => ['sspi-handoff', 'bare Secur32', { atMost }];

const messageRaces = (
  [
    ['encrypt-64b', 'Encrypt and decrypt 64 B in place', 'encryptDecrypt', 64, 1.5],
    ['encrypt-4kib', 'Encrypt and decrypt 4 KiB in place', 'encryptDecrypt', 4096, 1.15],
    ['encrypt-64kib', 'Encrypt and decrypt 64 KiB in place', 'encryptDecrypt', 65_536, 1.05],
    ['sign-4kib', 'Sign and verify 4 KiB', 'signVerify', 4096, 1.15],
  ] as const
).map(([name, title, call, size, atMost]): Race => ({
  name,
  title,
  contestants: inEachWay(call, referenceParties, size),
  marks: [ofLimit(atMost), ['koffi', 'sspi-handoff', null]],
}));

const races: readonly Race[] = [
  {
    name: 'export-import',
    title: 'Export (DELETE_OLD), import, close the token',
    contestants: inEachWay('exportImport', referenceParties),
    marks: [ofLimit(1.3), ['koffi', 'sspi-handoff', { atLeast: 3 }]],
  },
  ...messageRaces,
  {
    name: 'kerberos-handshake',
    title: 'Kerberos handshake, both sides in one process',
    contestants: {
      ...inEachWay('shakeHands', kerberosParties),
      'sspi-handoff, async': callWork(
        ...([Conversation, 'shakeHandsAsync', kerberosParties, MESSAGE_SIZE] as const),
      ),
    },
    marks: [
      ofLimit(1.05),
      ['koffi', 'sspi-handoff', null],
      ['sspi-handoff, async', 'bare Secur32', null],
    ],
  },
];

export const raceCases = races.map(raceCase);
