// npm run test:bundlers [-- --json] [-- --only TEXT]… [-- --evidence FILE] [-- --tarball FILE]
//
// Bundles a program that uses the packed package with each bundler, and runs the bundle in Node.js for Windows.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Failure, describe, runCommand } from './failure.mjs';
import { runMatrix } from './matrix.mjs';
import { products } from './products.mjs';
import { run } from './program.mjs';
import { root } from './repository.mjs';
import { inMatrixPackages } from './setup/npm-dependencies.mjs';
import { prepareMatrix } from './setup/prepare.mjs';
import { outcomeOfWindowsNode } from './windows-node.mjs';

const PROGRAM = `
try {
  console.log('loaded', openHandles().credentials);
} catch (error) {
  console.log(error.message);
}
`;

/**
 * @typedef {object} Build
 * @property {string} project a folder with the program and the package
 * @property {string} folder of the output
 * @property {boolean} isModule whether the output is an ES module
 * @property {string[]} external
 * @property {'file' | 'copy'} [loader] of esbuild
 * @property {boolean} [isBeside] whether the user copies prebuilds beside the bundle
 *
 * @typedef {(build: Build) => Promise<void>} Bundler
 */

/** @param {string} name */
async function load(name) {
  const path = createRequire(inMatrixPackages('bundlers.js')).resolve(name);
  return import(pathToFileURL(path).href);
}

/** @type {Bundler} */
async function esbuild({ project, folder, isModule, external, loader }) {
  const { build } = await load('esbuild');
  await build({
    entryPoints: [join(project, 'program.mjs')],
    outfile: outputOf(folder, isModule),
    bundle: true,
    platform: 'node',
    format: isModule ? 'esm' : 'cjs',
    external,
    loader: loader === undefined ? {} : { '.node': loader },
    logLevel: 'silent',
  });
}

