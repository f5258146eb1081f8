import { execFile } from 'node:child_process';

import type { CommandLine } from './command';
import { program } from './own-files';
import type { ProbeReport } from './probe';
import { UnknownFact } from './report';

const TIME_LIMIT_MS = 120_000;

/**
 * Probes a package in a process of its own, because a security package can crash or block the process that
 * uses it. The report then still has all other facts.
 *
 * @returns The JSON of `sspi-handoff probe`.
 */
export async function probeInProcess(
  name: string,
  { target, allowNetwork, identify }: CommandLine,
): Promise<ProbeReport> {
  const args = [
    ...process.execArgv,
    ...[program, 'probe', '--json'],
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(allowNetwork ? ['--allow-network'] : []),
    ...(identify ? ['--identify'] : []),
    ...['--', name],
  ];
  // Electron's program runs as Node.js with this variable.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env, timeout: TIME_LIMIT_MS, windowsHide: true, encoding: 'utf8' } as const;
    execFile(process.execPath, args, options, (error, stdout) => {
      if (error?.killed === true) {
        reject(new UnknownFact(`no answer within ${String(TIME_LIMIT_MS / 1000)} s`));
      } else if (stdout === '') {
        reject(new UnknownFact(`the process ended with ${String(error?.code ?? 0)}`));
      } else resolve(stdout);
    });
  });
  const answer = JSON.parse(output) as
    ProbeReport | { readonly error: { readonly message: string } };
  if ('error' in answer) throw new UnknownFact(answer.error.message);
  return answer;
}
