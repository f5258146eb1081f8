import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { builtFile } from './built-file';
import { identity } from './reference-package';

// Runs the program of `npm run check-package` without the set-up, which is complete by then.

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'honoured' | 'not honoured' | 'not supported' | 'not tested' | 'left out';
  readonly detail: string;
}

export interface CheckerRun {
  readonly exitCode: number;
  /** Empty if the package could not be tested at all. */
  readonly rows: readonly Row[];
  readonly stderr: string;
}

export const referenceDll = builtFile('handoff_reference.dll');
export const brokenDll = builtFile('broken_package.dll');

/** The account for HandoffReference. */
export const account = [
  ...['--user', identity.user, '--domain', identity.domain],
  ...['--password', identity.password],
] as const;

export async function checkPackage(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CheckerRun> {
  const checker = spawn(builtFile('check_package.exe'), [...args, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(checker.stdout),
    text(checker.stderr),
    once(checker, 'close') as Promise<[number]>,
  ]);
  const rows = stdout === '' ? [] : (JSON.parse(stdout) as { checks: Row[] }).checks;
  return { exitCode, rows, stderr };
}

/** Selects these checks only. */
export const only = (...ids: string[]): string[] => ids.flatMap((id) => ['--only', id]);
