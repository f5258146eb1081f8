import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AccessToken, adoptContext, offerContext, SspiError } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

const { client, server } = await authenticatedPair('messages');

test('the server knows its client', async () => {
  using own = AccessToken.ofProcess();
  using token = await server.openAccessToken();
  assert.equal((await token.user()).sid, (await own.user()).sid);
});

test('a receiver adopts the context', async (t) => {
  try {
    using offer = await offerContext(server, { pid: process.pid });
    using adopted = await adoptContext(offer.ticket);
    assert.equal(adopted.unwrap(client.wrap(Buffer.from('hello'))).toString(), 'hello');
  } catch (error) {
    if (!(error instanceof SspiError) || error.code !== 'SEC_E_UNSUPPORTED_FUNCTION') throw error;
    t.skip(`${server.packageName} cannot export`);
  }
});
