import { Failure, describe } from '../failure.mjs';
import { buildWithMingw } from './mingw.mjs';
import { buildWithNodeGyp } from './node-gyp.mjs';
import { buildTypeScript } from './typescript.mjs';

/** @type {import('../steps.mjs').Step} */
export const build = {
  title: 'Addon and TypeScript',

  async run(report) {
    report('building');
    const buildAddon = process.platform === 'win32' ? buildWithNodeGyp : buildWithMingw;
    const outcomes = await Promise.allSettled([buildAddon(report), buildTypeScript()]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [describe(outcome.reason)] : [],
    );
    if (failures.length > 0) throw new Failure(failures.join('\n\n'));
  },
};
