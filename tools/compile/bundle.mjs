import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

export const bundlePath = inRepository('dist', 'index.js');

/**
 * Combines the package's modules into one file, which Node.js loads faster than many. The code keeps
 * its names and comments, so a stack trace is readable without a source map.
 */
export async function bundlePackage() {
  // Imported here, because this module is loaded before npm installs rollup.
  const { rollup } = await import('rollup');
  const bundle = await rollup({
    input: inRepository('build', 'src', 'index.js'),
    external: /^node:/,
    onLog(_level, { code, message }) {
      // tsc's helper for `using` causes this message.
      if (code === 'THIS_IS_UNDEFINED') return;
      // Other messages report mistakes, for example circular imports.
      throw new Failure(`rollup: ${message}`);
    },
  });
  const options = /** @type {const} */ ({ format: 'cjs', esModule: true, generatedCode: 'es2015' });
  const { output } = await bundle.generate(options);
  replaceFile(bundlePath, Buffer.from(output[0].code));
}
