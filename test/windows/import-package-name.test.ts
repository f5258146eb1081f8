import assert from 'node:assert/strict';

import {
  adoptContext,
  type HandoffError,
  offerContext,
  SecurityContext,
  sendContext,
  SspiError,
} from 'sspi-handoff';

import { describeWithFaultyPackage, faultyPackageName, reportOf } from './support/faulty-package';
import { idleReceiver } from './support/public-functions';
import { converse, exchangeMessages, newClient, packageName } from './support/reference-package';
import { describeWithPackage } from './support/test-packages';
import { callsOf, names, observeAsync } from './support/win32-probe';

const noSuchPackage = { code: 'SEC_E_SECPKG_NOT_FOUND', packageName: 'NoSuchPackage' };

describeWithPackage('The package names of a context', () => {
  it('come from PACKAGE_INFO and NEGOTIATION_INFO when the handshake is complete', () => {
    using client = newClient();
    assert.deepEqual([client.packageName, client.negotiatedPackageName], [packageName, null]);
    using conversation = converse();
    for (const context of [conversation.client, conversation.server]) {
      assert.equal(context.packageName, packageName);
      assert.equal(context.negotiatedPackageName, packageName);
      assert.equal(context.importPackageName, packageName);
    }
  });

  it('travel with an export: both reach the imported context', async () => {
    using conversation = converse();
    using exported = await conversation.server.export();
    assert.equal(exported.negotiatedPackageName, packageName);
    using imported = await SecurityContext.import(exported);
    assert.equal(imported.negotiatedPackageName, packageName);
  });

  it('travel with an offer: both reach the adopted context', async () => {
    using conversation = converse();
    using offer = await offerContext(conversation.server, process);
    using adopted = await adoptContext(offer.ticket);
    assert.deepEqual(
      [adopted.packageName, adopted.negotiatedPackageName],
      [packageName, packageName],
    );
  });
});

describeWithPackage('importPackageName', () => {
  it('export() stores it, and import() tries no other name', async () => {
    using conversation = converse();
    using exported = conversation.server.exportSync({ importPackageName: 'NoSuchPackage' });
    assert.deepEqual(
      [exported.packageName, exported.importPackageName],
      [packageName, 'NoSuchPackage'],
    );
    const calls = await observeAsync(async () => {
      await assert.rejects(SecurityContext.import(exported), noSuchPackage);
    });
    assert.equal(callsOf(calls, 'ImportSecurityContextW').length, 1, String(names(calls)));
  });

  it('import() of plain parts takes it instead of packageName', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const parts = { ...exported, packageName: 'NoSuchPackage' };
    assert.throws(
      () => SecurityContext.importSync({ ...exported, importPackageName: 'NoSuchPackage' }),
      noSuchPackage,
    );
    using imported = SecurityContext.importSync({ ...parts, importPackageName: packageName });
    assert.deepEqual(
      [imported.packageName, imported.importPackageName],
      ['NoSuchPackage', packageName],
    );
  });

  it('offerContext() passes it to the receiver, which tries no other name, and reclaim() then tries its own', async () => {
    using conversation = converse();
    const options = { importPackageName: 'NoSuchPackage' };
    using offer = await offerContext(conversation.server, process, options);
    await assert.rejects(adoptContext(offer.ticket), (error: Error) => {
      assert.ok(error.cause instanceof SspiError);
      assert.equal(error.cause.code, 'SEC_E_SECPKG_NOT_FOUND');
      return true;
    });
    using reclaimed = await offer.reclaim();
    assert.equal(reclaimed.importPackageName, packageName);
    exchangeMessages(conversation.client, reclaimed);
  });

  it('sendContext() passes it to the offer, and a wrong one does not lose the context', async () => {
    using conversation = converse();
    const options = { importPackageName: 'NoSuchPackage', expiresIn: 20 };
    const calls = await observeAsync(async () => {
      const sent = sendContext(idleReceiver(), conversation.server, options);
      await assert.rejects(sent, (error: HandoffError) => {
        assert.equal(error.code, 'ERR_HANDOFF_EXPIRED');
        assert.ok(error.context);
        exchangeMessages(conversation.client, error.context);
        error.context.dispose();
        return true;
      });
    });
    assert.equal(callsOf(calls, 'ImportSecurityContextW').length, 2, String(names(calls)));
  });

  it('refuses an empty name before any system call', async () => {
    using conversation = converse();
    const { server } = conversation;
    const wrong = { importPackageName: '' };
    const refused = { code: 'ERR_INVALID_ARG_VALUE' };
    const calls = await observeAsync(async () => {
      await assert.rejects(server.export(wrong), refused);
      await assert.rejects(offerContext(server, process, wrong), refused);
      await assert.rejects(sendContext(idleReceiver(), server, wrong), refused);
    });
    assert.deepEqual(calls, []);
  });
});

describeWithFaultyPackage('importPackageName with a package that', () => {
  it('names another package in PACKAGE_INFO: the negotiated name works in each way', async () => {
    const passages = await reportOf({ WRONG_PACKAGE_INFO: 1 }, 'pass on by name');
    const wrongName = faultyPackageName.replace(/^./, 'X');
    const own = { packageName: wrongName, negotiatedPackageName: faultyPackageName };
    const selected = { ...own, importPackageName: faultyPackageName };
    assert.equal(passages.defaultImport, 'SEC_E_SECPKG_NOT_FOUND');
    assert.deepEqual(passages.fresh, { ...own, importPackageName: wrongName });
    assert.deepEqual(passages.exported, selected);
    assert.deepEqual(passages.imported, selected);
    assert.deepEqual(passages.adopted, selected);
    assert.deepEqual(passages.reclaimed, selected);
  });
});
