// Scenarios from the tests of other SSPI libraries, written again for this one. The comment above
// each scenario names the original test.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  enumerateSecurityPackages,
  openHandles,
  querySecurityPackageInfo,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  converse,
  describeWithReferencePackage,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';
import { names, observe, onlyCallOf } from './support/win32-probe';

describeWithReferencePackage('Scenarios of sspilib (jborean93):', () => {
  // tests/test_sec_context.py, test_sec_context_attributes
  it('a context has no attributes before its handshake, and all of them afterwards', async () => {
    using client = newClient();
    using server = newServer();
    for (const context of [client, server]) {
      assert.deepEqual([context.complete, context.expiry, context.attributes], [false, null, 0]);
    }
    await conductHandshake(client, server);
    for (const context of [client, server]) {
      assert.ok(context.complete && context.expiry instanceof Date && context.attributes !== 0);
    }
  });

  // tests/test_sec_context.py, test_sec_context_wrapping and test_sec_context_signatures
  it('wrap() and sign() protect random bytes in both directions', () => {
    using conversation = converse();
    const { client, server } = conversation;
    for (const [sender, receiver] of [
      [client, server],
      [server, client],
    ] as const) {
      const data = randomBytes(32);
      const wrapped = sender.wrap(data);
      assert.ok(!wrapped.includes(data));
      assert.deepEqual(receiver.unwrap(wrapped), data);
      assert.equal(receiver.verify(data, sender.sign(data)), 0);
    }
  });

  // tests/test_sec_context.py, test_wrap_with_bytearray and its two neighbours. Those tests expect
  // writable memory to change. Here only functions named "in place" change it.
  it('wrap() and unwrap() do not change their input, in any kind of memory', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const data = randomBytes(32);
    const shared = new Uint8Array(new SharedArrayBuffer(32));
    for (const bytes of [Uint8Array.from(data), Buffer.from(data), shared]) {
      bytes.set(data);
      const wrapped = client.wrap(bytes);
      const sent = Buffer.from(wrapped);
      assert.deepEqual(Buffer.from(bytes), data);
      assert.deepEqual(server.unwrap(wrapped), data);
      assert.deepEqual(wrapped, sent);
    }
  });

  // tests/raw/test_message.py, test_encrypt_and_decrypt_stream
  it('unwrap() reads concatenated parts as a stream', () => {
    using conversation = converse();
    const data = randomBytes(32);
    const { trailer, data: encrypted } = conversation.client.encrypt(data);
    const stream = Buffer.concat([trailer, encrypted]);
    assert.deepEqual(conversation.server.unwrap(stream), data);
  });

  // tests/raw/test_message.py, test_encrypt_winrm: no buffer for padding on either side
  it('encryptInPlace() and decryptInPlace() work without a padding buffer', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const plain = randomBytes(32);
    const trailer = new Uint8Array(client.query('sizes').securityTrailer);
    const data = Uint8Array.from(plain);
    client.encryptInPlace({ trailer, data });
    assert.notDeepEqual(Buffer.from(data), plain);
    assert.deepEqual(server.decryptInPlace({ trailer, data }), plain);
    assert.deepEqual(Buffer.from(data), plain);
  });

  // tests/raw/test_message.py, test_verify_failure and test_decrypt_message_failure
  it('verify() refuses a message with one altered byte: SEC_E_MESSAGE_ALTERED', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('message');
    const signature = client.sign(message);
    message.writeUInt8(0, 0);
    assert.throws(() => server.verify(message, signature), {
      code: 'SEC_E_MESSAGE_ALTERED',
      status: 0x8009030f,
    });
  });

  // tests/raw/test_context_attributes.py: every attribute that both sides have in common
  it('query() returns equal names, package, session key and sizes on both sides', () => {
    using conversation = converse();
    const { client, server } = conversation;
    for (const attribute of ['names', 'packageInfo', 'sessionKey', 'sizes'] as const) {
      assert.deepEqual(client.query(attribute), server.query(attribute), attribute);
    }
  });

  // tests/raw/test_credential.py, test_get_cred_with_explicit_credentials
  for (const [user, domain, name] of [
    ['username', undefined, 'username'],
    ['username@DOMAIN.COM', undefined, 'username@DOMAIN.COM'],
    ['username', 'DOMAIN', 'DOMAIN\\username'],
    ['user\u{1f4a9}', 'DOMAIN\u{1f4a9}', 'DOMAIN\u{1f4a9}\\user\u{1f4a9}'],
  ] as const) {
    it(`queryName() and query('names') return ${name}`, async () => {
      using credentials = await Credentials.acquire({
        packageName,
        use: 'both',
        identity: { user, ...(domain !== undefined && { domain }), password: 'pass' },
      });
      assert.equal(await credentials.queryName(), name);
      using client = new ClientSecurityContext({ credentials });
      using server = new ServerSecurityContext({ credentials });
      await conductHandshake(client, server);
      assert.equal(server.query('names'), name);
    });
  }

  // tests/raw/test_security_context.py, test_invalid_credential
  it('step() of the server refuses a wrong password at the last step', async () => {
    using credentials = acquire('outbound', 'invalid');
    using client = newClient({ credentials });
    using server = newServer();
    const challenge = await server.step((await client.step()) ?? Buffer.alloc(0));
    const proof = await client.step(challenge);
    assert.ok(proof);
    await assert.rejects(server.step(proof), { code: 'SEC_E_LOGON_DENIED', status: 0x8009030c });
    assert.ok(!client.complete && !server.complete);
  });

  // tests/raw/test_security_context.py, test_sec_exchange_with_channel_binding
  it('conductHandshake() completes with channel bindings of zeros', async () => {
    const channelBindings = Buffer.concat([Buffer.from('tls-server-end-point:'), Buffer.alloc(32)]);
    using credentials = acquire('both');
    using client = new ClientSecurityContext({ credentials, channelBindings });
    using server = new ServerSecurityContext({ credentials, channelBindings });
    await conductHandshake(client, server);
    assert.ok(client.complete && server.complete);
  });
});

