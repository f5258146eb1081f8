/**
 * An adopter that cannot have HandoffReference: secur32 loads packages by their file names, and finds a
 * DLL of that name in the process, which is no package.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { builtFile } from './built-file';

const anyLibrary = builtFile('win32_probe.node');
const noPackage = join(dirname(anyLibrary), 'no-package', 'handoff_reference.dll');
mkdirSync(dirname(noPackage), { recursive: true });
copyFileSync(anyLibrary, noPackage);
process.dlopen({ exports: {} }, noPackage);
require('./adopter');
