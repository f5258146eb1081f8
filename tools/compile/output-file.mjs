import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives a file new content, unless it has it already. At no moment is the file half written, and
 * a process that has mapped the old one keeps it.
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
