import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { type Page, pages, root } from './support/pages';

/** The text without code, in which brackets are not links. */
function prose(text: string): string {
  return text
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
}

function relativeLinks(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(<?https?:|mailto:)/.test(target));
}

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** The reason why a link leads nowhere, or null. */
function problemOf({ path, text }: Page, link: string): string | null {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : posix.join(posix.dirname(path), file);
  const full = join(root, target);
  if (target !== path && !existsSync(full)) return `${link}: the file does not exist`;
  if (anchor === undefined) return null;
  const content = target === path ? text : readFileSync(full, 'utf8');
  return anchorsOf(content).has(anchor) ? null : `${link}: the heading does not exist`;
}

describe('The links between pages', () => {
  for (const page of pages) {
    it(`of ${page.path} lead to files and headings`, () => {
      const problems = relativeLinks(page.text).map((link) => problemOf(page, link));
      assert.deepEqual(
        problems.filter((problem) => problem !== null),
        [],
      );
    });
  }

  it('of an example page are problems if the file or the heading is missing', () => {
    const page = { path: 'docs/page.md', text: '# One heading\n' };
    assert.equal(problemOf(page, '#one-heading'), null);
    assert.equal(problemOf(page, '../README.md'), null);
    assert.notEqual(problemOf(page, '#another-heading'), null);
    assert.notEqual(problemOf(page, 'missing.md'), null);
    assert.deepEqual(relativeLinks('[a](b.md#c) `[d](e)` [f](https://g)'), ['b.md#c']);
  });
});
