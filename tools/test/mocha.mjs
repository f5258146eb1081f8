import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';

import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { explained, runWindowsNode } from '../windows-node.mjs';

/** Longer than the longest time limit of a test. mocha cannot end a test that blocks its process. */
const IDLE_LIMIT_MS = 7 * 60_000;

/** Checks after each test that it has left no handle open. */
const HANDLES_LEFT_OPEN = 'build/test/windows/support/handles-left-open.js';

/**
 * Runs the tests of a suite.
 *
 * @param {import('./suite.mjs').Suite} suite
 * @param {import('./suite.mjs').Options & { env: NodeJS.ProcessEnv | undefined }} options
 * @param {import('./totals.mjs').Totals} totals receives the totals, even if mocha fails
 */
export async function runMocha(suite, { env, grep, output }, totals) {
  const { folder, jobs = 1, runNode = runWindowsNode } = suite;
  const args = [
    ...['--expose-gc', 'node_modules/mocha/bin/mocha.js', '--no-config', '--no-package'],
    ...['--reporter=tools/test/mocha-totals-reporter.cjs', '--timeout=30000'],
    ...(runNode === runWindowsNode ? [`--require=./${HANDLES_LEFT_OPEN}`] : []),
    ...(jobs > 1 ? ['--parallel', `--jobs=${jobs}`] : []),
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...(process.env.CI ? ['--forbid-only'] : []),
    process.stdout.isTTY ? '--color' : '--no-color',
  ];
  // Relative, because Windows programs and Linux programs have different absolute paths.
  const totalsFile = `build/mocha-totals-${process.pid}-${folder.replaceAll('/', '-')}.json`;
  const file = inRepository(totalsFile);
  const { signal, stop } = abortWhenIdle(file);
  const exitCode = await runNode([...args, `build/test/${folder}/*.test.js`], {
    env: { ...env, SSPI_HANDOFF_TOTALS: totalsFile },
    ...(output && { stdout: output, stderr: output }),
    signal,
  });
  stop();
  const progress = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  rmSync(file, { force: true });
  Object.assign(totals, progress.totals);

  const { running = 'between two tests', isComplete = false } = progress;
  if (signal.aborted) {
    throw new Failure(`No test ended for ${IDLE_LIMIT_MS / 60_000} minutes. Running: ${running}`);
  }
  if (!isComplete) {
    throw new Failure(
      `mocha ended early, during: ${running}\nThe exit code is ${explained(exitCode)}.`,
    );
  }
  if (exitCode !== 0 && totals.failures.length === 0) {
    throw new Failure(`mocha ended with exit code ${exitCode}, although no test failed.`);
  }
}

/**
 * Returns a signal that aborts when the file was not written for IDLE_LIMIT_MS.
 *
 * @param {string} file
 */
function abortWhenIdle(file) {
  const controller = new AbortController();
  const start = Date.now();
  const timer = setInterval(() => {
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? start;
    if (Date.now() - written > IDLE_LIMIT_MS) controller.abort();
  }, 1000).unref();
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
