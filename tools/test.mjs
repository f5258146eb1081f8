// npm test [-- --grep TEXT | --evidence FILE]

import { recordRun } from './evidence/record.mjs';
import { describe, Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { prepareTests } from './setup/prepare.mjs';
import { runChecks } from './test/checks.mjs';
import { runSuite, suites } from './test/suite.mjs';
import { print, reportTotals } from './test/totals.mjs';

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

  const totals = grep === undefined ? [await runChecks()] : [];
  const results = [];
  for (const suite of suites) {
    results.push({ title: suite.title, totals: await runSuite(suite, grep) });
  }
  if (evidence !== undefined) {
    await recordRun(evidence, results);
    print(`The results are in ${evidence}. Update docs/verification.md: npm run verification`);
  }
  totals.push(...results.map((result) => result.totals));
  return reportTotals(totals);
});
