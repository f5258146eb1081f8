import assert from 'node:assert/strict';

import { AscReq, endPointBindings, IscReq } from 'sspi-handoff';

import {
  describeWithReferencePackage,
  itWhereDispatched,
  newClient,
  newServer,
  packageName,
  shakeHands,
} from './support/reference-package';
import { certificatePem } from './support/tls-connection';
import { probe } from './support/win32-probe';

const bindings = endPointBindings(certificatePem('rsa-sha256'));
const otherBindings = endPointBindings(certificatePem('rsa-sha1'));

const BAD_BINDINGS = {
  name: 'SspiError',
  code: 'SEC_E_BAD_BINDINGS',
  syscall: 'AcceptSecurityContext',
};
const { ALLOW_MISSING_BINDINGS, PROXY_BINDINGS, USE_DCE_STYLE } = AscReq;

interface Sides {
  readonly client?: Uint8Array;
  readonly server?: Uint8Array;
  readonly requirements?: number;
}

/** Runs the handshake of a client and a server with these bindings. Throws the first error. */
function handshake({
  client: clientBindings,
  server: serverBindings,
  requirements = 0,
}: Sides): void {
  using client = newClient({
    ...(requirements & USE_DCE_STYLE && { requirements: IscReq.USE_DCE_STYLE }),
    ...(clientBindings && { channelBindings: clientBindings }),
  });
  using server = newServer(requirements, serverBindings && { channelBindings: serverBindings });
  shakeHands(client, server);
  assert.ok(client.complete && server.complete);
}

describeWithReferencePackage('HandoffReference', () => {
  it('accepts the same channel bindings on both sides', () => {
    using client = newClient({ channelBindings: bindings });
    using server = newServer(undefined, { channelBindings: Buffer.from(bindings) });
    shakeHands(client, server);
    assert.ok(client.complete && server.complete);
  });

  it('refuses different channel bindings with SEC_E_BAD_BINDINGS', () => {
    const longer = Buffer.concat([bindings, Buffer.of(0)]);
    for (const server of [otherBindings, longer, bindings.subarray(1)]) {
      assert.throws(() => {
        handshake({ client: bindings, server });
      }, BAD_BINDINGS);
    }
  });

  it('ends the handshake of a server that refused the channel bindings', () => {
    using client = newClient({ channelBindings: bindings });
    using server = newServer(undefined, { channelBindings: otherBindings });
    const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
    const proof = client.stepSync(challenge) ?? Buffer.alloc(0);
    assert.throws(() => server.stepSync(proof), BAD_BINDINGS);
    assert.throws(() => server.stepSync(proof), { name: 'SspiError' });
    assert.ok(!server.complete && !client.complete);
  });

  it('refuses a client without channel bindings if the server has channel bindings', () => {
    assert.throws(() => {
      handshake({ server: bindings });
    }, BAD_BINDINGS);
  });

  it('accepts a client without channel bindings with ALLOW_MISSING_BINDINGS', () => {
    handshake({ server: bindings, requirements: ALLOW_MISSING_BINDINGS });
  });

  it('refuses different channel bindings even with ALLOW_MISSING_BINDINGS', () => {
    assert.throws(() => {
      handshake({ client: bindings, server: otherBindings, requirements: ALLOW_MISSING_BINDINGS });
    }, BAD_BINDINGS);
  });

  it('accepts any channel bindings of a client if the server has no channel bindings', () => {
    handshake({ client: bindings });
    handshake({ client: bindings, requirements: PROXY_BINDINGS });
  });

  it('refuses a client without channel bindings with PROXY_BINDINGS', () => {
    assert.throws(() => {
      handshake({ requirements: PROXY_BINDINGS });
    }, BAD_BINDINGS);
  });

  it('refuses ALLOW_MISSING_BINDINGS together with PROXY_BINDINGS', () => {
    assert.throws(
      () => {
        handshake({ requirements: ALLOW_MISSING_BINDINGS | PROXY_BINDINGS });
      },
      { code: 'SEC_E_UNSUPPORTED_FUNCTION', syscall: 'AcceptSecurityContext' },
    );
  });

  it('refuses a proof in which any byte of the channel bindings was altered', () => {
    // A proof token contains a header, the hash of the bindings and the proof (handshake_token.h).
    const [header, hashSize] = [12, 32];
    for (let place = header; place < header + hashSize; place++) {
      using client = newClient({ channelBindings: bindings });
      using server = newServer(undefined, { channelBindings: bindings });
      const challenge = server.stepSync(client.stepSync() ?? Buffer.alloc(0));
      const proof = client.stepSync(challenge) ?? Buffer.alloc(0);
      proof.writeUInt8(proof.readUInt8(place) ^ 1, place);
      assert.throws(() => server.stepSync(proof), { code: 'SEC_E_LOGON_DENIED' });
    }
  });

  it('refuses a proof into which the channel bindings of the server were copied', () => {
    // The client has another connection than the server, as with a man in the middle.
    using client = newClient({ channelBindings: otherBindings });
    using server = newServer(undefined, { channelBindings: bindings });
    using wanted = newClient({ channelBindings: bindings });
    const hello = client.stepSync() ?? Buffer.alloc(0);
    const challenge = server.stepSync(hello);
    const proof = client.stepSync(challenge) ?? Buffer.alloc(0);
    wanted.stepSync();
    const wantedProof = wanted.stepSync(challenge) ?? Buffer.alloc(0);
    wantedProof.copy(proof, 12, 12, 44);
    assert.throws(() => server.stepSync(proof), { code: 'SEC_E_LOGON_DENIED' });
  });

  it('refuses a SEC_CHANNEL_BINDINGS that extends beyond its buffer', () => {
    const [CONTINUE_NEEDED, INVALID_TOKEN] = [0x90312, 0x80090308];
    /** Builds eight ULONGs: type, length and offset of two addresses, length and offset of the data. */
    const block = (...fields: readonly number[]) => {
      const bytes = Buffer.alloc(40);
      for (const [index, field] of fields.entries()) bytes.writeUInt32LE(field, index * 4);
      return bytes;
    };
    for (const [bytes, status] of [
      [block(), CONTINUE_NEEDED],
      [block(0, 0, 0, 0, 0, 0, 8, 32), CONTINUE_NEEDED],
      [block(2, 4, 32, 2, 4, 36), CONTINUE_NEEDED],
      [block(0, 0, 0, 0, 0, 0, 9, 32), INVALID_TOKEN],
      [block(0, 0, 0, 0, 0, 0, 1, 41), INVALID_TOKEN],
      [block(0, 0, 0, 0, 0, 0, 0xffffffff, 33), INVALID_TOKEN],
      [block(2, 4, 37), INVALID_TOKEN],
      [block(0, 0, 0, 2, 4, 0xfffffffe), INVALID_TOKEN],
      [block().subarray(0, 31), INVALID_TOKEN],
    ] as const) {
      assert.equal(probe.initializeWithBindings(packageName, bytes), status, bytes.toString('hex'));
    }
  });

  itWhereDispatched('honours channel bindings in DCE style', 'CompleteAuthToken', () => {
    handshake({ client: bindings, server: bindings, requirements: USE_DCE_STYLE });
    assert.throws(() => {
      handshake({ client: bindings, server: otherBindings, requirements: USE_DCE_STYLE });
    }, BAD_BINDINGS);
  });
});
