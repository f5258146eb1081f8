import { converse, dceRequirements } from '../support/loopback';
import {
  itProtectsMessages,
  type Refusals,
  refusalsOnWindows,
} from '../support/message-protection';
import { itHandlesShortBytes, sidesOf } from '../support/short-bytes';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

const refusals: Refusals = surroundings.realm
  ? {
      altered: 'SEC_E_MESSAGE_ALTERED',
      // GSS-API reports a duplicate, for which Wine has no specific status.
      replayed: 'SEC_E_INVALID_TOKEN',
      reordered: 'SEC_E_OUT_OF_SEQUENCE',
    }
  : refusalsOnWindows;

for (const packageName of packageNames) {
  describeWith(`${packageName}: messages`, partiesOf(packageName), needsDomain, (parties) => {
    itProtectsMessages(parties, refusals);
    for (const side of ['client', 'server'] as const) {
      describe(`the messages of a ${side} without bytes and with one byte:`, () => {
        itHandlesShortBytes(() => sidesOf(converse(parties), side));
      });
    }
  });
  const inRealm = surroundings.realm && partiesOf(packageName);
  describeWith(`${packageName}: messages in DCE style`, inRealm, needsDomain, (parties) => {
    itProtectsMessages(parties, refusals, dceRequirements);
  });
}
