// npm test [-- --grep TEXT | --evidence FILE]

import { recordRun } from './evidence/record.mjs';
import { describe, Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { prepareTests } from './setup/prepare.mjs';
import { runChecks } from './test/checks.mjs';
import { runInLanes } from './test/lanes.mjs';
import { otherPrefix, runSuite, suites } from './test/suite.mjs';
import { print, reportTotals } from './test/totals.mjs';

const checks = { title: 'checks', lane: otherPrefix, run: runChecks };

await runCommand(async (args) => {
  const usage = 'npm test [-- --grep TEXT | --evidence FILE]';
  const { grep, evidence } = parseOptions(usage, args, {
    grep: { type: 'string', short: 'g' },
    evidence: { type: 'string' },
  });
  if (grep !== undefined && evidence !== undefined) {
    throw new Failure(`Evidence is a run of all tests, without --grep.\nUsage: ${usage}`);
  }
  try {
    await prepareTests(products.test);
  } catch (error) {
    const reason = describe(error);
    process.stderr.write(`\n${reason}\n\n`);
    return reportTotals([{ passed: 0, failures: [`setup\n${reason}`], skipped: [] }]);
  }

  const results = await runInLanes([
    ...(grep === undefined ? [checks] : []),
    ...suites.map((suite) => ({
      title: suite.title,
      lane: suite.lane,
      run: (/** @type {NodeJS.WritableStream} */ output) => runSuite(suite, { grep, output }),
    })),
  ]);
  if (evidence !== undefined) {
    await recordRun(evidence, results.slice(1)); // without the checks
    print(`The results are in ${evidence}. Update docs/verification.md: npm run verification`);
  }
  return reportTotals(results.map(({ totals }) => totals));
});
