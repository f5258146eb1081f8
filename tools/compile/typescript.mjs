import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';

/** Where tsc puts what it makes of each folder. */
const OUTPUTS = {
  src: ['dist'],
  test: ['build', 'test'],
  examples: ['build', 'examples'],
  bench: ['build', 'bench'],
};

export const tscArguments = [inRepository('node_modules', 'typescript', 'bin', 'tsc'), '--build'];

export async function buildTypeScript() {
  const folders = Object.entries(OUTPUTS).map(([source, output]) => ({
    source: inRepository(source),
    output: inRepository(...output),
  }));
  const present = folders.filter(({ output }) => existsSync(output));
  for (const { source, output } of present) removeOrphans(output, source);
  // tsc believes its notes: it does not look whether what it once wrote is still there.
  const force = present.length < folders.length ? ['--force'] : [];
  await run(process.execPath, [...tscArguments, ...force]);
}

/**
 * tsc leaves behind what it once made of a file that is gone: a deleted test would still be run.
 *
 * @param {string} output
 * @param {string} source
 */
function removeOrphans(output, source) {
  for (const file of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
    const compiled = /^(.*?)(\.js|\.d\.ts)(\.map)?$/.exec(file);
    if (compiled && !existsSync(join(source, `${compiled[1]}.ts`))) rmSync(join(output, file));
  }
}
