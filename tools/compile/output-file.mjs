import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file if its content differs. The file is never half written, and a process that has mapped
 * the old file keeps it.
 *
 * @param {string} path
 * @param {Buffer} content
 */
export function replaceFile(path, content) {
  if (contentOf(path)?.equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, content);
  renameSync(`${path}.partial`, path);
}

/**
 * @param {string} one
 * @param {string} other
 */
export function isSame(one, other) {
  const content = contentOf(one);
  return content !== undefined && contentOf(other)?.equals(content) === true;
}

/** @param {string} path */
function contentOf(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
