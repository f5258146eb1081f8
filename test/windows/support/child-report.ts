import assert from 'node:assert/strict';
import { fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs a program of this folder. Returns its message after it has ended with the exit code 0. */
export async function reportOfChild(
  program: string,
  args: readonly string[] = [],
  options: ForkOptions = {},
): Promise<unknown> {
  const child = fork(join(__dirname, program), args, options);
  let report: unknown;
  child.on('message', (message) => {
    report = message;
  });
  await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  assert.equal(child.exitCode, 0);
  assert.ok(report);
  return report;
}
