import assert from 'node:assert/strict';
import { inspect } from 'node:util';

import { SecBufferType, SecurityContext } from 'sspi-handoff';

import { converse, packageName } from './support/reference-package';
import { describeWithPackage, packageUnderTest } from './support/test-packages';
import { callsOf, observe, onlyCallOf } from './support/win32-probe';

describeWithPackage('A packed context', () => {
  it('is requested with an empty SecBuffer of type SECBUFFER_EMPTY', () => {
    using conversation = converse();
    const calls = observe(() => {
      conversation.server.exportSync().dispose();
    });
    const call = onlyCallOf(calls, 'ExportSecurityContext');
    assert.equal(call.bufferTypeBefore, BigInt(SecBufferType.EMPTY));
    assert.equal(call.bufferSizeBefore, 0n);
    assert.equal(call.bufferBefore, 0n);
  });

  it("is wiped in SSPI's memory and then freed once with FreeContextBuffer", () => {
    using conversation = converse();
    let packedSize = 0;
    const calls = observe(() => {
      using exported = conversation.server.exportSync();
      packedSize = exported.packedContext.length;
      assert.ok(exported.packedContext.some((byte) => byte !== 0));
    });
    const { buffer } = onlyCallOf(calls, 'ExportSecurityContext');
    const freed = callsOf(calls, 'FreeContextBuffer').filter((call) => call.buffer === buffer);
    assert.deepEqual(freed, [
      { name: 'FreeContextBuffer', buffer, secretSize: BigInt(packedSize), isWiped: 1n },
    ]);
  });

  it('is not freed if the export failed and returned no buffer', () => {
    using conversation = converse();
    const calls = observe(() => {
      assert.throws(() => conversation.server.exportSync({ flags: 0x80 }));
    });
    assert.equal(callsOf(calls, 'FreeContextBuffer').length, 0);
  });

  it('has a package name and a buffer type', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    assert.equal(exported.packageName, packageName);
    assert.equal(exported.bufferType, SecBufferType.TOKEN);
  });

  it('is passed to the package aligned to 16 bytes, even if the caller’s bytes are not aligned', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const unaligned = Buffer.alloc(exported.packedContext.length + 3).subarray(3);
    exported.packedContext.copy(unaligned);
    const calls = observe(() => {
      SecurityContext.importSync({ ...exported, packedContext: unaligned }).dispose();
    });
    const call = onlyCallOf(calls, 'ImportSecurityContextW');
    assert.equal(call.misalignment, 0n);
    assert.equal(call.bufferSize, BigInt(unaligned.length));
    assert.equal(call.bufferType, BigInt(SecBufferType.TOKEN));
  });

  it('is wiped by dispose()', () => {
    using conversation = converse();
    const exported = conversation.server.exportSync();
    exported.dispose();
    assert.ok(exported.packedContext.every((byte) => byte === 0));
  });

  it('is hidden in util.inspect() and in JSON', () => {
    using conversation = converse();
    using exported = conversation.server.exportSync();
    const byte = /[0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2}/;
    assert.doesNotMatch(inspect(exported, { depth: 10, showHidden: true }), byte);
    assert.doesNotMatch(inspect({ nested: exported }), byte);
    assert.deepEqual(JSON.parse(JSON.stringify(exported)), {
      packageName,
      negotiatedPackageName: packageName,
      importPackageName: packageName,
      bufferType: SecBufferType.TOKEN,
      packedBytes: exported.packedContext.length,
      hasAccessToken: packageUnderTest.can.returnsToken,
    });
  });
});
