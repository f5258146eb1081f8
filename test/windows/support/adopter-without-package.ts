/**
 * An adopter in which HandoffReference cannot be loaded. secur32 loads packages by file name, and
 * finds a loaded DLL of the same name that is not a security package.
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
