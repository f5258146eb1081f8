import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';

/** Where tsc puts what it makes of each folder. */
const OUTPUTS = { src: ['dist'], test: ['build', 'test'], examples: ['build', 'examples'] };

export const tscArguments = [inRepository('node_modules', 'typescript', 'bin', 'tsc'), '--build'];

export async function buildTypeScript() {
  const args = [...tscArguments];
  for (const [source, output] of Object.entries(OUTPUTS)) {
    // tsc believes its notes: it does not look whether what it once wrote is still there.
    if (!existsSync(inRepository(...output))) args.push('--force');
    else removeOrphans(inRepository(...output), inRepository(source));
  }
  await run(process.execPath, args);
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
