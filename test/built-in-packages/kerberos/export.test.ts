import { itIsHeldAgainstTheContract } from '../support/contract-check';
import { itTriesToExport } from '../support/export-attempt';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: export`, partiesOf(packageName), needsDomain, (parties) => {
    itTriesToExport(parties, surroundings.realm && 'SEC_E_UNSUPPORTED_FUNCTION');
    itIsHeldAgainstTheContract(parties, surroundings.realm && 'not supported');
  });
}
