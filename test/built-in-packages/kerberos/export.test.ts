import { itReportsOnTheContract } from '../support/contract-check';
import { itExportsCompleteContexts } from '../support/export-attempt';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: export`, partiesOf(packageName), needsDomain, (parties) => {
    itExportsCompleteContexts(parties, surroundings.realm && 'SEC_E_UNSUPPORTED_FUNCTION');
    itReportsOnTheContract(parties, surroundings.realm && 'not supported');
  });
}
