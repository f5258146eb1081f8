import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../repository';

/** Where `npm run bench` installs what package.json here pins. */
const folder = join(root, '.cache', 'bench-packages', 'node_modules');

/** Loads an installed package, or a file of one. */
export function loadInstalled(...path: string[]): unknown {
  return require(join(folder, ...path));
}

export function versionOf(name: string): string {
  const text = readFileSync(join(folder, name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
