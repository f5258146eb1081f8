import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';

import { endPointBindings, tlsServerEndPointBindings, tlsUniqueBindings } from 'sspi-handoff';

import {
  type CertificateName,
  certificatePem,
  type TlsOptions,
  withTlsConnection,
} from './support/tls-connection';

const noBindings = { name: 'SspiUsageError', code: 'ERR_SSPI_NO_CHANNEL_BINDINGS' };

/** Hashes of the certificates, computed by openssl: see certificates/README.md. */
const hashes: Record<Exclude<CertificateName, 'ed25519'>, string> = {
  'rsa-sha256': '6d305c071536038cd530d216b9a583949364e6920c9aee56ef496815eb336cd7',
  'rsa-sha1': '3e2bedb090ee1875f12f1a5996ebdfe6956e81d3e12da5acc18d5653260b76f2',
  'ecdsa-sha384':
    'deb82d4d3048b0084e2d860833bf22fb' +
    '744cb067126394e6418141771febc161cdd57cae5c3ad6b578091c3d31d9ea32',
};

function expectedBindings(hash: string): Buffer {
  return Buffer.concat([Buffer.from('tls-server-end-point:'), Buffer.from(hash, 'hex')]);
}

const ways: [string, Pick<TlsOptions, 'startTls' | 'version'>][] = [
  ['TLS 1.2', { version: 'TLSv1.2' }],
  ['TLS 1.3', { version: 'TLSv1.3' }],
  ['TLS begun on a plain connection', { version: 'TLSv1.2', startTls: true }],
];

describe('tls-server-end-point bindings', () => {
  for (const [certificate, hash] of Object.entries(hashes) as [CertificateName, string][]) {
    it(`of a certificate with ${certificate} contain the hash that RFC 5929 requires`, () => {
      const { raw } = new X509Certificate(certificatePem(certificate));
      assert.deepEqual(endPointBindings(raw), expectedBindings(hash));
      assert.deepEqual(endPointBindings(certificatePem(certificate)), expectedBindings(hash));
    });

    for (const [way, options] of ways) {
      it(`are equal for client and server: ${certificate}, ${way}`, async () => {
        await withTlsConnection({ ...options, certificate }, (client, server) => {
          assert.deepEqual(tlsServerEndPointBindings(client), expectedBindings(hash));
          assert.deepEqual(tlsServerEndPointBindings(server), expectedBindings(hash));
        });
      });
    }
  }

  it('do not exist for a certificate whose signature names no hash function', async () => {
    const { raw } = new X509Certificate(certificatePem('ed25519'));
    assert.throws(() => endPointBindings(raw), { ...noBindings, message: /06032b6570|2b6570/ });
    await withTlsConnection({ certificate: 'ed25519', version: 'TLSv1.3' }, (client, server) => {
      assert.throws(() => tlsServerEndPointBindings(client), noBindings);
      assert.throws(() => tlsServerEndPointBindings(server), noBindings);
    });
  });

  it('do not exist after the connection is closed', async () => {
    await withTlsConnection({ certificate: 'rsa-sha256', version: 'TLSv1.3' }, async (client) => {
      const closed = once(client, 'close');
      client.destroy();
      await closed;
      assert.throws(() => tlsServerEndPointBindings(client), noBindings);
    });
  });
});

describe('tls-unique bindings', () => {
  for (const startTls of [false, true]) {
    const way = startTls ? ', TLS begun on a plain connection' : '';
    it(`contain the client's Finished message, on both sides${way}`, async () => {
      const options = { certificate: 'rsa-sha256', version: 'TLSv1.2', startTls } as const;
      await withTlsConnection(options, (client, server) => {
        const bindings = tlsUniqueBindings(client);
        assert.equal(bindings.toString('latin1', 0, 11), 'tls-unique:');
        // In TLS 1.2, verify_data has 12 bytes.
        assert.equal(bindings.length, 11 + 12);
        assert.deepEqual(bindings.subarray(11), server.getPeerFinished());
        assert.deepEqual(tlsUniqueBindings(server), bindings);
      });
    });
  }

  it('differ between connections', async () => {
    const seen: Buffer[] = [];
    for (let connection = 0; connection < 2; connection++) {
      await withTlsConnection({ certificate: 'rsa-sha256', version: 'TLSv1.2' }, (client) => {
        seen.push(tlsUniqueBindings(client));
      });
    }
    assert.notDeepEqual(seen[0], seen[1]);
  });

  it('do not exist with TLS 1.3', async () => {
    await withTlsConnection({ certificate: 'rsa-sha256', version: 'TLSv1.3' }, (client, server) => {
      assert.throws(() => tlsUniqueBindings(client), { ...noBindings, message: /TLS 1\.3/ });
      assert.throws(() => tlsUniqueBindings(server), noBindings);
    });
  });

  it('do not exist for a resumed session', async () => {
    const options = {
      certificate: 'rsa-sha256',
      version: 'TLSv1.2',
      ticketKeys: Buffer.alloc(48, 'ticket'),
    } as const;
    let session: Buffer | undefined;
    await withTlsConnection(options, (client) => {
      session = client.getSession();
    });
    assert.ok(session);
    await withTlsConnection({ ...options, session }, (client, server) => {
      assert.ok(client.isSessionReused());
      assert.throws(() => tlsUniqueBindings(client), { ...noBindings, message: /resumed/ });
      assert.throws(() => tlsUniqueBindings(server), noBindings);
    });
  });
});
