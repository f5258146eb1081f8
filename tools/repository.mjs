import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The setup makes everything in this folder. It is safe to delete, because the next run makes it again. */
export const cache = join(root, '.cache');

/** @param {string[]} parts */
export const inRepository = (...parts) => join(root, ...parts);

/** @param {string[]} parts */
export const inCache = (...parts) => join(cache, ...parts);
