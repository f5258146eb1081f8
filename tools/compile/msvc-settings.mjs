// Asserts, on Linux, the settings that MSVC gets on Windows.

import { Failure } from '../failure.mjs';
import { generateProjects } from './msvs-project.mjs';

/** The versions of Node.js in tools/node-settings. */
const NODE_MAJORS = [20, 22, 24, 26];

/**
 * The projects' settings. `found` selects the part of the element that counts; without it, the whole
 * element does.
 *
 * @type {Setting[]}
 *
 * @typedef {object} Setting
 * @property {string} title
 * @property {[tool: string, element: string]} where
 * @property {RegExp} [found]
 * @property {string | ((build: import('./msvs-project.mjs').Build) => string)} expected
 */
const SETTINGS = [
  { title: 'warning level 4', where: ['ClCompile', 'WarningLevel'], expected: 'Level4' },
  {
    title: 'warnings are errors, in development builds only',
    where: ['ClCompile', 'TreatWarningAsError'],
    expected: ({ development }) => (development ? 'true' : 'false'),
  },
  {
    title: 'control flow guard, compiler',
    where: ['ClCompile', 'AdditionalOptions'],
    found: /\/guard:\S+/g,
    expected: '/guard:cf',
  },
  {
    title: 'control flow guard, linker',
    where: ['Link', 'AdditionalOptions'],
    found: /\/guard:\S+/g,
    expected: '/guard:cf',
  },
  { title: 'exceptions', where: ['ClCompile', 'ExceptionHandling'], expected: 'Sync' },
  {
    title: 'exceptions of the standard library',
    where: ['ClCompile', 'PreprocessorDefinitions'],
    found: /\b_HAS_EXCEPTIONS=\d/g,
    expected: '_HAS_EXCEPTIONS=1',
  },
  { title: 'no /analyze', where: ['ClCompile', 'EnablePREfast'], expected: '' },
  {
    title: 'one C++ standard, which suits the headers',
    where: ['ClCompile', 'AdditionalOptions'],
    found: /[/-]std:\S+/g,
    expected: ({ node }) => (node < 22 ? '-std:c++17' : '-std:c++20'),
  },
  {
    title: 'static C++ runtime',
    where: ['ClCompile', 'RuntimeLibrary'],
    expected: 'MultiThreaded',
  },
  { title: 'stack protection', where: ['ClCompile', 'BufferSecurityCheck'], expected: 'true' },
];

/** @type {import('../steps.mjs').Step} */
export const msvcSettings = {
  title: 'settings for MSVC',

  async run(report) {
    const wrong = [];
    for (const node of NODE_MAJORS) {
      for (const development of /** @type {const} */ ([0, 1])) {
        const build = { node, development };
        report(`Node.js ${node}, development=${development}`);
        for (const project of await generateProjects(build)) {
          wrong.push(...SETTINGS.flatMap((setting) => complaintOf(setting, project, build)));
        }
      }
    }
    if (wrong.length > 0) throw new Failure(wrong.join('\n'));
  },
};

/**
 * @param {Setting} setting
 * @param {import('./msvs-project.mjs').Project} project
 * @param {import('./msvs-project.mjs').Build} build
 */
function complaintOf({ title, where, found = /.+/g, expected }, project, build) {
  const wanted = typeof expected === 'string' ? expected : expected(build);
  const actual = (project.setting(...where).match(found) ?? []).join(' ');
  if (actual === wanted) return [];
  return (
    `${project.name}.vcxproj for Node.js ${build.node}, development=${build.development}: ` +
    `${title}: ${where.join('/')} has "${actual}", and should have "${wanted}".`
  );
}
