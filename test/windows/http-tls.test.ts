import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'node:tls';

import { endPointBindings } from 'sspi-handoff';

import { HttpConnection, HttpFront, type Session } from './support/http-front';
import { describeWithReferencePackage, identity } from './support/reference-package';
import { certificateFile, certificatePem } from './support/tls-connection';

const program = join(__dirname, '../../examples/http-negotiate/tls-terminator.js');

describeWithReferencePackage('The TLS terminator of examples/http-negotiate', () => {
  const file = certificateFile('rsa-sha256');
  let front: HttpFront;
  let terminator: ChildProcess;
  let connection: HttpConnection;

  before(async () => {
    front = await HttpFront.start(['--certificate', file]);
    terminator = fork(program, [file, file, String(front.port)]);
    const [{ port }] = (await once(terminator, 'message')) as [{ port: number }];
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    connection = new HttpConnection(socket);
  });

  after(async () => {
    connection.socket.destroy();
    terminator.disconnect();
    await front.stop();
  });

  it('has a front that refuses a client with the bindings of another certificate', async () => {
    await assert.rejects(authenticate('ecdsa-sha384'), /refuses the token/);
  });

  it('leads a TLS connection to the front, which hands it to a worker', async () => {
    const { user, pid } = await authenticate('rsa-sha256');
    assert.equal(user, `${identity.domain}\\${identity.user}`);
    assert.ok(front.workerPids.includes(pid));
    assert.equal((await connection.ask('/session')).pid, pid);
  });

  async function authenticate(certificate: 'ecdsa-sha384' | 'rsa-sha256'): Promise<Session> {
    const { status, body } = await connection.authenticate(
      (authorization) => {
        connection.send('GET', '/session', [authorization]);
      },
      { channelBindings: endPointBindings(certificatePem(certificate)) },
    );
    assert.equal(status, 200);
    return JSON.parse(body) as Session;
  }
});
