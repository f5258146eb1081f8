/** An expected failure. Its message says what failed, on what, and what to do; no stack is shown. */
export class Failure extends Error {}

/**
 * Runs one of the project's commands; the number that it returns becomes the exit code.
 *
 * @param {(args: string[]) => Promise<number>} command
 */
export async function runCommand(command) {
  // The reader went away (`npm run demo | head`): stop as for Ctrl+C, so that nothing is left running.
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
 * @param {number} major
 * @param {number} minor
 */
function requireNode(major, minor) {
  const [thisMajor = 0, thisMinor = 0] = process.versions.node.split('.').map(Number);
  if (thisMajor > major || (thisMajor === major && thisMinor >= minor)) return;
  throw new Failure(
    `Working on this project takes Node.js ${major}.${minor} or later; this is ${process.version}.`,
  );
}
