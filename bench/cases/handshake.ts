import * as ours from '../ours';
import { kerberosParties as parties } from '../parties';
import * as exposeSspi from '../peers/expose-sspi';
import * as koffi from '../peers/koffi-secur32';
import { bare, classes } from '../peers/limit';
import type { Race } from '../race';

export const handshake: Race = {
  name: 'kerberos-handshake',
  title: 'Kerberos handshake, both sides in one process',
  contestants: {
    'bare Secur32': (iterations) => bare.shakeHands(parties, iterations),
    'native/sspi': (iterations) => classes.shakeHands(parties, iterations),
    'sspi-handoff': (iterations) => ours.shakeHands(parties, iterations),
    'sspi-handoff, async': (iterations) => ours.shakeHandsAsync(parties, iterations),
    koffi: (iterations) => koffi.shakeHands(parties, iterations),
    'node-expose-sspi': (iterations) => exposeSspi.shakeHands(parties, iterations),
  },
  marks: [
    { contestant: 'sspi-handoff', against: 'bare Secur32', mark: { atMost: 1.05 } },
    { contestant: 'sspi-handoff', against: 'node-expose-sspi', mark: { atMost: 1 } },
    { contestant: 'sspi-handoff, async', against: 'bare Secur32', mark: null },
  ],
};
