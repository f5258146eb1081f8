import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { bundlePackage, bundlePaths } from './bundle.mjs';
import { replaceFile } from './output-file.mjs';

/** The output folders of tsc, by project. bench imports from test, and everything imports from src. */
const OUTPUTS = [
  { source: 'src', output: ['build', 'src'], extensions: ['.js'] },
  { source: 'src', output: ['dist'], extensions: ['.d.ts'] },
  { source: 'test', output: ['build', 'test'], extensions: ['.js', '.d.ts'] },
  { source: 'examples', output: ['build', 'examples'], extensions: ['.js', '.d.ts'] },
  {
    source: 'examples/http-workers',
    output: ['build', 'examples', 'http-workers'],
    extensions: ['.js', '.d.ts'],
  },
  { source: 'bench', output: ['build', 'bench'], extensions: ['.js', '.d.ts'] },
];

export const tscArguments = [inRepository('node_modules', 'typescript', 'bin', 'tsc'), '--build'];

/** @param {string[]} [projects] all of them by default */
export async function buildTypeScript(projects) {
  if (projects?.length === 0) return;
  const folders = OUTPUTS.map(({ source, output, extensions }) => ({
    source: inRepository(source),
    output: inRepository(...output),
    extensions,
  }));
  for (const folder of folders) {
    if (existsSync(folder.output)) removeOrphans(folder);
    // tsc trusts this file, and does not check whether its output still exists.
    else rmSync(tsBuildInfo(folder.source), { force: true });
  }
  await run(process.execPath, [
    ...tscArguments,
    ...(projects ?? []).map((name) => inRepository(name)),
  ]);
  // Rollup needs ES modules, but the package is CommonJS. One test loads a module from here.
  replaceFile(inRepository('build', 'src', 'package.json'), Buffer.from('{ "type": "module" }\n'));
  await bundlePackage();
  removeInternalDocstrings();
}

/**
 * The published package has the declarations of internal modules, because those of public names import some. Every
 * docstring of a public name has a category.
 */
function removeInternalDocstrings() {
  const folder = inRepository('dist');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = join(folder, name);
    const code = readFileSync(file, 'utf8');
    if (code.includes('@category')) continue;
    replaceFile(file, Buffer.from(code.replaceAll(/^ *\/\*\*[^]*?\*\/\n/gm, '')));
  }
}

/** @param {string} source */
const tsBuildInfo = (source) => inRepository('build', 'tsbuildinfo', basename(source));

/**
 * Deletes output whose source file is gone. tsc keeps it, so a deleted test would still run.
 *
 * @param {{ source: string, output: string, extensions: string[] }} folder
 */
function removeOrphans({ source, output, extensions }) {
  for (const file of readdirSync(output, { recursive: true, encoding: 'utf8' })) {
    const [, name = '', extension = '', m = ''] = /^(.*?)(\.(m?)js|\.d\.ts)$/.exec(file) ?? [];
    const isCurrent =
      extensions.includes(m ? '.js' : extension) && existsSync(join(source, `${name}.${m}ts`));
    const path = join(output, file);
    if (extension && !isCurrent && !bundlePaths.includes(path)) rmSync(path);
  }
}
