import assert from 'node:assert/strict';

import {
  AscReq,
  AscRet,
  enumerateSecurityPackages,
  enumerateSecurityPackagesSync,
  ExportFlags,
  flagNames,
  IscReq,
  IscRet,
  PackageCapability,
  querySecurityPackageInfo,
  querySecurityPackageInfoSync,
  type SecurityPackage,
} from 'sspi-handoff';

import { describeWithReferencePackage, packageName } from './support/reference-package';
import { callsOf, names, observe, observeAsync } from './support/win32-probe';

describeWithReferencePackage('enumerateSecurityPackages()', () => {
  it('lists the built-in and registered packages of the computer', async () => {
    const packages = await enumerateSecurityPackages();
    const names = packages.map(({ name }) => name);
    for (const expected of ['Kerberos', 'Negotiate', packageName]) {
      assert.ok(names.includes(expected), `${expected} among ${names.join(', ')}`);
    }
  });

  it("returns each package's description of itself", async () => {
    const found = (await enumerateSecurityPackages()).find(({ name }) => name === packageName);
    assert.ok(found);
    assert.equal(found.version, 1);
    assert.ok(found.comment.length > 0);
    assert.ok(found.maxTokenSize > 0);
    assert.ok(found.capabilities > 0);
  });

  it('returns the same list as enumerateSecurityPackagesSync()', async () => {
    assert.deepEqual(enumerateSecurityPackagesSync(), await enumerateSecurityPackages());
  });

  it('queries Windows at each call, and returns an immutable list', () => {
    const before = structuredClone(enumerateSecurityPackagesSync());
    let falsified: readonly SecurityPackage[] = [];
    const calls = observe(() => (falsified = enumerateSecurityPackagesSync()));
    assert.deepEqual(names(calls), ['EnumerateSecurityPackagesW', 'FreeContextBuffer']);
    for (const falsify of [
      () => (falsified as SecurityPackage[]).pop(),
      () => Object.assign(falsified[0] ?? {}, { name: 'Falsified' }),
      () => Object.assign(falsified[0] ?? {}, { addition: 'Falsified' }),
    ]) {
      assert.throws(falsify, TypeError);
    }
    assert.deepEqual(enumerateSecurityPackagesSync(), before);
  });
});

describeWithReferencePackage('querySecurityPackageInfo()', () => {
  it('returns the same information as the list of all packages', async () => {
    const listed = await enumerateSecurityPackages();
    for (const name of [packageName, 'Negotiate', 'Schannel']) {
      const info = await querySecurityPackageInfo(name);
      assert.deepEqual(
        info,
        listed.find((each) => each.name === name),
      );
      assert.deepEqual(querySecurityPackageInfoSync(name), info);
    }
  });

  it("returns the reference package's complete description of itself", () => {
    const { capabilities, ...rest } = querySecurityPackageInfoSync(packageName);
    assert.deepEqual(rest, {
      name: packageName,
      comment: 'Reference package for handing over security contexts',
      version: 1,
      rpcId: 0xffff,
      maxTokenSize: 4096,
    });
    assert.deepEqual(flagNames(PackageCapability, capabilities), [
      'INTEGRITY',
      'PRIVACY',
      'CONNECTION',
      'MULTI_REQUIRED',
      'IMPERSONATION',
      'MUTUAL_AUTH',
      'READONLY_WITH_CHECKSUM',
    ]);
  });

  it("frees SSPI's memory", () => {
    const calls = observe(() => {
      querySecurityPackageInfoSync(packageName);
      enumerateSecurityPackagesSync();
    });
    assert.equal(callsOf(calls, 'FreeContextBuffer').length, 2);
  });

  it('refuses an unknown name', async () => {
    const notFound = {
      name: 'SspiError',
      code: 'SEC_E_SECPKG_NOT_FOUND',
      status: 0x80090305,
      syscall: 'QuerySecurityPackageInfoW',
      packageName: 'NoSuchPackage',
      message: /enumerateSecurityPackages/,
    };
    await assert.rejects(querySecurityPackageInfo('NoSuchPackage'), notFound);
    assert.throws(() => querySecurityPackageInfoSync('NoSuchPackage'), notFound);
  });

  it('refuses an invalid name before any system call', async () => {
    const calls = await observeAsync(async () => {
      await assert.rejects(querySecurityPackageInfo(''), { code: 'ERR_INVALID_ARG_VALUE' });
      assert.throws(() => querySecurityPackageInfoSync('Kerberos\0'), {
        code: 'ERR_INVALID_ARG_VALUE',
      });
      assert.throws(() => querySecurityPackageInfoSync(7 as unknown as string), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    });
    assert.deepEqual(names(calls), []);
  });
});

describeWithReferencePackage('flagNames()', () => {
  it('shows unknown flags in hexadecimal', () => {
    assert.deepEqual(flagNames(PackageCapability, 0x80000001), ['INTEGRITY', '0x80000000']);
    assert.deepEqual(flagNames(PackageCapability, 0x4000_0000), ['0x40000000']);
    assert.deepEqual(flagNames(PackageCapability, 0), []);
  });

  it('returns exactly one name for every flag of every table', () => {
    for (const table of [PackageCapability, IscReq, IscRet, AscReq, AscRet, ExportFlags]) {
      for (const [name, flag] of Object.entries(table)) {
        assert.deepEqual(flagNames(table, flag), [name]);
      }
    }
  });
});
