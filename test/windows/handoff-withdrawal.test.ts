import assert from 'node:assert/strict';

import { type ContextOffer, offerContext } from 'sspi-handoff';

import { AdoptingProcess } from './support/adopting-process';
import { converse } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';
import { callsOf, observeAsync } from './support/win32-probe';

/** Each way to end an offer without an adoption. */
const ends: Readonly<Record<string, (offer: ContextOffer) => Promise<void> | void>> = {
  'dispose()': (offer) => {
    offer.dispose();
  },
  'reclaim()': async (offer) => {
    (await offer.reclaim()).dispose();
  },
  'its expiry': () => undefined,
};

describeWithPackage('An offer that ends by', () => {
  before(async () => {
    // MinGW's C++ runtime duplicates a handle at the first call of a thread.
    using conversation = converse();
    (await offerContext(conversation.server, process)).dispose();
  });

  for (const [end, endOffer] of Object.entries(ends)) {
    it(`${end} closes the handles in the receiver, and never on the JavaScript thread`, async () => {
      const adopter = await AdoptingProcess.start();
      using conversation = converse();
      let offered = 0;
      const calls = await observeAsync(async () => {
        const expiresIn = end === 'its expiry' ? 300 : 30_000;
        using offer = await offerContext(conversation.server, adopter, { expiresIn });
        offered = await adopter.handles();
        await endOffer(offer);
        await assert.rejects(offer.adopted, { name: 'HandoffError' });
        // At least the section and the event.
        assert.ok((await adopter.handles()) <= offered - 2);
      });
      const duplications = callsOf(calls, 'DuplicateHandle');
      assert.ok(duplications.length >= 6, `${String(duplications.length)} calls`);
      assert.deepEqual(
        duplications.filter(({ onMainThread }) => onMainThread !== 0n),
        [],
      );
      await adopter.stop();
    });
  }
});
