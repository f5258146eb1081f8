import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../repository';

/** Loads an addon that is built for development only. */
export function loadBuilt(file: string): unknown {
  const path = ['build/mingw-x64', 'build/Release']
    .map((folder) => join(root, folder, file))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${file} is not built: run npm run build`);
  return require(path);
}
