import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isSupported } from '../index';
import { UnknownFact } from './report';

const TIME_LIMIT_MS = 30_000;

/** The folder of Windows' own programs. A program of the same name on the PATH is never run. */
export const system32 = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');

/**
 * Runs a program of Windows and returns its output. Only its exit code is a reason for a failure, because its
 * messages are in the user's language and can contain names.
 */
export async function runSystemProgram(name: string, args: readonly string[]): Promise<string> {
  if (!isSupported) throw new UnknownFact(`this platform is ${process.platform}`);
  const file = join(system32, name);
  if (!existsSync(file)) throw new UnknownFact(`this computer has no ${name}`);
  return await new Promise((resolve, reject) => {
    const options = { timeout: TIME_LIMIT_MS, windowsHide: true, encoding: 'utf8' } as const;
    execFile(file, args, options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.killed === true) {
        reject(new UnknownFact(`${name} did not end within ${String(TIME_LIMIT_MS / 1000)} s`));
      } else reject(new UnknownFact(`${name} ended with ${String(error.code)}`));
    });
  });
}
