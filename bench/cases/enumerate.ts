import * as ours from '../ours';
import * as exposeSspi from '../peers/expose-sspi';
import * as koffi from '../peers/koffi-secur32';
import { bare, classes } from '../peers/limit';
import type { Race } from '../race';

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
  marks: [
    { contestant: 'sspi-handoff', against: 'bare Secur32', mark: { atMost: 1.3 } },
    { contestant: 'sspi-handoff', against: 'node-expose-sspi', mark: { atMost: 1 } },
  ],
};
