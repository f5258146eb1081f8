import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench` installs the packages of bench/packages/package.json here. */
const folder = join(__dirname, '..', '..', '..', '.cache', 'bench-packages', 'node_modules');

/** Loads an installed package, or a file in one. */
export function loadInstalled(...path: string[]): unknown {
  return require(join(folder, ...path));
}

export function versionOf(name: string): string {
  const text = readFileSync(join(folder, name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
