import assert from 'node:assert/strict';

import { ImportedContext, openHandles, SecurityContext } from 'sspi-handoff';

import { converse, exchangeMessages } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';

describeWithPackage('SecurityContext.import()', () => {
  for (const side of ['client', 'server'] as const) {
    it(`import() of an ExportedSecurityContext keeps role and attributes of the ${side}`, async () => {
      using conversation = converse();
      const { attributes } = conversation[side];
      using exported = conversation[side].exportSync();
      using imported = await SecurityContext.import(exported);
      assert.ok(imported instanceof ImportedContext);
      assert.deepEqual(
        [imported.role, imported.attributes, imported.accessToken],
        [side, attributes, exported.accessToken],
      );
    });
  }

  it('import() consumes an ExportedSecurityContext: the bytes are wiped, and a second import is refused', async () => {
    using conversation = converse();
    const refused = { name: 'SspiUsageError', code: 'ERR_SSPI_CONTEXT_IMPORTED' };
    const exported = conversation.server.exportSync();
    const importing = SecurityContext.import(exported);
    assert.throws(() => SecurityContext.importSync(exported), refused);
    exported.dispose();
    using imported = await importing;
    assert.ok(exported.packedContext.every((byte) => byte === 0));
    assert.equal(imported.accessToken?.type, exported.accessToken?.type);
    await assert.rejects(SecurityContext.import(exported), refused);
    exchangeMessages(conversation.client, imported);
  });

  it('import() leaves an ExportedSecurityContext usable after a failure', async () => {
    using conversation = converse();
    const exported = conversation.server.exportSync();
    const [first = 0] = exported.packedContext;
    exported.packedContext[0] = first ^ 1;
    await assert.rejects(SecurityContext.import(exported), { name: 'SspiError' });
    exported.packedContext[0] = first;
    using imported = SecurityContext.importSync(exported);
    exchangeMessages(conversation.client, imported);
  });

  it('import() closes the token of an ExportedSecurityContext that is disposed meanwhile, after a failure', async () => {
    using conversation = converse();
    const exported = conversation.server.exportSync();
    exported.packedContext.fill(1);
    const importing = SecurityContext.import(exported);
    exported.dispose();
    await assert.rejects(importing, { name: 'SspiError' });
    assert.equal(openHandles().accessTokens, 0);
    assert.throws(() => SecurityContext.importSync(exported), { code: 'ERR_SSPI_DISPOSED' });
  });

  it('importSync() of an imported and exported context keeps role and attributes', () => {
    using conversation = converse();
    const { attributes } = conversation.server;
    using exported = conversation.server.exportSync();
    using imported = SecurityContext.importSync(exported);
    using exportedAgain = imported.exportSync();
    using importedAgain = SecurityContext.importSync(exportedAgain);
    assert.deepEqual([importedAgain.role, importedAgain.attributes], ['server', attributes]);
  });

  it('importSync() of plain parts does not know role and attributes', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const derived = Object.create(exported) as typeof exported;
    for (const parts of [{ ...exported }, derived]) {
      using imported = SecurityContext.importSync(parts);
      assert.deepEqual([imported.role, imported.attributes, imported.accessToken], [null, 0, null]);
    }
  });
});
