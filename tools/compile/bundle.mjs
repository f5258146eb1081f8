import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { replaceFile } from './output-file.mjs';

const BUNDLES = [
  { input: ['index.js'], output: 'index.js' },
  // The program sspi-handoff requires the package, as a user of the package does.
  { input: ['cli', 'main.js'], output: 'cli.js' },
].map(({ input, output }) => ({
  input: inRepository('build', 'src', ...input),
  output: inRepository('dist', output),
}));

export const bundlePaths = BUNDLES.map(({ output }) => output);

/**
 * Combines the package's modules into one file, which Node.js loads faster than many. The code keeps
 * its names and comments, so a stack trace is readable without a source map.
 */
export async function bundlePackage() {
  // Imported here, because this module is loaded before npm installs rollup.
  const { rollup } = await import('rollup');
  for (const { input, output } of BUNDLES) {
    const bundle = await rollup({
      input,
      external: [/^node:/, '../index'],
      onLog(_level, { code, message }) {
        // tsc's helper for `using` causes this message.
        if (code === 'THIS_IS_UNDEFINED') return;
        // Other messages report mistakes, for example circular imports.
        throw new Failure(`rollup: ${message}`);
      },
    });
    const { output: files } = await bundle.generate({
      format: 'cjs',
      esModule: true,
      generatedCode: 'es2015',
      paths: { [inRepository('build', 'src', 'index')]: './index.js' },
    });
    replaceFile(output, Buffer.from(files[0].code));
  }
}
