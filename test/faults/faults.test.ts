import assert from 'node:assert/strict';

import { describeWithReferencePackage } from '../windows/support/reference-package';
import { type Figures, runCampaign } from './campaign';

const TRANSFERS = 360;

describeWithReferencePackage(
  'Transfers with each side killed, stopped and failed at each step',
  () => {
    let figures: Figures;
    const problems: string[] = [];
    const seed = Date.now() % 2 ** 31;

    before(async function () {
      // The suite has a limit, and so has each transfer.
      this.timeout(0);
      figures = await runCampaign(TRANSFERS, seed, {
        onProblem: (problem) => problems.push(problem),
      });
    });

    it('end as the crash table predicts', () => {
      assert.deepEqual(problems, [], `seed ${String(seed)}`);
      assert.ok(figures.transfers >= TRANSFERS && figures.kills > 0);
    });

    it('never give a context two owners', () => {
      assert.equal(figures.doubled, 0, `seed ${String(seed)}`);
    });

    it('lose no context that a living side could own', () => {
      assert.equal(figures.lost, 0, `seed ${String(seed)}`);
      assert.ok(figures.adopted > 0 && figures.reclaimed > 0 && figures.lostWithOwner > 0);
    });

    it('leave no handle in a living process, except the handles that a dead sender had put there', () => {
      assert.equal(figures.leakedHandles, 0, `seed ${String(seed)}`);
      assert.ok(figures.leftByDeadSender <= 3 * figures.kills);
    });

    it('let every process exit by itself', () => {
      // The campaign throws if a process exits with another code than 0.
      assert.ok(figures.exitedByThemselves > 0);
    });
  },
);
