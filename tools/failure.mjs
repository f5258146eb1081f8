import { parseArgs } from 'node:util';

/** An expected failure. The message names the cause and the remedy, and no stack is printed. */
export class Failure extends Error {}

/**
 * Runs one of the project's commands.
 *
 * @param {(args: string[]) => Promise<number>} command returns the exit code
 */
export async function runCommand(command) {
  // When the reader of the output ends (`npm run demo | head`), end as after Ctrl+C.
  process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));
  try {
    requireNode(20, 9);
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`);
    process.exitCode = 1;
  }
}

/** @param {unknown} error */
export function describe(error) {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 * @param {string} usage
 * @param {string[]} args
 * @param {Options} options
 * @returns {ReturnType<typeof parseArgs<{ args: string[], options: Options }>>['values']}
 */
export function parseOptions(usage, args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Failure(`${/** @type {Error} */ (error).message}\nUsage: ${usage}`);
  }
}

/**
 * @param {number} major
 * @param {number} minor
 */
function requireNode(major, minor) {
  const [thisMajor = 0, thisMinor = 0] = process.versions.node.split('.').map(Number);
  if (thisMajor > major || (thisMajor === major && thisMinor >= minor)) return;
  throw new Failure(
    `This project needs Node.js ${major}.${minor} or later for development. ` +
      `This is Node.js ${process.version}.`,
  );
}
