import assert from 'node:assert/strict';

import { ImportedContext, SecurityContext } from 'sspi-handoff';

import { converse } from './support/reference-package';
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
        [side, attributes, null],
      );
    });
  }

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