/** @type {Bundler} */
async function webpack({ project, folder, isModule, external }) {
  const { default: compile } = await load('webpack');
  const externals = external.map((name) => [
    name,
    isModule ? `module ${name}` : `commonjs ${name}`,
  ]);
  const options = {
    mode: 'production',
    target: 'node',
    context: project,
    entry: './program.mjs',
    experiments: { outputModule: isModule },
    output: {
      path: folder,
      filename: isModule ? 'program.mjs' : 'program.cjs',
      ...(isModule && { library: { type: 'module' } }),
    },
    externals: Object.fromEntries(externals),
  };
  const stats = await new Promise((resolve, reject) => {
    compile(options, (/** @type {unknown} */ error, /** @type {any} */ result) =>
      error ? reject(error) : resolve(result),
    );
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Failure(stats.toString());
}

/** @type {Bundler} */
async function rollup({ project, folder, isModule, external }) {
  const { rollup: bundle } = await load('rollup');
  const { default: resolve } = await load('@rollup/plugin-node-resolve');
  const { default: commonjs } = await load('@rollup/plugin-commonjs');
  const { write } = await bundle({
    input: join(project, 'program.mjs'),
    plugins: [resolve({ preferBuiltins: true }), commonjs()],
    external: [/^node:/, ...external],
    onwarn: (/** @type {Error} */ { message }) => {
      throw new Failure(message);
    },
  });
  await write({ format: isModule ? 'es' : 'cjs', file: outputOf(folder, isModule) });
}

/** @type {Bundler} */
async function viteSsr(build) {
  await vite(build, {});
}

/** @type {Bundler} */
async function viteSsrNoExternal(build) {
  await vite(build, { noExternal: true, external: build.external });
}

/**
 * @param {Build} build
 * @param {object} ssr
 */
async function vite({ project, folder }, ssr) {
  const { build } = await import(pathToFileURL(inMatrixPackages('vite/dist/node/index.js')).href);
  await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    ssr,
    build: {
      ssr: 'program.mjs',
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
}

/** @type {Bundler} */
async function ncc({ project, folder, isModule, external }) {
  const cli = inMatrixPackages('@vercel', 'ncc', 'dist', 'ncc', 'cli.js');
  const entry = join(project, isModule ? 'program.mjs' : 'program.cjs');
  const externals = external.flatMap((name) => ['--external', name]);
  await run(process.execPath, [cli, 'build', entry, '--out', folder, ...externals], {
    cwd: project,
  });
  cpSync(join(folder, isModule ? 'index.mjs' : 'index.cjs'), outputOf(folder, isModule));
}

/**
 * @param {string} folder
 * @param {boolean} isModule
 */
const outputOf = (folder, isModule) => join(folder, isModule ? 'program.mjs' : 'program.cjs');

const setting = "external: ['sspi-handoff']";
const AT_BUILD = `the bundler's error shows ${setting}`;
const LOADER = 'the bundler asks for a loader for ".node" files';
const AT_RUN_TIME = `the error at run time names ${setting}`;

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {Bundler} bundle
 * @property {boolean} isModule
 * @property {string} byDefault the behaviour without a setting
 * @property {('file' | 'copy')[]} [loaders] of esbuild, which pack the addon
 * @property {boolean} [isAlone] whether `byDefault` is the behaviour where no copy of the package is
 */

/** @type {Kind[]} */
const kinds = [
  {
    name: 'esbuild, CommonJS',
    bundle: esbuild,
    isModule: false,
    byDefault: LOADER,
    loaders: ['file', 'copy'],
  },
  {
    name: 'esbuild, ES module',
    bundle: esbuild,
    isModule: true,
    byDefault: LOADER,
    loaders: ['file'],
  },
  { name: 'webpack, CommonJS', bundle: webpack, isModule: false, byDefault: 'works' },
  { name: 'webpack, ES module', bundle: webpack, isModule: true, byDefault: 'works' },
  { name: 'Rollup, CommonJS', bundle: rollup, isModule: false, byDefault: AT_RUN_TIME },
  { name: 'Rollup, ES module', bundle: rollup, isModule: true, byDefault: AT_RUN_TIME },
  { name: 'Vite SSR', bundle: viteSsr, isModule: true, byDefault: 'works', isAlone: false },
  {
    name: 'Vite SSR with noExternal',
    bundle: viteSsrNoExternal,
    isModule: true,
    byDefault: AT_BUILD,
  },
  { name: 'ncc, CommonJS', bundle: ncc, isModule: false, byDefault: 'works' },
  { name: 'ncc, ES module', bundle: ncc, isModule: true, byDefault: 'works' },
];

await runCommand(async (args) => {
  if (process.platform !== 'linux') throw new Failure('This test runs on Linux only.');
  await prepareMatrix(products.published);
  return runMatrix('test:bundlers', args, async (tarball, folder) => {
    const project = join(folder, 'project');
    const installed = join(project, 'node_modules', 'sspi-handoff');
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    writeFileSync(
      join(project, 'program.mjs'),
      `import { openHandles } from 'sspi-handoff';${PROGRAM}`,
    );
    writeFileSync(
      join(project, 'program.cjs'),
      `const { openHandles } = require('sspi-handoff');${PROGRAM}`,
    );
    // Without a package.json of their own, the programs would be a part of this repository's package.
    writeFileSync(join(folder, 'package.json'), '{ "name": "program" }');
    return kinds.map((kind) => rowOf(kind, project, folder));
  });
});

/**
 * @param {Kind} kind
 * @param {string} project
 * @param {string} folder
 * @returns {import('./matrix.mjs').Row}
 */
function rowOf(
  { name, bundle, isModule, byDefault, loaders = [], isAlone = true },
  project,
  folder,
) {
  // An external package is in node_modules. All other bundles run where no copy of the package is.
  const cell = (
    /** @type {string} */ title,
    parent = folder,
    /** @type {Partial<Build>} */ settings = {},
  ) => {
    const output = join(parent, `${name}, ${title}`.replaceAll(/\W+/g, '-'));
    const build = { project, folder: output, isModule, external: [], ...settings };
    return { name: title, run: () => behaviourOf(bundle, build) };
  };
  return {
    name,
    cells: [
      { ...cell('by default', isAlone ? folder : project), expected: byDefault },
      cell(setting, project, { external: ['sspi-handoff'] }),
      ...loaders.map((loader) => cell(`loader: { '.node': '${loader}' }`, folder, { loader })),
      ...(byDefault === AT_RUN_TIME
        ? [cell('prebuilds beside the bundle', folder, { isBeside: true })]
        : []),
    ],
  };
}

/**
 * @param {Bundler} bundle
 * @param {Build} build
 */
async function behaviourOf(bundle, build) {
  try {
    await bundle(build);
  } catch (error) {
    const message = describe(error);
    if (/No loader is configured for "\.node" files/.test(message)) return LOADER;
    if (message.includes(setting)) return AT_BUILD;
    throw error;
  }
  if (build.isBeside) {
    const prebuilds = join(build.project, 'node_modules', 'sspi-handoff', 'prebuilds');
    cpSync(prebuilds, join(build.folder, 'prebuilds'), { recursive: true });
  }
  const program = relative(root, outputOf(build.folder, build.isModule));
  const { stdout, stderr } = await outcomeOfWindowsNode([program]);
  if (stdout.trim() === 'loaded 0') return 'works';
  if (stdout.includes(setting)) return AT_RUN_TIME;
  throw new Failure(`${stdout}${stderr}`);
}