describeWithReferencePackage('Scenarios of pywin32:', () => {
  // win32/test/test_sspi.py, _doTestEncrypt: data and signature apart, several messages in a row
  it('encrypt() and decrypt() alternate between both sides', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = Buffer.from('some data to be encrypted ......');
    for (let turn = 0; turn < 5; turn++) {
      const { data, trailer } = client.encrypt(message);
      assert.deepEqual(server.decrypt({ data, trailer }), message);
      assert.deepEqual(client.decrypt(server.encrypt(Buffer.from('hello'))).toString(), 'hello');
    }
  });

  // win32/test/test_sspi.py, _doTestSign: the message doubled under the signature of one
  it('verify() refuses a message that is repeated under the signature of one', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const data = Buffer.from('hello');
    for (const [signer, verifier] of [
      [client, server],
      [server, client],
    ] as const) {
      verifier.verify(data, signer.sign(data));
      const signature = signer.sign(data);
      assert.throws(() => verifier.verify(Buffer.concat([data, data]), signature), {
        code: 'SEC_E_MESSAGE_ALTERED',
      });
    }
  });

  // win32/test/test_sspi.py, _testSequenceSign and _testSequenceEncrypt, the other way round: there the
  // first of two is verified with the number of the second
  it('verify() and decrypt() refuse the second message before the first: SEC_E_OUT_OF_SEQUENCE', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const data = Buffer.from('hello');
    client.sign(data);
    const signature = client.sign(data);
    assert.throws(() => server.verify(data, signature), { code: 'SEC_E_OUT_OF_SEQUENCE' });
    client.encrypt(data);
    const message = client.encrypt(data);
    assert.throws(() => server.decrypt(message), { code: 'SEC_E_OUT_OF_SEQUENCE' });
  });
});

describeWithReferencePackage('Scenarios of node-expose-sspi:', () => {
  // test/sspi.spec.ts: EnumerateSecurityPackages, QuerySecurityPackageInfo
  it('querySecurityPackageInfo() finds every listed package by its name', async () => {
    for (const listed of await enumerateSecurityPackages()) {
      const { name } = await querySecurityPackageInfo(listed.name);
      assert.equal(name, listed.name);
      assert.ok(listed.comment.length > 0, name);
    }
  });

  // test/sspi.spec.ts, "creating a security context": the client's credentials are freed before the end
  it('step() continues a handshake after the credentials are disposed', async () => {
    const credentials = acquire('outbound');
    using client = newClient({ credentials });
    using server = newServer();
    const challenge = await server.step((await client.step()) ?? Buffer.alloc(0));
    credentials.dispose();
    const proof = await client.step(challenge);
    await client.step(await server.step(proof ?? Buffer.alloc(0)));
    assert.ok(client.complete && server.complete);
  });

  // test/sspi.spec.ts, CloseHandle, DeleteSecurityContext and FreeCredentialsHandle: each twice
  it('dispose() closes a handle once, even if it is called twice', () => {
    const calls = observe(() => {
      const credentials = acquire('both');
      using server = new ServerSecurityContext({ credentials });
      using client = new ClientSecurityContext({ credentials });
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      server.stepSync(client.stepSync(challenge) ?? Buffer.alloc(0));
      const token = server.query('accessToken');
      for (const owned of [token, client, server, credentials]) {
        owned.dispose();
        owned.dispose();
      }
    });
    onlyCallOf(calls, 'CloseHandle');
    const closed = names(calls).filter((name) => /^(Delete|FreeCred)/.test(name));
    assert.deepEqual(closed.sort(), [
      'DeleteSecurityContext',
      'DeleteSecurityContext',
      'FreeCredentialsHandle',
    ]);
  });

  // test/parallel.spec.ts and test/crash.spec.ts: a server's step in a timer, with the same credentials
  it('stepSync() continues a handshake in a later turn of the event loop', async () => {
    using credentials = acquire('both');
    using client = new ClientSecurityContext({ credentials, targetName: 'kiki' });
    using server = new ServerSecurityContext({ credentials });
    const hello = client.stepSync();
    assert.ok(hello);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const challenge = server.stepSync(hello);
    await new Promise((resolve) => setImmediate(resolve));
    server.stepSync(client.stepSync(challenge) ?? Buffer.alloc(0));
    assert.equal(server.query('clientSpecifiedTarget'), 'kiki');
  });

  // test/client-server.spec.ts, "should return the right json": ten clients, each begun a little later
  it('conductHandshake() does not mix up clients that start one after the other', async () => {
    const users = Array.from({ length: 10 }, (_, index) => `user${String(index)}`);
    const seen = users.map(async (user, index) => {
      await new Promise((resolve) => setTimeout(resolve, 5 * index));
      const identity = { user, password: `password of ${user}` };
      using credentials = await Credentials.acquire({ packageName, use: 'both', identity });
      using client = new ClientSecurityContext({ credentials });
      using server = new ServerSecurityContext({ credentials });
      await conductHandshake(client, server);
      return server.query('names');
    });
    assert.deepEqual(await Promise.all(seen), users);
    assert.equal(openHandles().securityContexts, 0);
  });
});
