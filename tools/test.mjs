// npm test [-- --grep TEXT]

import { parseArgs } from 'node:util';

import { Failure, describe, runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runChecks } from './test/checks.mjs';
import { runModelChecks } from './test/model.mjs';
import { runSuite, suites } from './test/suite.mjs';
import { reportTotals } from './test/totals.mjs';

await runCommand(async (args) => {
  const { grep } = parseArguments(args);
  try {
    await prepare();
  } catch (error) {
    const reason = describe(error);
    process.stderr.write(`\n${reason}\n\n`);
    return reportTotals([{ passed: 0, failures: [`setup\n${reason}`], skipped: [] }]);
  }

  const totals = grep === undefined ? [await runChecks()] : [];
  totals.push(await runModelChecks(grep));
  for (const suite of suites) totals.push(await runSuite(suite, grep));
  return reportTotals(totals);
});

/** @param {string[]} args */
function parseArguments(args) {
  try {
    const { values } = parseArgs({ args, options: { grep: { type: 'string', short: 'g' } } });
    return values;
  } catch (error) {
    throw new Failure(`${/** @type {Error} */ (error).message}\nUsage: npm test [-- --grep TEXT]`);
  }
}
