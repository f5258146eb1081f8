import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { inRepository } from '../repository.mjs';
import {
  faultyReferencePackage,
  mitKerberos,
  referencePackage,
  system32,
  winelibFolder,
} from '../wine/prefix.mjs';
import { replaceFile } from './output-file.mjs';

/** Copies the built security packages into the Wine prefix, whose registry names them. */
export function installSecurityPackages() {
  for (const [folder, dll] of /** @type {const} */ ([
    [inRepository('build', 'mingw-x64'), referencePackage],
    [inRepository('build', 'mingw-x64'), faultyReferencePackage],
    // A placeholder, which makes Wine look for the library in WINEDLLPATH.
    [join(winelibFolder, 'x86_64-windows'), mitKerberos],
  ])) {
    const built = join(folder, dll);
    if (existsSync(built)) replaceFile(join(system32, dll), readFileSync(built));
  }
}
