import * as ours from '../ours';
import { referenceParties as parties } from '../parties';
import * as koffi from '../peers/koffi-secur32';
import { bare, classes } from '../peers/limit';
import type { Race } from '../race';

function encryptDecrypt(size: number, label: string, atMost: number): Race {
  return {
    name: `encrypt-${label.replace(' ', '').toLowerCase()}`,
    title: `Encrypt and decrypt ${label} in place`,
    contestants: {
      'bare Secur32': (iterations) => bare.encryptDecrypt(parties, iterations, size),
      'native/sspi': (iterations) => classes.encryptDecrypt(parties, iterations, size),
      'sspi-handoff': (iterations) => ours.encryptDecrypt(parties, iterations, size),
      koffi: (iterations) => koffi.encryptDecrypt(parties, iterations, size),
    },
    marks: [
      { contestant: 'sspi-handoff', against: 'bare Secur32', mark: { atMost } },
      { contestant: 'koffi', against: 'sspi-handoff', mark: null },
    ],
  };
}

const SIZE_TO_SIGN = 4096;

export const messages: readonly Race[] = [
  encryptDecrypt(64, '64 B', 1.5),
  encryptDecrypt(4096, '4 KiB', 1.15),
  encryptDecrypt(65_536, '64 KiB', 1.05),
  {
    name: 'sign-4kib',
    title: 'Sign and verify 4 KiB',
    contestants: {
      'bare Secur32': (iterations) => bare.signVerify(parties, iterations, SIZE_TO_SIGN),
      'native/sspi': (iterations) => classes.signVerify(parties, iterations, SIZE_TO_SIGN),
      'sspi-handoff': (iterations) => ours.signVerify(parties, iterations, SIZE_TO_SIGN),
      koffi: (iterations) => koffi.signVerify(parties, iterations, SIZE_TO_SIGN),
    },
    marks: [
      { contestant: 'sspi-handoff', against: 'bare Secur32', mark: { atMost: 1.15 } },
      { contestant: 'koffi', against: 'sspi-handoff', mark: null },
    ],
  },
];
