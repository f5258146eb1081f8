import { itReportsOnTheContract } from '../support/contract-check';
import { itExportsCompleteContexts } from '../support/export-attempt';
import { describeWith, surroundings } from '../support/surroundings';
import { needsNtlm, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: export`, partiesOf(packageName), needsNtlm, (parties) => {
    itExportsCompleteContexts(parties, surroundings.ntlm && 'SEC_E_UNSUPPORTED_FUNCTION');
    itReportsOnTheContract(parties, surroundings.ntlm && 'not supported');
  });
}
