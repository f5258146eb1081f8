import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface LinuxPackages {
  canInstall(requirement: object, system: object): boolean;
  installationAdvice(missing: object[], system: object): string;
}

const load = async (): Promise<LinuxPackages> => {
  const path = join(__dirname, '../../../tools/setup/linux-packages.mjs');
  return (await import(pathToFileURL(path).href)) as LinuxPackages;
};

const debian = (VERSION_ID: string) => ({ ID: 'debian', VERSION_ID });
const ubuntu = { ID: 'ubuntu', VERSION_ID: '24.04' };

describe('The setup on Linux', () => {
  before(function () {
    if (process.getuid?.() !== 0) this.skip();
  });

  it('canInstall() accepts Debian 12 and 13, and no other system', async () => {
    const { canInstall } = await load();
    assert.equal(canInstall({}, debian('12')), true);
    assert.equal(canInstall({}, debian('13')), true);
    assert.equal(canInstall({}, debian('14')), false);
    assert.equal(canInstall({}, ubuntu), false);
    assert.equal(canInstall({}, {}), false);
  });

  it('canInstall() refuses a package that this version of Debian does not have', async () => {
    const { canInstall } = await load();
    assert.equal(canInstall({ onlyIn: ['12'] }, debian('12')), true);
    assert.equal(canInstall({ onlyIn: ['12'] }, debian('13')), false);
  });

  it('installationAdvice() names each missing package once', async () => {
    const { installationAdvice } = await load();
    const missing = [{ debian: ['krb5-kdc'] }, { debian: ['krb5-kdc', 'gcc'] }];
    const advice = installationAdvice(missing, debian('14'));
    assert.match(advice, /\n {2}sudo apt-get update && sudo apt-get install .* krb5-kdc gcc\n$/);
  });

  it('installationAdvice() enables the archive "universe" on Ubuntu', async () => {
    const { installationAdvice } = await load();
    const advice = installationAdvice([{ debian: ['wine'] }], ubuntu);
    assert.match(
      advice,
      /on Ubuntu 24\.04 or later:\n\n {2}sudo add-apt-repository --yes universe/,
    );
    assert.match(advice, / wine\n$/);
  });
});
