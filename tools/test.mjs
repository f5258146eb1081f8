// npm test [-- --grep TEXT]

import { describe, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { prepareTests } from './setup/prepare.mjs';
import { runChecks } from './test/checks.mjs';
import { runSuite, suites } from './test/suite.mjs';
import { reportTotals } from './test/totals.mjs';

await runCommand(async (args) => {
  const usage = 'npm test [-- --grep TEXT]';
  const { grep } = parseOptions(usage, args, { grep: { type: 'string', short: 'g' } });
  try {
    await prepareTests(products.test);
  } catch (error) {
    const reason = describe(error);
    process.stderr.write(`\n${reason}\n\n`);
    return reportTotals([{ passed: 0, failures: [`setup\n${reason}`], skipped: [] }]);
  }

  const totals = grep === undefined ? [await runChecks()] : [];
  for (const suite of suites) totals.push(await runSuite(suite, grep));
  return reportTotals(totals);
});
