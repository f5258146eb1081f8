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

const koffiTo = (atLeast: number): RaceMark => ['koffi', 'sspi-handoff', { atLeast }];

const sizes = [
  ['64b', '64 B', 64],
  ['4kib', '4 KiB', 4096],
  ['64kib', '64 KiB', 65_536],
] as const;

/** The marks of each size: times of bare Secur32 at most, koffi's time at least. */
const messageRaces = (
  [
    [
      'sign',
      'Sign and verify',
      'signVerify',
      [
        [1.2, 0.93],
        [1.05, 0.98],
      ],
    ],
    [
      'encrypt',
      'Encrypt and decrypt in place',
      'encryptDecrypt',
      [
        [1.25, 0.95],
        [1.11, 0.98],
        [1.02, 1],
      ],
    ],
    [
      'wrap',
      'Wrap and unwrap, new Buffers',
      'wrapUnwrap',
      [
        [2, 1],
        [1.6, 1],
        [2.8, 1],
      ],
    ],
    [
      'wrap-into',
      'Wrap and unwrap in memory of the caller',
      'wrapUnwrapInto',
      [
        [1.3, 0.95],
        [1.15, 0.98],
        [1.05, 1],
      ],
    ],
  ] as const
).flatMap(([name, title, call, marks]) =>
  marks.map(([atMost, atLeast], index): Race => {
    const [suffix, sizeName, size] = sizes[index] ?? sizes[0];
    return {
      name: `${name}-${suffix}`,
      title: `${title}, ${sizeName}`,
      contestants: inEachWay(call, referenceParties, size),
      marks: [ofLimit(atMost), koffiTo(atLeast)],
    };
  }),
);

const races: readonly Race[] = [
  {
    name: 'export-import',
    title: 'Export (DELETE_OLD), import, close the token',
    contestants: inEachWay('exportImport', referenceParties),
    marks: [ofLimit(1.45), koffiTo(0.7)],
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
    marks: [ofLimit(1.05), koffiTo(0.98), ['sspi-handoff, async', 'bare Secur32', null]],
  },
];

export const raceCases = races.map(raceCase);
