import { Failure, parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { prepare } from './setup/prepare.mjs';
import { outcomeOfWindowsNode } from './windows-node.mjs';

/** Wine then guards each heap block, and reports damaged blocks and double frees on stderr. */
const watchedHeap = { WINEDEBUG: 'warn+heap' };

const USAGE =
  'npm run test:hostile [-- --json] [-- --attempts N] [-- --envelopes N] [-- --heap-attempts N] [-- --seed S]';

await runCommand(async (args) => {
  const options = parseOptions(USAGE, args, {
    json: { type: 'boolean', default: false },
    attempts: { type: 'string', default: '200000' },
    envelopes: { type: 'string', default: '10000' },
    'heap-attempts': { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  });
  const { json, attempts, envelopes, 'heap-attempts': heapAttempts, seed } = options;
  await prepare(products.testProgram);
  const attack = await run(['--attempts', attempts, '--envelopes', envelopes, '--seed', seed]);
  process.stderr.write(attack.stderr);
  const heap =
    process.platform === 'win32' ? undefined : await attackWithWatchedHeap(heapAttempts, seed);
  const ok = attack.exitCode === 0 && (heap?.ok ?? true);
  const figures = { ok, ...attack.figures, ...(heap && { heap }) };
  process.stdout.write(`${JSON.stringify(figures, undefined, json ? undefined : 2)}\n`);
  return ok ? 0 : 1;
});

/**
 * @param {string} attempts
 * @param {string} seed
 */
async function attackWithWatchedHeap(attempts, seed) {
  // First proves that Wine reports damage at all.
  for (const damage of ['overrun', 'free-twice']) {
    const { reports } = await run(['--damage', damage], watchedHeap);
    if (reports.length === 0) throw new Failure(`Wine did not report heap damage: ${damage}`);
  }
  const args = ['--attempts', attempts, '--envelopes', '0', '--seed', seed];
  const { exitCode, figures, reports } = await run(args, watchedHeap);
  return { ok: exitCode === 0 && reports.length === 0, ...figures, reports };
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function run(args, env = {}) {
  const program = 'build/test/hostile/main.js';
  const { exitCode, stdout, stderr } = await outcomeOfWindowsNode([program, ...args], env);
  const reports = stderr.split('\n').filter((line) => /:(err|warn):heap:/.test(line));
  return { exitCode, figures: stdout === '' ? {} : JSON.parse(stdout), reports, stderr };
}
