/** Started by `npm run test:faults [-- --json] [-- --package NAME] [-- --transfers N] [-- --seed S]`. */
import { parseArgs } from 'node:util';

import { requirePackageUnderTest } from '../windows/support/test-packages';
import { runCampaign } from './campaign';

const options = {
  json: { type: 'boolean', default: false },
  package: { type: 'string', default: 'HandoffReference' },
  transfers: { type: 'string', default: '2000' },
  seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
} as const;

async function main(): Promise<void> {
  const { json, package: packageName, transfers, seed } = parseArgs({ options }).values;
  requirePackageUnderTest(packageName);
  const [wanted, start] = [transfers, seed].map(Number);
  if (!Number.isSafeInteger(wanted) || !Number.isSafeInteger(start)) {
    throw new Error('--transfers and --seed are whole numbers');
  }
  process.stderr.write(`Seed ${seed}\n`);
  const problems: string[] = [];
  const figures = await runCampaign(Number(wanted), Number(start), {
    onProblem(problem) {
      problems.push(problem);
      process.stderr.write(`${problem}\n`);
    },
    onProgress({ transfers: done, kills }) {
      if (done % 100 > 0) return;
      process.stderr.write(`${String(done)} transfers, ${String(kills)} processes ended\n`);
    },
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(figures)}\n`
      : Object.entries(figures)
          .map(([name, figure]) => `${name}: ${String(figure)}\n`)
          .join(''),
  );
  const { doubled, lost, leakedHandles } = figures;
  if (problems.length > 0 || doubled + lost + leakedHandles > 0) process.exitCode = 1;
}

void main();
