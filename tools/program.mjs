// Running other programs: their output line by line, their failure as a message.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

import { Failure } from './failure.mjs';
import { goOnUnlessInterrupted, onInterruption } from './interruption.mjs';
import { root } from './repository.mjs';

/**
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the repository's root, if not given
 * @property {(line: string) => unknown} [onLine] sees each line of output as it arrives
 * @property {(line: string) => void} [onStatus] sees each line written to file descriptor 3
 */

/**
 * Runs a program and returns how it went, failure included.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ exitCode: number, output: string }>} stdout and stderr in one
 */
export async function outcomeOf(
  program,
  args,
  { env = process.env, cwd = root, onLine, onStatus } = {},
) {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', onStatus ? 'pipe' : 'ignore'],
  });
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    forEachLine(stream, (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  if (onStatus) forEachLine(child.stdio[3], onStatus);
  const exitCode = await endOf(child, (signal) => child.kill(signal));
  await goOnUnlessInterrupted();
  return { exitCode, output: lines.join('\n') };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(signal: NodeJS.Signals) => void} stop what an interruption does to it
 * @returns {Promise<number>} its exit code, as a shell would say it
 */
export async function endOf(child, stop) {
  const closed = once(child, 'close');
  const forget = onInterruption((signal) => {
    stop(signal);
    return closed;
  });
  try {
    const [code, signal] = await closed;
    return code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
  } catch (error) {
    throw new Failure(`Cannot start ${child.spawnfile}: ${/** @type {Error} */ (error).message}`);
  } finally {
    forget();
  }
}

/**
 * @param {unknown} stream
 * @param {(line: string) => void} onLine
 */
function forEachLine(stream, onLine) {
  createInterface({ input: /** @type {import('node:stream').Readable} */ (stream) }).on(
    'line',
    onLine,
  );
}

/**
 * Runs a program that has to succeed.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<string>} its output
 */
export async function run(program, args, options) {
  const { exitCode, output } = await outcomeOf(program, args, options);
  if (exitCode === 0) return output;
  const command = [program, ...args].join(' ');
  throw new Failure(`${output}\n\nThis failed with exit code ${exitCode}:\n  ${command}`);
}

/**
 * @param {string[]} args
 * @param {Options} [options]
 */
export function runNpm(args, options) {
  // npm tells its scripts where it is. On Windows plain `npm` is a batch file, which only a shell can start.
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
}
