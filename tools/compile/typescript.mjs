import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { bundlePackage, bundlePath } from './bundle.mjs';
import { replaceFile } from './output-file.mjs';

/** What tsc makes of each folder, and where. */
const OUTPUTS = [
  { source: 'src', output: ['build', 'src'], made: ['.js'] },
  { source: 'src', output: ['dist'], made: ['.d.ts'] },
  { source: 'test', output: ['build', 'test'], made: ['.js', '.d.ts'] },
  { source: 'examples', output: ['build', 'examples'], made: ['.js', '.d.ts'] },
  { source: 'bench', output: ['build', 'bench'], made: ['.js', '.d.ts'] },
];

export const tscArguments = [inRepository('node_modules', 'typescript', 'bin', 'tsc'), '--build'];

export async function buildTypeScript() {
  const folders = OUTPUTS.map(({ source, output, made }) => ({
    source: inRepository(source),
    output: inRepository(...output),
    made,
  }));
  const present = folders.filter(({ output }) => existsSync(output));
  for (const folder of present) removeOrphans(folder);
  // tsc believes its notes: it does not look whether what it once wrote is still there.
  const force = present.length < folders.length ? ['--force'] : [];
  await run(process.execPath, [...tscArguments, ...force]);
  // They are ES modules, for rollup, and the package's own are not. A test loads one of them.
  replaceFile(inRepository('build', 'src', 'package.json'), Buffer.from('{ "type": "module" }\n'));
  await bundlePackage();
}

/**
 * tsc leaves behind what it once made of a file that is gone: a deleted test would still be run.
 *
 * @param {{ source: string, output: string, made: string[] }} folder
 */
function removeOrphans({ source, output, made }) {
  for (const file of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
    const [, name = '', extension = ''] = /^(.*?)(\.js|\.d\.ts)$/.exec(file) ?? [];
    const isMade = made.includes(extension) && existsSync(join(source, `${name}.ts`));
    if (extension !== '' && !isMade && join(output, file) !== bundlePath)
      rmSync(join(output, file));
  }
}
