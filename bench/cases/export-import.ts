import * as ours from '../ours';
import { referenceParties as parties } from '../parties';
import * as koffi from '../peers/koffi-secur32';
import { bare, classes } from '../peers/limit';
import type { Race } from '../race';

export const exportImport: Race = {
  name: 'export-import',
  title: 'Export (DELETE_OLD), import, close the token',
  contestants: {
    'bare Secur32': (iterations) => bare.exportImport(parties, iterations),
    'native/sspi': (iterations) => classes.exportImport(parties, iterations),
    'sspi-handoff': (iterations) => ours.exportImport(parties, iterations),
    koffi: (iterations) => koffi.exportImport(parties, iterations),
  },
  marks: [
    { contestant: 'sspi-handoff', against: 'bare Secur32', mark: { atMost: 1.3 } },
    { contestant: 'koffi', against: 'sspi-handoff', mark: { atLeast: 3 } },
    { contestant: 'sspi-handoff', against: 'native/sspi', mark: null },
  ],
};
