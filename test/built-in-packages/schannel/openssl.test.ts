import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import { endPointBindings } from 'sspi-handoff';

import { callsOf, observeAsync } from '../../windows/support/win32-probe';
import { describeWith, surroundings } from '../support/surroundings';
import { TlsClient } from './tls-client';

const reason = 'the set-up starts openssl on Linux only';

describeWith(
  'Schannel against openssl s_server',
  surroundings.tls,
  reason,
  ({ port, certificate }) => {
    it('step() completes the handshake', async () => {
      using client = await TlsClient.connect(port);
      assert.ok(client.context.complete);
      const { cipherStrength } = client.context.query('connectionInfo');
      assert.ok(cipherStrength >= 128, `${String(cipherStrength)} bits`);
    });

    it('step() passes an empty second buffer, in which Schannel reports unused bytes', async () => {
      const calls = await observeAsync(async () => {
        using client = await TlsClient.connect(port);
        assert.ok(client.context.complete);
      });
      const [first, ...others] = callsOf(calls, 'InitializeSecurityContextW');
      assert.equal(first?.inputTypes, '');
      assert.ok(others.length > 0);
      for (const { inputTypes } of others) assert.equal(inputTypes, '2 0');
    });

    it('encryptRecord() and decryptRecord() transfer data in records of any size', async () => {
      using client = await TlsClient.connect(port);
      const { maximumMessage } = client.context.query('streamSizes');
      for (const text of ['hello', 'a', 'x'.repeat(5_000), 'y'.repeat(maximumMessage - 1)]) {
        client.send(`${text}\n`);
        // `s_server -rev` answers each line with the reversed line.
        assert.equal(await client.receiveLine(), `${[...text].reverse().join('')}\n`);
      }
    });

    it('decryptRecord() reports an incomplete record and returns its bytes unchanged', async () => {
      using client = await TlsClient.connect(port);
      client.send('incomplete\n');
      assert.equal(await client.receiveLine(), 'etelpmocni\n');
      const beginning = Buffer.from([0x17, 0x03, 0x03, 0x00]);
      const record = client.context.decryptRecord(beginning);
      assert.equal(record.state, 'incomplete');
      assert.deepEqual(record.extra, beginning);
    });

    it('decryptRecord() reports that no bytes are incomplete, and the connection stays usable', async () => {
      using client = await TlsClient.connect(port);
      const record = client.context.decryptRecord(Buffer.alloc(0));
      assert.deepEqual(record, {
        state: 'incomplete',
        data: Buffer.alloc(0),
        extra: Buffer.alloc(0),
        missing: 0,
      });
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('decryptRecord() reports that one byte is incomplete, and the connection stays usable', async () => {
      using client = await TlsClient.connect(port);
      const { state, extra } = client.context.decryptRecord(Buffer.of(0x17));
      assert.equal(state, 'incomplete');
      assert.deepEqual(extra, Buffer.of(0x17));
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('encryptRecord() returns nothing to send for no bytes', async () => {
      using client = await TlsClient.connect(port);
      assert.deepEqual(client.context.encryptRecord(Buffer.alloc(0)), Buffer.alloc(0));
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('stepSync() after completion reports that no bytes and one byte are incomplete', async () => {
      using client = await TlsClient.connect(port);
      for (const bytes of [Buffer.alloc(0), Buffer.of(0x16)]) {
        assert.throws(() => client.context.stepSync(bytes), {
          code: 'SEC_E_INCOMPLETE_MESSAGE',
          syscall: 'InitializeSecurityContextW',
        });
      }
      assert.ok(client.context.complete);
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('decryptRecord() refuses an altered record', async () => {
      using client = await TlsClient.connect(port);
      const forged = Buffer.concat([
        Buffer.from([0x17, 0x03, 0x03, 0x00, 0x40]),
        Buffer.alloc(0x40, 1),
      ]);
      assert.throws(() => client.context.decryptRecord(forged), {
        name: 'SspiError',
        syscall: 'DecryptMessage',
      });
    });

    it("query('remoteCertificate') returns the server's certificate, which gives its channel bindings", async () => {
      using client = await TlsClient.connect(port);
      const remote = client.context.query('remoteCertificate');
      assert.equal(
        new X509Certificate(remote).toString(),
        new X509Certificate(certificate).toString(),
      );
      assert.deepEqual(
        endPointBindings(remote),
        endPointBindings(new X509Certificate(certificate).raw),
      );
    });

    it("query('applicationProtocol') returns the protocol that ALPN selected", async () => {
      using client = await TlsClient.connect(port, ['h2', 'http/1.1']);
      assert.equal(client.context.query('applicationProtocol'), 'http/1.1');
    });

    it('shutDownStream() ends the stream, and the server ends it too', async () => {
      using client = await TlsClient.connect(port);
      client.send('last words\n');
      assert.equal(await client.receiveLine(), 'sdrow tsal\n');
      await client.close();
      // openssl sends its close_notify only if the client's was valid.
      assert.ok(await client.isClosedByServer());
    });

    it('export() is refused under Wine, and the context stays usable', async () => {
      using client = await TlsClient.connect(port);
      await assert.rejects(client.context.export(), {
        code: 'SEC_E_UNSUPPORTED_FUNCTION',
        status: 0x80090302,
        syscall: 'ExportSecurityContext',
        packageName: 'Schannel',
        message: /cannot export/,
      });
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });
  },
);
