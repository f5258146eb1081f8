import assert from 'node:assert/strict';

import {
  AscReq,
  type ClientContextOptions,
  ClientSecurityContext,
  endPointBindings,
  type HandshakeOptions,
  IscReq,
  ServerSecurityContext,
} from 'sspi-handoff';

import {
  acquire,
  describeWithReferencePackage,
  newClient,
  newServer,
  packageName,
  shakeHands,
} from './support/reference-package';
import { certificatePem } from './support/tls-connection';
import { callsOf, names, observe, type ObservedCall } from './support/win32-probe';

/** Returns the Win32 calls of both sides in a handshake with these options. */
function watchHandshake(options: HandshakeOptions): {
  client: ObservedCall[];
  server: ObservedCall[];
} {
  using credentials = acquire('both');
  const calls = observe(() => {
    using client = newClient({ credentials, ...options });
    using server = new ServerSecurityContext({ credentials, ...options });
    shakeHands(client, server);
  });
  return {
    client: callsOf(calls, 'InitializeSecurityContextW'),
    server: callsOf(calls, 'AcceptSecurityContext'),
  };
}

function inputTypes(calls: readonly ObservedCall[]): unknown[] {
  return calls.map((call) => call.inputTypes);
}

/** sizeof(SEC_CHANNEL_BINDINGS), which is eight ULONGs. The application data follow. */
const headerSize = 32n;

/** ISC_REQ_ALLOCATE_MEMORY and ASC_REQ_ALLOCATE_MEMORY, which are not constants of this package. */
const allocateMemory = 0x100;

describeWithReferencePackage('The input of a handshake step', () => {
  it('contains the token only, because just Schannel documents an empty second buffer', () => {
    const { client, server } = watchHandshake({});
    // SECBUFFER_TOKEN is 2. The first step of the client has no input.
    assert.deepEqual(inputTypes(client), ['', '2', '2']);
    assert.deepEqual(inputTypes(server), ['2', '2']);
    assert.deepEqual(
      client.map(({ isFirst }) => isFirst),
      [1n, 0n, 0n],
    );
  });

  it('contains the channel bindings in each step of both sides, in a valid block', () => {
    const channelBindings = endPointBindings(certificatePem('rsa-sha256'));
    const { client, server } = watchHandshake({ channelBindings });
    // SECBUFFER_CHANNEL_BINDINGS is 14.
    assert.deepEqual(inputTypes(client), ['14', '2 14', '2 14']);
    assert.deepEqual(inputTypes(server), ['2 14', '2 14']);
    for (const call of [...client, ...server]) {
      assert.equal(call.bindingsSize, headerSize + BigInt(channelBindings.length));
      assert.equal(call.bindingsDataOffset, headerSize);
      assert.equal(call.bindingsDataLength, BigInt(channelBindings.length));
      assert.equal(call.bindingsAddressLengths, 0n);
      assert.equal(call.bindingsData, channelBindings.toString('hex'));
    }
  });

  it('contains a copy of the channel bindings, which the caller can change later', () => {
    const channelBindings = Buffer.from('tls-unique:finished');
    const before = channelBindings.toString('hex');
    using client = newClient({ channelBindings });
    channelBindings.fill(0);
    const [call] = callsOf(
      observe(() => client.stepSync()),
      'InitializeSecurityContextW',
    );
    assert.equal(call?.bindingsData, before);
  });

  it('contains the token as it was at the call, even if the step waits in the queue', async () => {
    using client = newClient();
    using server = newServer();
    const token = client.stepSync();
    assert.ok(token);
    const before = server.step(Buffer.from('not a token'));
    const stepping = server.step(token);
    token.fill(0);
    await assert.rejects(before, { code: 'SEC_E_INVALID_TOKEN' });
    assert.ok(client.stepSync(await stepping));
  });

  it('contains the application protocols in the first step only, in the format of ALPN', () => {
    const { client, server } = watchHandshake({ applicationProtocols: ['h2', 'http/1.1'] });
    // SECBUFFER_APPLICATION_PROTOCOLS is 18.
    assert.deepEqual(inputTypes(client), ['18', '2', '2']);
    assert.deepEqual(inputTypes(server), ['2 18', '2']);
    const list = Buffer.from('\x02h2\x08http/1.1', 'latin1');
    for (const call of [client[0], server[0]]) {
      assert.equal(call?.protocolList, list.toString('hex'));
      assert.equal(call.protocolListSize, BigInt(list.length));
      // A SEC_APPLICATION_PROTOCOL_LIST contains the extension (ALPN is 2), a 16-bit size and the list.
      assert.equal(call.protocolExtension, 2n);
      assert.equal(call.protocolListsSize, BigInt(4 + 2 + list.length));
      assert.equal(call.protocolsSize, BigInt(4 + 4 + 2 + list.length));
    }
  });

  it('contains channel bindings and application protocols together', () => {
    const { client } = watchHandshake({
      channelBindings: Buffer.from('tls-unique:x'),
      applicationProtocols: ['smtp'],
    });
    assert.deepEqual(inputTypes(client), ['14 18', '2 14', '2 14']);
  });

  it('contains the target name and the requirements, and never requests allocated memory', () => {
    using credentials = acquire('both');
    const calls = observe(() => {
      using client = newClient({
        credentials,
        targetName: 'HTTP/caf\u00e9.example',
        requirements: IscReq.MUTUAL_AUTH | allocateMemory,
      });
      using server = newServer(AscReq.CONNECTION | allocateMemory);
      shakeHands(client, server);
    });
    for (const call of callsOf(calls, 'InitializeSecurityContextW')) {
      assert.equal(call.target, 'HTTP/caf\u00e9.example');
      assert.equal(call.requirements, BigInt(IscReq.MUTUAL_AUTH));
    }
    for (const call of callsOf(calls, 'AcceptSecurityContext')) {
      assert.equal(call.requirements, BigInt(AscReq.CONNECTION));
    }
  });
});

