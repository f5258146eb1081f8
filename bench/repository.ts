import { join } from 'node:path';

/** Of the repository, seen from build/bench. */
export const root = join(__dirname, '..', '..');
