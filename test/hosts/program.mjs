import { fileURLToPath } from 'node:url';

import * as sspi from 'sspi-handoff';

import { run } from './handoff.cjs';

await run(sspi, fileURLToPath(import.meta.url));
