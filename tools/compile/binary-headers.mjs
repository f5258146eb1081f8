// Asserts the headers, the imports and the exports of a binary of the cross build.

import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';

/**
 * The headers in the output of objdump. `found` selects the values, and `expected` lists them in the order of the
 * file.
 *
 * @type {Header[]}
 *
 * @typedef {'x64' | 'ia32'} Processor
 *
 * @typedef {object} Header
 * @property {string} title
 * @property {RegExp} found
 * @property {string[] | ((processor: Processor) => string[])} expected
 */
const HEADERS = [
  {
    title: 'processor',
    found: /file format (\S+)/g,
    expected: (processor) => [processor === 'x64' ? 'pei-x86-64' : 'pei-i386'],
  },
  {
    title: 'format',
    found: /^Magic\s.*\((\S+)\)/gm,
    expected: (processor) => [processor === 'x64' ? 'PE32+' : 'PE32'],
  },
  {
    title: 'protection',
    found: /\b(HIGH_ENTROPY_VA|DYNAMIC_BASE|NX_COMPAT)$/gm,
    // 32-bit addresses leave no room for high entropy.
    expected: (processor) => [
      ...(processor === 'x64' ? ['HIGH_ENTROPY_VA'] : []),
      ...['DYNAMIC_BASE', 'NX_COMPAT'],
    ],
  },
  { title: 'kind', found: /^\s(DLL|system file)$/gm, expected: ['DLL'] },
  { title: 'without symbols', found: /^\s(symbols stripped)$/gm, expected: ['symbols stripped'] },
  {
    title: 'no time of the build',
    found: /^Time\/Date\t+(.*)$/gm,
    expected: ['Thu Jan  1 00:00:00 1970'],
  },
  {
    // node.exe is not in the list, because any executable may load the addon.
    title: 'imports',
    found: /^\sDLL Name: (\S+)$/gm,
    expected: ['ADVAPI32.dll', 'bcrypt.dll', 'KERNEL32.dll', 'msvcrt.dll', 'Secur32.dll'],
  },
  {
    title: 'exports',
    // Binutils 2.44 print the base of the ordinal and a hint too.
    found: /^\s\[ *\d+\](?: \+base\[ *\d+\] {2}\w+)? ([a-z]\w+)$/gm,
    expected: ['napi_register_module_v1', 'node_api_module_get_api_version_v1'],
  },
];

/**
 * @param {string} file the addon
 * @param {Processor} processor
 */
export async function checkHeaders(file, processor) {
  const dump = await run('x86_64-w64-mingw32-objdump', ['--private-headers', file]);
  const wrong = HEADERS.flatMap(({ title, found, expected }) => {
    const wanted = (Array.isArray(expected) ? expected : expected(processor)).join(', ');
    const actual = [...dump.matchAll(found)].map(([, value]) => value).join(', ');
    return actual === wanted ? [] : `${title}: "${actual}", and should be "${wanted}"`;
  });
  if (wrong.length > 0) {
    throw new Failure(`${file} is wrong. Check binding.gyp and tools/mingw.\n${wrong.join('\n')}`);
  }
}
