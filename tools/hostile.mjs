// npm run test:hostile [-- --json] [-- --attempts N] [-- --envelopes N]
//                       [-- --heap-attempts N] [-- --seed S]

import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';

import { Failure, runCommand } from './failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

const program = 'build/test/hostile/main.js';

/** Wine then guards each block of a heap, and says on stderr which one was damaged or freed twice. */
const watchedHeap = { WINEDEBUG: 'warn+heap' };

await runCommand(async (args) => {
  const { json, attempts, envelopes, 'heap-attempts': heapAttempts, seed } = parseArguments(args);
  await prepare();
  const attack = await run(['--attempts', attempts, '--envelopes', envelopes, '--seed', seed]);
  const heap = process.platform === 'win32' ? undefined : await attackWithWatchedHeap();
  const ok = attack.exitCode === 0 && (heap?.ok ?? true);
  print({ ok, ...attack.figures, ...(heap && { heap }) });
  return ok ? 0 : 1;

  async function attackWithWatchedHeap() {
    // What notices nothing proves nothing.
    for (const damage of ['overrun', 'free-twice']) {
      const { reports } = await run(['--damage', damage], watchedHeap);
      if (reports.length === 0)
        throw new Failure(`Wine did not report damage to a heap: ${damage}`);
    }
    const watched = await run(
      ['--attempts', heapAttempts, '--envelopes', '0', '--seed', seed],
      watchedHeap,
    );
    const { exitCode, figures, reports } = watched;
    return { ok: exitCode === 0 && reports.length === 0, ...figures, reports };
  }

  /** @param {object} figures */
  function print(figures) {
    process.stdout.write(`${JSON.stringify(figures, undefined, json ? undefined : 2)}\n`);
  }
});

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function run(args, env) {
  const [stdout, stderr] = [collector(), collector()];
  const exitCode = await runWindowsNode([program, ...args], {
    ...(env && { env }),
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
  const lines = stderr.text().split('\n');
  const reports = lines.filter((line) => /:(err|warn):heap:/.test(line));
  const figures = stdout.text() === '' ? {} : JSON.parse(stdout.text());
  if (env === undefined) process.stderr.write(stderr.text());
  return { exitCode, figures, reports };
}

function collector() {
  /** @type {Buffer[]} */
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** @param {string[]} args */
function parseArguments(args) {
  try {
    return parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        attempts: { type: 'string', default: '200000' },
        envelopes: { type: 'string', default: '10000' },
        'heap-attempts': { type: 'string', default: '20000' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      },
    }).values;
  } catch (error) {
    throw new Failure(
      `${/** @type {Error} */ (error).message}\n` +
        'Usage: npm run test:hostile [-- --json] [-- --attempts N] [-- --envelopes N] [-- --heap-attempts N] [-- --seed S]',
    );
  }
}
