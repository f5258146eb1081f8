import { windowsNodeProgram } from './setup/windows-node.mjs';
import { runHere, runWindowsProgram } from './windows-program.mjs';

/** @typedef {import('./windows-program.mjs').Options} Options */

/**
 * Runs Node.js for Windows: this very one on Windows, the downloaded one under Wine on Linux.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export function runWindowsNode(args, options) {
  const program = process.platform === 'win32' ? process.execPath : windowsNodeProgram;
  return runWindowsProgram(program, args, options);
}

/**
 * Runs the Node.js that runs this.
 *
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>} its exit code
 */
export function runThisNode(args, options) {
  return runHere(process.execPath, args, options);
}
