import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

/** @typedef {{ input: string[], output: string, format: 'cjs' | 'es' }} Bundle */

/**
 * Node.js reads the CommonJS files. Only bundlers read the ES module, through the condition "module" in
 * package.json, because their output can be an ES module, which has no `require`.
 *
 * @type {Bundle[]}
 */
const BUNDLES = [
  { input: ['index.js'], output: 'index.js', format: 'cjs' },
  { input: ['index.js'], output: 'index.mjs', format: 'es' },
  // The program sspi-handoff requires the package, as a user of the package does.
  { input: ['cli', 'main.js'], output: 'cli.js', format: 'cjs' },
];

export const bundlePaths = BUNDLES.map(({ output }) => inRepository('dist', output));

/**
 * Combines the package's modules into one file, which Node.js loads faster than many. The code keeps its
 * names and lines, so a stack trace is readable without a source map. Docstrings are in the declarations, and other
 * comments in the sources. The ES module has no indentation, because bundlers write another file from it.
 */
export async function bundlePackage() {
  await Promise.all(BUNDLES.map(bundle));
}

/** @param {Bundle} bundle */
async function bundle({ input, output, format }) {
  // Imported here, because this module is loaded before npm installs rollup.
  const { rollup } = await import('rollup');
  const { generate } = await rollup({
    input: inRepository('build', 'src', ...input),
    external: [/^node:/, '../index'],
    plugins: { name: 'format', transform: format === 'cjs' ? forNode : forBundlers },
    onLog(_level, { code, message }) {
      // tsc's helper for `using` causes this message.
      if (code === 'THIS_IS_UNDEFINED') return;
      // Other messages report mistakes, for example circular imports.
      throw new Failure(`rollup: ${message}`);
    },
  });
  const { output: files } = await generate({
    format,
    esModule: true,
    generatedCode: 'es2015',
    paths: { [inRepository('build', 'src', 'index')]: './index.js' },
  });
  replaceFile(inRepository('dist', output), Buffer.from(files[0].code));
}

/**
 * CommonJS has no import.meta, and bundlers that read this file need the other branch of bundled-addon.ts. Halves
 * tsc's indentation of four spaces.
 *
 * @param {string} code
 */
const forNode = (code) =>
  withoutComments(code)
    .replaceAll('typeof __webpack_require__', "'undefined'")
    .replaceAll('import.meta.url', 'undefined')
    // No literal of the sources spans lines.
    .replaceAll(/^ +/gm, (indentation) => indentation.slice(indentation.length / 2));

/**
 * Imports what the sources require late.
 *
 * @param {string} code
 */
function forBundlers(code) {
  /** @type {string[]} */
  const imports = [];
  const body = withoutComments(code)
    .replaceAll(/^ +/gm, '')
    .replaceAll(/\brequire\('(node:(\w+))'\)/g, (_, module, name) => {
      imports.push(`import * as ${name}Module from '${module}';\n`);
      return `${name}Module`;
    });
  return imports.join('') + body;
}

/** @param {string} code */
const withoutComments = (code) => code.replaceAll(/^ *(?:\/\*\*[^]*?\*\/|\/\/.*)\n/gm, '');
