import assert from 'node:assert/strict';

import { enumerateSecurityPackages, enumerateSecurityPackagesSync } from 'sspi-handoff';

import { packageName } from './support/reference-package';

describe('enumerateSecurityPackages', () => {
  it('lists the packages of the computer, built-in and registered', async () => {
    const packages = await enumerateSecurityPackages();
    const names = packages.map(({ name }) => name);
    for (const expected of ['Kerberos', 'Negotiate', packageName]) {
      assert.ok(names.includes(expected), `${expected} among ${names.join(', ')}`);
    }
  });

  it('tells what each package says of itself', async () => {
    const found = (await enumerateSecurityPackages()).find(({ name }) => name === packageName);
    assert.ok(found);
    assert.equal(found.version, 1);
    assert.ok(found.comment.length > 0);
    assert.ok(found.maxTokenSize > 0);
    assert.ok(found.capabilities > 0);
  });

  it('gives the same synchronously', async () => {
    assert.deepEqual(enumerateSecurityPackagesSync(), await enumerateSecurityPackages());
  });
});
