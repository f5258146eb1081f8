import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { builtFile } from './support/built-file';

/** The signature of VS_FIXEDFILEINFO, 0xFEEF04BD, and its structure version 1.0. */
const SIGNATURE = Buffer.from('bd04effe00000100', 'hex');

describe('The version resource of the addon', () => {
  const { version } = require('sspi-handoff/package.json') as { version: string };
  const binary = readFileSync(builtFile('sspi-handoff.node'));

  it('has the numbers of package.json', () => {
    const at = binary.indexOf(SIGNATURE);
    assert.notEqual(at, -1, 'the binary has no version resource');
    // dwFileVersionMS and LS, then dwProductVersionMS and LS. Each has its high word second.
    const words = [10, 8, 14, 12, 18, 16, 22, 20].map((offset) => binary.readUInt16LE(at + offset));
    const numbers = [...version.split(/[.-]/, 3).map(Number), 0];
    assert.deepEqual(words, [...numbers, ...numbers]);
  });

  for (const name of ['FileVersion', 'ProductVersion']) {
    it(`has the version of package.json as ${name}`, () => {
      const key = Buffer.from(`${name}\0`, 'utf16le');
      const at = binary.indexOf(key);
      assert.notEqual(at, -1, `the binary has no ${name}`);
      const [value] = binary
        .toString('utf16le', at + key.length, at + key.length + 100)
        .replace(/^\0/, '') // the padding before the value
        .split('\0');
      assert.equal(value, version);
    });
  }
});
