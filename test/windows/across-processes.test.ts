import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { TokenAccess } from 'sspi-handoff';

import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage, itIfPackage, packageUnderTest } from './support/test-packages';
import type { FromImporter, ToImporter } from './support/importer';

async function ask(importer: ChildProcess, request: ToImporter): Promise<FromImporter> {
  importer.send(request);
  const [answer] = (await once(importer, 'message')) as [FromImporter];
  return answer;
}

describeWithPackage('Across processes', () => {
  let importer: ChildProcess;

  beforeEach(() => {
    importer = fork(join(__dirname, 'support', 'importer.js'), { serialization: 'advanced' });
  });

  afterEach(async () => {
    if (importer.exitCode !== null) return;
    importer.disconnect();
    const [code] = (await once(importer, 'exit')) as [number];
    assert.equal(code, 0);
  });

  it('an imported context continues the messages in both directions', async () => {
    using conversation = converse();
    const { client, server } = conversation;
    exchangeMessages(client, server);
    exchangeMessages(client, server);
    using exported = await server.export();
    const imported = await ask(importer, {
      kind: 'import',
      packageName: exported.packageName,
      packedContext: exported.packedContext,
      bufferType: exported.bufferType,
      tokenHandle: exported.accessToken?.duplicateTo(importer.pid ?? 0) ?? null,
    });
    assert.equal(imported.kind, 'imported');
    assert.equal(imported.names, packageUnderTest.client);
    assert.equal(imported.tokenSid, (await exported.accessToken?.user())?.sid);
    assert.equal(imported.tokenType, exported.accessToken?.type);

    for (const text of ['one', 'two', 'three']) {
      const answer = await ask(importer, {
        kind: 'answer',
        message: client.encrypt(Buffer.from(text)),
      });
      assert.equal(answer.kind, 'answered');
      assert.equal(client.decrypt(answer.message).toString(), `${text}, indeed`);
    }
  });

  itIfPackage(
    'returnsToken',
    'a duplicated access token has only the requested rights',
    async () => {
      using conversation = converse();
      using exported = await conversation.server.export();
      assert.ok(exported.accessToken);
      const tokenHandle = exported.accessToken.duplicateTo(importer.pid ?? 0, {
        access: TokenAccess.QUERY,
      });
      const tried = await ask(importer, { kind: 'try-duplicate', tokenHandle });
      assert.deepEqual(tried, {
        kind: 'tried',
        errorCode: 'ERROR_ACCESS_DENIED',
        syscall: 'DuplicateTokenEx',
      });
    },
  );
});
