// npm run bench [-- [--case NAME]… [--rounds N] [--json]]

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { Failure, runCommand } from './failure.mjs';
import { outcomeOf, run } from './program.mjs';
import { inRepository } from './repository.mjs';
import { prepareBench } from './setup/prepare.mjs';
import { prettier } from './test/checks.mjs';
import { realmWithTicket } from './test/surroundings.mjs';
import { runThisNode, runWindowsNode } from './windows-node.mjs';

const isWindows = process.platform === 'win32';

/** Relative, because Windows programs and Linux programs have different names for its folder. */
const RESULTS = 'build/bench-results.json';
const DOCUMENT = 'docs/benchmarks.md';

await runCommand(async (args) => {
  const options = parseArguments(args);
  await prepareBench();
  rmSync(inRepository(RESULTS), { force: true });
  mkdirSync(inRepository('build'), { recursive: true });

  const measuring = await measure(options);
  if (measuring !== 0) return measuring;
  if (options.json) {
    process.stdout.write(readFileSync(inRepository(RESULTS), 'utf8'));
    return 0;
  }
  const isComplete = options.case === undefined && options.rounds === undefined;
  const reporting = await runThisNode([
    'build/bench/report/main.js',
    `--results=${RESULTS}`,
    ...(isComplete ? [`--document=${DOCUMENT}`] : []),
  ]);
  if (reporting === 0 && isComplete) {
    await run(process.execPath, [prettier, '--write', '--log-level=warn', DOCUMENT]);
  }
  return reporting;
});

/** @param {ReturnType<typeof parseArguments>} options */
async function measure(options) {
  const surroundings = isWindows ? undefined : await realmWithTicket();
  const wine = isWindows ? undefined : await versionOfWine();
  try {
    return await runWindowsNode(
      [
        '--expose-gc',
        'build/bench/main.js',
        `--results=${RESULTS}`,
        ...(options.case ?? []).map((name) => `--case=${name}`),
        ...(options.rounds === undefined ? [] : [`--rounds=${options.rounds}`]),
      ],
      {
        env: { ...surroundings?.env, SSPI_HANDOFF_WINE: wine },
        // Calls to Wine's server cost four times as much where it runs on another processor.
        processor: availableParallelism() - 1,
      },
    );
  } finally {
    await surroundings?.stop();
  }
}

async function versionOfWine() {
  // It may have something to say before.
  const { output } = await outcomeOf('wine', ['--version']);
  return /^wine-(\S+)/m.exec(output)?.[1];
}

/** @param {string[]} args */
function parseArguments(args) {
  try {
    return parseArgs({
      args,
      options: {
        case: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const usage = 'Usage: npm run bench [-- [--case NAME]… [--rounds N] [--json]]';
    throw new Failure(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
}
