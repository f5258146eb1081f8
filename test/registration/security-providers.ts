import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const system32 = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');

const KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders';
const VALUE = ['/v', 'SecurityProviders'];

function reg(...args: readonly string[]): string {
  return execFileSync(join(system32, 'reg.exe'), args, { encoding: 'utf8' });
}

/** The DLLs from which secur32 loads plain SSPs. */
export function securityProviders(): string[] {
  const output = reg('query', KEY, ...VALUE);
  const [, list] = /^ +SecurityProviders +REG_SZ *(.*?)\r?$/m.exec(output) ?? [];
  if (list === undefined) throw new Error(`This value is not a REG_SZ: ${output}`);
  return list.split(',').flatMap((name) => name.trim() || []);
}

export function writeSecurityProviders(names: readonly string[]): void {
  reg('add', KEY, ...VALUE, '/t', 'REG_SZ', '/d', names.join(', '), '/f');
}
