// The prepack script: npm runs it before `npm pack` and `npm publish`.

import { existsSync, readFileSync, readdirSync } from 'node:fs';

import { Failure, runCommand } from './failure.mjs';
import { replaceFile } from './compile/output-file.mjs';
import { inRepository } from './repository.mjs';

const prebuilds = inRepository('prebuilds');

await runCommand(async () => {
  const binaries = readdirSync(prebuilds).filter((name) =>
    existsSync(inRepository('prebuilds', name, 'sspi-handoff.node')),
  );
  if (binaries.length === 0 || !existsSync(inRepository('dist', 'index.js'))) {
    throw new Failure('There is nothing to pack. Run this command first: npm run build');
  }
  const binding = bindingOfPackage(readFileSync(inRepository('binding.gyp'), 'utf8'));
  replaceFile(inRepository('native', 'binding.gyp'), Buffer.from(binding));
  return 0;
});

/**
 * The binding.gyp of the npm package. It is in native/, because package managers compile each package
 * that has a binding.gyp at its top. Its paths begin in native/, and it has only the addon's targets.
 *
 * @param {string} text the repository's binding.gyp
 */
function bindingOfPackage(text) {
  // A condition ends at the first line with the same indentation.
  const conditions = /^( *)\['(?:winelib|[^\n]*development)==1'.*\n(?:\1 .*\n)*\1\}\],\n/gm;
  return text
    .replace(/^(#.*\n)+/, '# Builds the addon: npx node-gyp rebuild --directory native\n')
    .replace(conditions, '')
    .replace(/^( *#.*\n)* *'(winelib|development)%': 0,\n/gm, '')
    .replace(/^ *'conditions': \[\n *\],\n/gm, '')
    .replaceAll("'native/", "'")
    .replaceAll("'native'", "'.'")
    .replaceAll("\\'./package.json\\'", "\\'../package.json\\'");
}
