import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './support/pages';

/** All TypeScript of the package, whatever its files are called. */
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
  .join('\n');

function matches(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, code = '']) => code));
}

/** The members of a union of string literals. */
function membersOf(union: string): Set<string> {
  const [, members = ''] = new RegExp(`export type ${union} =([^;]+);`).exec(source) ?? [];
  return matches(members, /'(\w+)'/g);
}

/** A heading or the first cell of a row. */
const codesInPage = /^(?:### |\| )([A-Z]+_\w+)(?: |$)/gm;

describe('docs/errors.md', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const listed = matches(page, codesInPage);
  const withPrefix = (prefix: string) => [...listed].filter((code) => code.startsWith(prefix));

  for (const [union, prefix, others] of [
    ['HandoffErrorCode', 'ERR_HANDOFF_', []],
    // A code of SspiError, whose other codes are those of Windows.
    ['SspiUsageErrorCode', 'ERR_SSPI_', ['ERR_SSPI_NO_RESULT']],
  ] as const) {
    it(`lists each ${union} and no other ${prefix}`, () => {
      const codes = [...membersOf(union), ...others];
      assert.ok(codes.length > others.length);
      assert.deepEqual(withPrefix(prefix).sort(), codes.sort());
    });
  }

  it("lists each of Node's codes that an argument can cause, and no other", () => {
    const codes = [...matches(source, /readonly code = '(ERR_\w+)'/g)];
    const nodes = withPrefix('ERR_').filter((code) => !/^ERR_(HANDOFF|SSPI)_/.test(code));
    assert.ok(codes.length > 0);
    assert.deepEqual(nodes.sort(), codes.sort());
  });

  it('lists only statuses and Windows errors that the package knows by name', () => {
    const known = matches(source, /\[\s*'((?:SEC_|ERROR_)\w+)'/g);
    const codes = [...withPrefix('SEC_'), ...withPrefix('ERROR_')];
    assert.ok(codes.length > 0);
    assert.deepEqual(
      codes.filter((code) => !known.has(code)),
      [],
    );
  });

  it('names each code once', () => {
    const all = [...page.matchAll(codesInPage)].map(([, code]) => code);
    assert.deepEqual(all, [...listed]);
  });
});
