import { Failure, describe } from '../failure.mjs';
import { buildWithMingw } from './mingw.mjs';
import { buildWithNodeGyp } from './node-gyp.mjs';
import { buildTypeScript } from './typescript.mjs';

/**
 * @typedef {object} Products
 * @property {string[]} [binaries] files that targets of binding.gyp produce; all of them by default.
 *   MSVC always builds all of them.
 * @property {string[]} [projects] folders with a tsconfig.json; all of them by default
 *
 * @param {Products} products
 * @returns {import('../steps.mjs').Step}
 */
export const buildStep = ({ binaries, projects }) => ({
  title: projects?.length === 0 ? 'C++' : 'C++ and TypeScript',

  async run(report) {
    report('building');
    const outcomes = await Promise.allSettled([
      process.platform === 'win32' ? buildWithNodeGyp(report) : buildWithMingw(binaries, report),
      buildTypeScript(projects),
    ]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [describe(outcome.reason)] : [],
    );
    if (failures.length > 0) throw new Failure(failures.join('\n\n'));
  },
});
