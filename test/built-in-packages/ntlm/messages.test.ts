import { converse } from '../support/loopback';
import {
  itProtectsMessages,
  type Refusals,
  refusalsOnWindows,
} from '../support/message-protection';
import { itHandlesShortBytes, sidesOf } from '../support/short-bytes';
import { describeWith, surroundings } from '../support/surroundings';
import { needsNtlm, packageNames, partiesOf } from './parties';

const refusals: Refusals = surroundings.ntlm
  ? {
      altered: 'SEC_E_MESSAGE_ALTERED',
      // The checksum covers the sequence number.
      replayed: 'SEC_E_MESSAGE_ALTERED',
      reordered: 'SEC_E_MESSAGE_ALTERED',
    }
  : refusalsOnWindows;

for (const packageName of packageNames) {
  describeWith(`${packageName}: messages`, partiesOf(packageName), needsNtlm, (parties) => {
    itProtectsMessages(parties, refusals);
  });
}

// One side of one package is enough, because each NTLM handshake takes 50 ms.
describeWith(
  'NTLM: messages without bytes and with one byte',
  partiesOf('NTLM'),
  needsNtlm,
  (parties) => {
    itHandlesShortBytes(() => sidesOf(converse(parties), 'server'));
  },
);
