import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

export const bundlePath = inRepository('dist', 'index.js');

/**
 * Makes one file of the package's modules: for each file more Node looks in several places, opens it and
 * compiles it. The code stays as tsc wrote it, names and comments too: a stack trace leads to what can be
 * read there, without a source map and the sources.
 */
export async function bundlePackage() {
  // Not at the top: this module is read before npm has installed anything.
  const { rollup } = await import('rollup');
  const bundle = await rollup({
    input: inRepository('build', 'src', 'index.js'),
    external: /^node:/,
    onLog(_level, { code, message }) {
      // What tsc makes of `using` asks whether a script has brought its own of that.
      if (code === 'THIS_IS_UNDEFINED') return;
      // Imports that go in a circle, say, or lead nowhere.
      throw new Failure(`rollup: ${message}`);
    },
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    esModule: true,
    generatedCode: 'es2015',
  });
  replaceFile(bundlePath, Buffer.from(output[0].code));
}
