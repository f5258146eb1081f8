// npm run check

import { runCommand } from './failure.mjs';
import { prepareChecks } from './setup/prepare.mjs';
import { runChecks } from './test/checks.mjs';
import { reportTotals } from './test/totals.mjs';

await runCommand(async () => {
  await prepareChecks();
  return reportTotals([await runChecks()]);
});
