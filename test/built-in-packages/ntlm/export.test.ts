import { itIsHeldAgainstTheContract } from '../support/contract-check';
import { itTriesToExport } from '../support/export-attempt';
import { describeWith, surroundings } from '../support/surroundings';
import { needsNtlm, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: export`, partiesOf(packageName), needsNtlm, (parties) => {
    itTriesToExport(parties, surroundings.ntlm && 'SEC_E_UNSUPPORTED_FUNCTION');
    itIsHeldAgainstTheContract(parties, surroundings.ntlm && 'not supported');
  });
}
