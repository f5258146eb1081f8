import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { HttpFront } from './support/http-front';
import { describeWithReferencePackage, identity } from './support/reference-package';

const folder = join(__dirname, '../../examples/http-workers');
const packages = join(__dirname, '../../../.cache/examples-http-workers-packages/node_modules');

describeWithReferencePackage('The workers of examples/http-workers', () => {
  const workers = readdirSync(folder).filter((name) => name.endsWith('.js'));

  it('are one for Node.js and one for each framework', () => {
    assert.deepEqual(workers, ['express.js', 'fastify.js', 'koa.js', 'node.js']);
  });

  for (const worker of workers) {
    it(`${worker} answers all requests of a connection that it received, and knows the user`, async () => {
      const args = ['--workers', '1', '--worker', join(folder, worker)];
      const front = await HttpFront.start(args, { NODE_PATH: packages });
      const { connection, session } = await front.authenticate();
      const expected = {
        user: `${identity.domain}\\${identity.user}`,
        pid: front.workerPids[0],
      };
      assert.deepEqual(session, expected);
      assert.deepEqual(await connection.ask('/session'), expected);
      connection.socket.destroy();
      await front.stop();
    });
  }
});
