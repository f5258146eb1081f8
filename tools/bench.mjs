// npm run bench [-- [--case NAME]… [--rounds N] [--json]]

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { outcomeOf, run } from './program.mjs';
import { inRepository } from './repository.mjs';
import { prepareBench } from './setup/prepare.mjs';
import { prettier } from './test/checks.mjs';
import { realmWithTicket } from './test/surroundings.mjs';
import { runThisNode, runWindowsNode } from './windows-node.mjs';

/** Relative, because Windows programs and Linux programs have different absolute paths. */
const RESULTS = 'build/bench-results.json';
const DOCUMENT = 'docs/benchmarks.md';

const USAGE = 'npm run bench [-- [--case NAME]… [--rounds N] [--json]]';

await runCommand(async (args) => {
  const options = parseOptions(USAGE, args, {
    case: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const chosen = options.case.map((name) => `--case=${name}`);
  if (options.rounds !== undefined) chosen.push(`--rounds=${options.rounds}`);

  await prepareBench(products.bench);
  rmSync(inRepository(RESULTS), { force: true });
  mkdirSync(inRepository('build'), { recursive: true });
  const measured = await measure(chosen);
  if (measured !== 0) return measured;
  if (options.json) {
    process.stdout.write(readFileSync(inRepository(RESULTS), 'utf8'));
    return 0;
  }
  // The document shows only complete runs.
  const document = chosen.length === 0 ? [`--document=${DOCUMENT}`] : [];
  const report = ['build/bench/report/main.js', `--results=${RESULTS}`, ...document];
  const reported = await runThisNode(report);
  if (reported === 0 && document.length > 0) {
    await run(process.execPath, [prettier, '--write', '--log-level=warn', DOCUMENT]);
  }
  return reported;
});

/** @param {string[]} chosen */
async function measure(chosen) {
  const { env, stop } = await realmWithTicket();
  const wine = process.platform === 'win32' ? undefined : await wineVersion();
  try {
    return await runWindowsNode(
      ['--expose-gc', 'build/bench/main.js', `--results=${RESULTS}`, ...chosen],
      {
        env: { ...env, SSPI_HANDOFF_WINE: wine },
        // Calls to wineserver cost four times as much from another processor.
        processor: availableParallelism() - 1,
      },
    );
  } finally {
    await stop();
  }
}

async function wineVersion() {
  // Wine may print warnings before the version.
  const { output } = await outcomeOf('wine', ['--version']);
  return /^wine-(\S+)/m.exec(output)?.[1];
}
