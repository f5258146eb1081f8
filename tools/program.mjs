// Runs other programs. There is no npm package here, because the setup runs before `npm ci`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

import { Failure } from './failure.mjs';
import { continueUnlessInterrupted, onInterruption } from './interruption.mjs';
import { root } from './repository.mjs';

/**
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the repository's root by default
 * @property {(line: string) => unknown} [onLine] receives each line of output
 */

/**
 * Runs a program that may fail.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ exitCode: number, output: string }>} stdout and stderr together
 */
export async function outcomeOf(program, args, options = {}) {
  const { env = process.env, cwd = root, onLine } = options;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const lines = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  const exitCode = await endOf(child, (signal) => child.kill(signal));
  await continueUnlessInterrupted();
  return { exitCode, output: lines.join('\n') };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(signal: NodeJS.Signals) => void} stop runs after an interruption
 * @returns {Promise<number>} the exit code, by the conventions of a shell
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
 * Runs a program that must succeed.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<string>} the output
 */
export async function run(program, args, options) {
  const { exitCode, output } = await outcomeOf(program, args, options);
  if (exitCode === 0) return output;
  const command = [program, ...args].join(' ');
  throw new Failure(`${output}\n\nThis command failed with exit code ${exitCode}:\n  ${command}`);
}

/**
 * @param {string[]} args
 * @param {Options} [options]
 */
export function runNpm(args, options) {
  // npm passes its own path to scripts. Plain `npm` is a batch file on Windows, which needs a shell.
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
}