describeWithReferencePackage('A new context', () => {
  const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
  const value = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
  const range = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };

  const cases: [string, object, unknown][] = [
    ['channel bindings that are a string', type, { channelBindings: 'tls-unique:x' }],
    ['channel bindings that are an ArrayBuffer', type, { channelBindings: new ArrayBuffer(4) }],
    ['protocols that are a string', type, { applicationProtocols: 'h2' }],
    ['protocols that are bytes', type, { applicationProtocols: Buffer.from('h2') }],
    ['a protocol that is a number', type, { applicationProtocols: ['h2', 2] }],
    ['an empty protocol', value, { applicationProtocols: [''] }],
    ['a protocol with a NUL', value, { applicationProtocols: ['h\0'] }],
    ['a protocol beyond 255 bytes', range, { applicationProtocols: ['é'.repeat(128)] }],
    [
      'more protocols than ALPN can list',
      range,
      { applicationProtocols: Array(256).fill('x'.repeat(255)) },
    ],
    ['requirements with a fraction', range, { requirements: 0.5 }],
    ['requirements below 0', range, { requirements: -1 }],
  ];
  for (const [description, expected, wrong] of cases) {
    it(`refuses ${description} before any system call`, () => {
      using credentials = acquire('both');
      const calls = observe(() => {
        const options = { credentials, ...(wrong as Partial<ClientContextOptions>) };
        assert.throws(() => new ClientSecurityContext(options), expected);
        assert.throws(() => new ServerSecurityContext(options), expected);
      });
      assert.deepEqual(names(calls), []);
    });
  }

  it('of a client refuses a target name that is not a string or contains a NUL', () => {
    using credentials = acquire('outbound');
    const targetName = 7 as unknown as string;
    assert.throws(() => new ClientSecurityContext({ credentials, targetName }), type);
    assert.throws(() => new ClientSecurityContext({ credentials, targetName: 'a\0b' }), value);
  });

  it('of a client accepts a protocol of the maximum length', () => {
    using credentials = acquire('outbound');
    const protocol = 'é'.repeat(127) + 'x';
    using client = newClient({ credentials, applicationProtocols: [protocol] });
    const [call] = callsOf(
      observe(() => client.stepSync()),
      'InitializeSecurityContextW',
    );
    assert.equal(call?.protocolListSize, 256n);
    assert.equal(client.packageName, packageName);
  });
});
