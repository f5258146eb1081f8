import assert from 'node:assert/strict';

import { Credentials, ClientSecurityContext } from 'sspi-handoff';

import { converse, packageName } from './support/reference-package';
import { callsOf, observe } from './support/win32-probe';

describe('Context attributes', () => {
  it('names: who the client is, on both sides', () => {
    using conversation = converse();
    assert.equal(conversation.server.query('names'), 'EXAMPLE\\alice');
    assert.equal(conversation.client.query('names'), 'EXAMPLE\\alice');
  });

  it('sizes: what a signature and a trailer really need', () => {
    using conversation = converse();
    const { client } = conversation;
    const sizes = client.query('sizes');
    assert.equal(client.sign(Buffer.from('x')).length, sizes.maxSignature);
    assert.equal(client.encrypt(Buffer.from('x')).trailer.length, sizes.securityTrailer);
    assert.ok(sizes.maxToken > 0);
    assert.equal(sizes.blockSize, 1);
  });

  it('packageInfo: the package that authenticated', () => {
    using conversation = converse();
    assert.equal(conversation.client.query('packageInfo').name, packageName);
  });

  it('give back to SSPI what it allocated', () => {
    using conversation = converse();
    const calls = observe(() => {
      conversation.client.query('names');
      conversation.client.query('packageInfo');
    });
    assert.equal(callsOf(calls, 'FreeContextBuffer').length, 2);
  });

  it("throw the package's own status where it does not know them", () => {
    using credentials = Credentials.acquireSync({ packageName: 'Schannel', use: 'outbound' });
    using client = new ClientSecurityContext({ credentials, targetName: 'localhost' });
    client.stepSync();
    assert.throws(() => client.query('names'), {
      code: 'SEC_E_UNSUPPORTED_FUNCTION',
      syscall: 'QueryContextAttributesW',
      packageName: 'Schannel',
    });
  });
});
