import assert from 'node:assert/strict';

import { describeWithReferencePackage } from '../windows/support/reference-package';
import { type Figures, runCampaign } from './campaign';

const TRANSFERS = 300;

describeWithReferencePackage(
  'Transfers, of which each side is ended, stopped and failed at each step',
  () => {
    let figures: Figures;
    const problems: string[] = [];
    const seed = Date.now() % 2 ** 31;

    before(async function () {
      this.timeout(9 * 60_000);
      figures = await runCampaign(TRANSFERS, seed, {
        onProblem: (problem) => problems.push(problem),
      });
    });

    it('come out as the crash table says', () => {
      assert.deepEqual(problems, [], `seed ${String(seed)}`);
      assert.ok(figures.transfers >= TRANSFERS && figures.kills > 0);
    });

    it('never give a context two owners', () => {
      assert.equal(figures.doubled, 0, `seed ${String(seed)}`);
    });

    it('lose none that a living side could own', () => {
      assert.equal(figures.lost, 0, `seed ${String(seed)}`);
      assert.ok(figures.adopted > 0 && figures.reclaimed > 0 && figures.lostWithOwner > 0);
    });

    it('leave no handle behind in a living process, but what a dead sender had put there', () => {
      assert.equal(figures.leakedHandles, 0, `seed ${String(seed)}`);
      assert.ok(figures.leftByDeadSender <= 3 * figures.kills);
    });

    it('keep no process alive', () => {
      // Each has ended by itself with code 0: it throws otherwise.
      assert.ok(figures.exitedByThemselves > 0);
    });
  },
);
