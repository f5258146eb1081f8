// The calls of SSPI, each done in all ways.

import * as ours from '../ours';
import { kerberosParties, type Parties, referenceParties } from '../parties';
import * as exposeSspi from '../peers/expose-sspi';
import * as koffi from '../peers/koffi-secur32';
import { bare, classes, type Loops } from '../peers/limit';
import type { Race, RaceMark, Work } from '../race';

type Call = Exclude<keyof Loops, 'enumerate'>;

function inEachWay(call: Call, parties: Parties, size = 0): Record<string, Work> {
  return {
    'bare Secur32': (iterations) => bare[call](parties, iterations, size),
    'native/sspi': (iterations) => classes[call](parties, iterations, size),
    'sspi-handoff': (iterations) => ours[call](parties, iterations, size),
    koffi: (iterations) => koffi[call](parties, iterations, size),
  };
}

const mark = (contestant: string, against: string, limit: RaceMark['mark']) => ({
  contestant,
  against,
  mark: limit,
});

const ofLimit = (atMost: number) => mark('sspi-handoff', 'bare Secur32', { atMost });

function messageRace(
  call: Call,
  [name, title]: readonly [string, string],
  size: number,
  atMost: number,
): Race {
  return {
    name,
    title,
    contestants: inEachWay(call, referenceParties, size),
    marks: [ofLimit(atMost), mark('koffi', 'sspi-handoff', null)],
  };
}

export const calls: readonly Race[] = [
  {
    name: 'export-import',
    title: 'Export (DELETE_OLD), import, close the token',
    contestants: inEachWay('exportImport', referenceParties),
    marks: [
      ofLimit(1.3),
      mark('koffi', 'sspi-handoff', { atLeast: 3 }),
      mark('sspi-handoff', 'native/sspi', null),
    ],
  },
  ...(
    [
      ['encrypt-64b', '64 B', 64, 1.5],
      ['encrypt-4kib', '4 KiB', 4096, 1.15],
      ['encrypt-64kib', '64 KiB', 65_536, 1.05],
    ] as const
  ).map(([name, label, size, atMost]) => {
    const title = `Encrypt and decrypt ${label} in place`;
    return messageRace('encryptDecrypt', [name, title], size, atMost);
  }),
  messageRace('signVerify', ['sign-4kib', 'Sign and verify 4 KiB'], 4096, 1.15),
  {
    name: 'kerberos-handshake',
    title: 'Kerberos handshake, both sides in one process',
    contestants: {
      ...inEachWay('shakeHands', kerberosParties),
      'sspi-handoff, async': (iterations) => ours.shakeHandsAsync(kerberosParties, iterations),
      'node-expose-sspi': (iterations) => exposeSspi.shakeHands(kerberosParties, iterations),
    },
    marks: [
      ofLimit(1.05),
      mark('sspi-handoff', 'node-expose-sspi', { atMost: 1 }),
      mark('sspi-handoff, async', 'bare Secur32', null),
    ],
  },
];

export const enumerate: Race = {
  name: 'enumerate',
  title: 'Enumerate the security packages',
  contestants: {
    'bare Secur32': (iterations) => bare.enumerate(iterations),
    'native/sspi': (iterations) => classes.enumerate(iterations),
    'sspi-handoff': (iterations) => ours.enumerate(iterations),
    koffi: (iterations) => koffi.enumerate(iterations),
    'node-expose-sspi': (iterations) => exposeSspi.enumerate(iterations),
  },
  marks: [ofLimit(1.3), mark('sspi-handoff', 'node-expose-sspi', { atMost: 1 })],
};
