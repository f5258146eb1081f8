import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(__dirname, '..', '..', '..', '..', 'dist', 'cli.js');

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program sspi-handoff, of this checkout or from another file. */
export function run(
  args: readonly string[],
  { file = program, env = {} }: { file?: string; env?: NodeJS.ProcessEnv } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { exitCode: status, stdout, stderr };
}

/** The parsed output of a run with --json. */
export function json(args: readonly string[], options?: Parameters<typeof run>[1]) {
  const { stdout, ...rest } = run([...args, '--json'], options);
  return { ...rest, stdout, report: JSON.parse(stdout) as Record<string, unknown> };
}
