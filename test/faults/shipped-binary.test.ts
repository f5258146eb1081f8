import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { builtFile } from '../windows/support/built-file';

/** Texts of the fault build in UTF-16: its environment variable and its steps. */
const texts = ['SSPI_HANDOFF_FAULT', 'sspi-handoff-', 'go-on', 'section-duplicated', 'token-taken'];

function textsIn(file: string): string[] {
  const content = readFileSync(file);
  return texts.filter((text) => content.includes(Buffer.from(text, 'utf16le')));
}

const prebuilds = join(__dirname, '../../../prebuilds');
const shipped = [
  builtFile('sspi-handoff.node'),
  ...readdirSync(prebuilds, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.node'))
    .map((file) => join(prebuilds, file)),
];

describe('The fault code', () => {
  it('is in the fault build', () => {
    assert.deepEqual(textsIn(builtFile('sspi_handoff_faults.node')), texts);
  });

  for (const file of shipped) {
    it(`is not in ${file.slice(file.search(/build|prebuilds/))}`, () => {
      assert.deepEqual(textsIn(file), []);
    });
  }

  it('is in no published binary', () => {
    const published = readdirSync(prebuilds, { recursive: true, encoding: 'utf8' });
    const names = published.filter((file) => file.endsWith('.node'));
    assert.ok(names.length > 0 && names.every((name) => name.endsWith('sspi-handoff.node')));
  });
});
