import assert from 'node:assert/strict';

import { probeExport } from 'sspi-handoff';

import { itReportsOnTheContract } from '../support/contract-check';
import { itExportsCompleteContexts } from '../support/export-attempt';
import { describeWith, surroundings } from '../support/surroundings';
import { needsDomain, packageNames, partiesOf } from './parties';

for (const packageName of packageNames) {
  describeWith(`${packageName}: export`, partiesOf(packageName), needsDomain, (parties) => {
    itExportsCompleteContexts(parties, surroundings.realm && 'SEC_E_UNSUPPORTED_FUNCTION');
    itReportsOnTheContract(parties, surroundings.realm && 'not supported');
  });

  describeWith(`${packageName}: probeExport()`, surroundings.realm, needsDomain, ({ target }) => {
    it('tries complete contexts with a target name and a KDC', async () => {
      const options = { targetName: target, allowNetwork: true };
      const trials = await probeExport(packageName, options);
      const complete = trials.filter(({ state }) => state === 'complete');
      assert.equal(complete.length, 10);
      for (const { notTried, exportStatus } of complete) {
        assert.equal(notTried, null);
        assert.equal(exportStatus, 'SEC_E_UNSUPPORTED_FUNCTION');
      }
    });
  });
}
