import { Failure, describe } from '../failure.mjs';
import { buildWithMingw } from './mingw.mjs';
import { buildWithNodeGyp } from './node-gyp.mjs';
import { installSecurityPackages } from './security-packages.mjs';
import { buildTypeScript } from './typescript.mjs';
import { buildMitKerberos } from './winelib.mjs';

/**
 * @typedef {object} Products
 * @property {string[]} [binaries] files that targets of binding.gyp produce; all of them by default.
 *   MSVC always builds all of them.
 * @property {string[]} [projects] folders with a tsconfig.json; all of them by default
 * @property {boolean} [mitKerberos] builds MitKerberos where that is possible; only together with all
 *   binaries by default
 *
 * @param {Products} products
 * @returns {import('../steps.mjs').Step}
 */
export const buildStep = ({ binaries, projects, mitKerberos = binaries === undefined }) => ({
  title: projects?.length === 0 ? 'C++' : 'C++ and TypeScript',

  async run(report, background) {
    report('building');
    const outcomes = await Promise.allSettled([
      process.platform === 'win32' ? buildWithNodeGyp(report) : buildWithMingw(binaries, report),
      buildTypeScript(projects),
      mitKerberos && process.platform === 'linux' && buildMitKerberos(report),
    ]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [describe(outcome.reason)] : [],
    );
    if (failures.length > 0) throw new Failure(failures.join('\n\n'));
    // The set-up makes the Wine prefix in the background.
    await background;
    if (process.platform === 'linux') installSecurityPackages();
  },
});
