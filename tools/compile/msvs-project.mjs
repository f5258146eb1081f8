// The Visual Studio projects that node-gyp makes from binding.gyp on Windows. Its generator also runs
// on Linux.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';
import { settingsOf } from '../setup/npm-dependencies.mjs';
import { runGyp } from './gyp.mjs';

const nodeGyp = inRepository('node_modules', 'node-gyp');

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {(tool: string, element: string) => string} setting of the release configuration; empty if
 *   the project does not set it
 *
 * @typedef {object} Build
 * @property {number} node the major version of Node.js
 * @property {0 | 1} development as in binding.gyp
 *
 * @param {Build} build
 * @returns {Promise<Project[]>}
 */
export async function generateProjects({ node, development }) {
  const output = inRepository('build', 'msvs', `node-${node}-${development}`);
  rmSync(output, { recursive: true, force: true });
  await runGyp('msvs', output, {
    includes: [join(nodeGyp, 'addon.gypi'), settingsOf(node)],
    // The values that node-gyp passes on Windows.
    variables: {
      ...{ OS: 'win', target_arch: 'x64', development, library: 'shared_library' },
      ...{ standalone_static_library: 1, node_with_ltcg: 'true', enable_lto: 'false' },
      ...{ enable_thin_lto: 'false', clang: 0, node_engine: 'v8', node_gyp_dir: nodeGyp },
      ...{ node_root_dir: 'node', node_lib_file: 'node.lib' },
    },
    env: {
      // Any folder will do instead of Visual Studio's.
      ...{ GYP_MSVS_VERSION: '2015', GYP_MSVS_OVERRIDE_PATH: output },
      // With a UTF-8 locale, gyp 0.22 writes text to a binary file and fails.
      ...{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.ISO8859-1' },
      ...{ PYTHONUTF8: '1', PYTHONCOERCECLOCALE: '0' },
    },
  });
  const files = readdirSync(output).filter((file) => file.endsWith('.vcxproj'));
  if (files.length === 0) throw new Failure(`gyp made no project in ${output}.`);
  return files.map((file) =>
    projectOf(file.replace('.vcxproj', ''), readFileSync(join(output, file), 'utf8')),
  );
}

/**
 * @param {string} name
 * @param {string} xml
 * @returns {Project}
 */
function projectOf(name, xml) {
  const release = contentOf(xml, 'ItemDefinitionGroup', `[^>]*=='Release\\|x64'"`);
  return { name, setting: (tool, element) => contentOf(contentOf(release, tool), element) };
}

/**
 * @param {string} xml
 * @param {string} element
 * @param {string} [attributes] a regular expression
 */
function contentOf(xml, element, attributes = '') {
  return new RegExp(`<${element}${attributes}>(.*?)</${element}>`, 's').exec(xml)?.[1] ?? '';
}
