import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import { endPointBindings } from 'sspi-handoff';

import { describeWith, surroundings } from '../support/surroundings';
import { TlsClient } from './tls-client';

const reason = 'the set-up starts openssl on Linux only';

describeWith(
  'Schannel against openssl s_server',
  surroundings.tls,
  reason,
  ({ port, certificate }) => {
    it('shakes hands', async () => {
      using client = await TlsClient.connect(port);
      assert.ok(client.context.complete);
      const { cipherStrength } = client.context.query('connectionInfo');
      assert.ok(cipherStrength >= 128, `${String(cipherStrength)} bits`);
    });

    it('sends and receives data, in records of any size', async () => {
      using client = await TlsClient.connect(port);
      const { maximumMessage } = client.context.query('streamSizes');
      for (const text of ['hello', 'a', 'x'.repeat(5_000), 'y'.repeat(maximumMessage - 1)]) {
        client.send(`${text}\n`);
        // s_server -rev answers each line reversed.
        assert.equal(await client.receiveLine(), `${[...text].reverse().join('')}\n`);
      }
    });

    it('says what is missing of a record, and leaves it as it is', async () => {
      using client = await TlsClient.connect(port);
      client.send('incomplete\n');
      assert.equal(await client.receiveLine(), 'etelpmocni\n');
      const beginning = Buffer.from([0x17, 0x03, 0x03, 0x00]);
      const record = client.context.decryptRecord(beginning);
      assert.equal(record.state, 'incomplete');
      assert.deepEqual(record.extra, beginning);
    });

    it('decryptRecord() of no bytes is incomplete, and the connection goes on', async () => {
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

    it('decryptRecord() of one byte is incomplete, and the connection goes on', async () => {
      using client = await TlsClient.connect(port);
      const { state, extra } = client.context.decryptRecord(Buffer.of(0x17));
      assert.equal(state, 'incomplete');
      assert.deepEqual(extra, Buffer.of(0x17));
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('encryptRecord() of no bytes gives nothing to send', async () => {
      using client = await TlsClient.connect(port);
      assert.deepEqual(client.context.encryptRecord(Buffer.alloc(0)), Buffer.alloc(0));
      client.send('still here\n');
      assert.equal(await client.receiveLine(), 'ereh llits\n');
    });

    it('takes steps after completion: no bytes and one byte are incomplete', async () => {
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

    it('refuses an altered record', async () => {
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

    it('knows the certificate of the server, and its channel bindings', async () => {
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

    it('agrees on a protocol by ALPN', async () => {
      using client = await TlsClient.connect(port, ['h2', 'http/1.1']);
      assert.equal(client.context.query('applicationProtocol'), 'http/1.1');
    });

    it('ends the stream in order, from both sides', async () => {
      using client = await TlsClient.connect(port);
      client.send('last words\n');
      assert.equal(await client.receiveLine(), 'sdrow tsal\n');
      await client.close();
      // openssl sends its own only if ours was good.
      assert.ok(await client.isClosedByServer());
    });

    it('cannot be exported under Wine, and goes on', async () => {
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
