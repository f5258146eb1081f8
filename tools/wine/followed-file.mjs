import { closeSync, openSync, readSync } from 'node:fs';

const POLL_MS = 50;

/**
 * Copies the data that another process appends to a file.
 *
 * @param {string} path
 * @param {NodeJS.WritableStream} destination
 * @returns {() => void} copies the rest and stops
 */
export function followFile(path, destination) {
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(64 * 1024);
  const copy = () => {
    let length;
    while ((length = readSync(file, chunk)) > 0) {
      destination.write(Buffer.from(chunk.subarray(0, length)));
    }
  };
  const timer = setInterval(copy, POLL_MS);
  return () => {
    clearInterval(timer);
    copy();
    closeSync(file);
  };
}
