// The cases in which contestants do the same work.

import { Child } from '../child';
import { type Call, callWork } from '../contestants/contestant';
import * as exposeSspi from '../contestants/expose-sspi';
import * as koffi from '../contestants/koffi';
import { bare, classes } from '../contestants/native';
import * as ours from '../contestants/ours';
import { kerberosParties, type Parties, referenceParties } from '../parties';
import type { Race, RaceMark, Work } from '../race';

function inEachWay(call: Call, parties: Parties, size = 100): Record<string, Work> {
  return {
    'bare Secur32': (iterations) => bare.repeat(call, parties, iterations, size),
    'native/sspi': (iterations) => classes.repeat(call, parties, iterations, size),
    'sspi-handoff': callWork(ours.Conversation, parties, call, size),
    koffi: callWork(koffi.KoffiConversation, parties, call, size),
  };
}

const ofLimit = (atMost: number): RaceMark => ['sspi-handoff', 'bare Secur32', { atMost }];

/** Each load has its own process, which measures the time itself, without the start of Node.js. */
function loading(name: string): Work {
  return async (iterations) => {
    let nanoseconds = 0;
    for (let i = 0; i < iterations; i++) {
      const child = new Child('load-time', name);
      nanoseconds += await child.nextNumber();
      await child.end();
    }
    return nanoseconds;
  };
}

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

export const races: readonly Race[] = [
  {
    name: 'export-import',
    title: 'Export (DELETE_OLD), import, close the token',
    contestants: inEachWay('exportImport', referenceParties),
    marks: [
      ofLimit(1.3),
      ['koffi', 'sspi-handoff', { atLeast: 3 }],
      ['sspi-handoff', 'native/sspi', null],
    ],
  },
  ...messageRaces,
  {
    name: 'kerberos-handshake',
    title: 'Kerberos handshake, both sides in one process',
    contestants: {
      ...inEachWay('shakeHands', kerberosParties),
      'sspi-handoff, async': callWork(ours.Conversation, kerberosParties, 'shakeHandsAsync'),
      'node-expose-sspi': exposeSspi.shakeHands(kerberosParties),
    },
    marks: [
      ofLimit(1.05),
      ['sspi-handoff', 'node-expose-sspi', { atMost: 1 }],
      ['sspi-handoff, async', 'bare Secur32', null],
    ],
  },
  {
    name: 'enumerate',
    title: 'Enumerate the security packages',
    contestants: {
      'bare Secur32': (iterations) => bare.enumerate(iterations),
      'native/sspi': (iterations) => classes.enumerate(iterations),
      'sspi-handoff': ours.enumerate,
      koffi: koffi.enumerate,
      'node-expose-sspi': exposeSspi.enumerate,
    },
    marks: [ofLimit(1.3), ['sspi-handoff', 'node-expose-sspi', { atMost: 1 }]],
  },
];

export const loadTime: Race = {
  name: 'load-time',
  title: 'Load the package, without the start of Node.js',
  contestants: Object.fromEntries(
    [
      ...['sspi-handoff', 'sspi-handoff, and Secur32'],
      ...['koffi', 'koffi, and Secur32', 'node-expose-sspi'],
    ].map((name) => [name, loading(name)]),
  ),
  marks: [
    ['sspi-handoff', 'koffi', { atMost: 0.5 }],
    ['sspi-handoff, and Secur32', 'koffi, and Secur32', null],
    ['sspi-handoff, and Secur32', 'koffi', null],
  ],
  turnNanoseconds: 0,
};
