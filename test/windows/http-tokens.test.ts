import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import {
  describeWithFaultyPackage,
  environmentWith,
  faultyPackageName,
} from './support/faulty-package';
import { HttpFront, request, type Session } from './support/http-front';

const SEC_E_UNSUPPORTED_FUNCTION = 0x80090302;

describeWithFaultyPackage('The front with a package that cannot export', () => {
  let front: HttpFront;

  before(async () => {
    const env = environmentWith({ EXPORT_STATUS: SEC_E_UNSUPPORTED_FUNCTION });
    const program = join(__dirname, 'support/held-http-front.js');
    front = await HttpFront.start([], env, faultyPackageName, program);
  });

  after(async () => {
    await front.stop();
  });

  it("hands over the client's access token, and the connection moves on with it", async () => {
    const { connection, session } = await front.authenticate();
    const { pid, user } = session;
    assert.ok(front.workerPids.includes(pid));
    // The package returns a token of the process.
    assert.match(user, new RegExp(`\\\\${userInfo().username}$`, 'i'));
    await connection.ask('/move', 'POST', ['X-Requested-With: test']);
    const next = await connection.ask('/session');
    assert.notEqual(next.pid, pid);
    assert.deepEqual([next.user, next.clientPort], [user, connection.port]);
    connection.socket.destroy();
  });

  it('gives the worker the bytes that arrive after the refused export', async () => {
    const connection = await front.connect();
    const { status, body } = await connection.authenticate(async (authorization, isLast) => {
      if (!isLast) {
        connection.send('GET', '/', [authorization]);
        return;
      }
      const headers = [authorization, 'X-Hold: QuerySecurityContextToken'];
      const whole = request('POST', '/upload', headers, 'hello');
      connection.socket.write(whole.slice(0, -1));
      await once(front.child, 'message');
      connection.socket.write(whole.slice(-1));
    });
    assert.equal(status, 200);
    const { sha256 } = JSON.parse(body) as Session;
    assert.equal(sha256, createHash('sha256').update('hello').digest('hex'));
    connection.socket.destroy();
  });
});
