import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { pages, root } from './support/pages';

// The Windows suite runs these files.
const folders = ['examples/tasks', 'examples/http-workers', 'examples/electron'];
const examples = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /(?<!\.d)\.m?ts$/.test(name))
    .map((name) => ({ name, code: readFileSync(join(root, folder, name), 'utf8').trim() })),
);

function codeOf(text: string): string[] {
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code.trim());
}

describe('The README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('has at most 120 lines', () => {
    assert.ok(readme.trimEnd().split('\n').length <= 120);
  });

  it('has the example hand-off.mts as it is', () => {
    const handOff = examples.find(({ name }) => name === 'hand-off.mts');
    assert.deepEqual(codeOf(readme), [handOff?.code]);
  });
});

describe('The recipes and docs/observability.md', () => {
  const isRecipe = (path: string) => path.startsWith('docs/recipes/');
  const recipes = pages.filter(({ path }) => isRecipe(path) || path === 'docs/observability.md');

  for (const { name, code } of examples) {
    it(`have the example ${name} as it is`, () => {
      const found = recipes.filter(({ text }) => codeOf(text).includes(code));
      assert.equal(found.length, 1);
    });
  }

  it('have no TypeScript that is not an example', () => {
    const known = new Set(examples.map(({ code }) => code));
    for (const { path, text } of recipes) {
      for (const code of codeOf(text)) assert.ok(known.has(code), `${path}:\n${code}`);
    }
  });

  it('are all listed in docs/recipes/README.md', () => {
    const index = readFileSync(join(root, 'docs/recipes/README.md'), 'utf8');
    for (const { path } of recipes.filter((page) => isRecipe(page.path))) {
      const name = path.slice('docs/recipes/'.length);
      if (name !== 'README.md') assert.ok(index.includes(`](${name})`), path);
    }
  });
});
