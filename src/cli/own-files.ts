import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file of this program: dist/cli.js. */
export const program = __filename;

export const packageFolder = join(program, '..', '..');

export function packageVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
