// Where things lie in this repository.

import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that set-up makes. Deleting it is always safe: the next run makes it again. */
export const cache = join(root, '.cache');

/** @param {string[]} parts */
export const inRepository = (...parts) => join(root, ...parts);

/** @param {string[]} parts */
export const inCache = (...parts) => join(cache, ...parts);
