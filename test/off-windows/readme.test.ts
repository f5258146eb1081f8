import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

describe('The README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  // The Windows suite runs these files.
  const folder = join(root, 'examples/tasks');
  /** Tasks that few readers have. */
  const onlyInFolder = ['restrict-token.mts'];
  for (const example of readdirSync(folder)) {
    if (onlyInFolder.includes(example)) continue;
    it(`has the example ${example} as it is`, () => {
      assert.ok(readme.includes(readFileSync(join(folder, example), 'utf8').trim()));
    });
  }
});
