import { fileURLToPath } from 'node:url';

import * as sspi from 'sspi-handoff';
import type { SecurityPackage } from 'sspi-handoff';

import { run } from './handoff.cjs';

const packages: readonly SecurityPackage[] = sspi.enumerateSecurityPackagesSync();
if (packages.length === 0) throw new Error('There are no packages.');
await run(sspi, fileURLToPath(import.meta.url));
