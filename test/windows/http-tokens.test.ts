import assert from 'node:assert/strict';
import { userInfo } from 'node:os';

import {
  describeWithFaultyPackage,
  environmentWith,
  faultyPackageName,
} from './support/faulty-package';
import { HttpFront } from './support/http-front';

const SEC_E_UNSUPPORTED_FUNCTION = 0x80090302;

describeWithFaultyPackage('The front with a package that cannot export', () => {
  let front: HttpFront;

  before(async () => {
    const env = environmentWith({ EXPORT_STATUS: SEC_E_UNSUPPORTED_FUNCTION });
    front = await HttpFront.start([], env, faultyPackageName);
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
});
