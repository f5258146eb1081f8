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
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < 20 || (major === 20 && minor < 9)) {
      throw new Failure(
        'This project needs Node.js 20.9 or later for development. ' +
          `This is Node.js ${process.version}.`,
      );
    }
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
