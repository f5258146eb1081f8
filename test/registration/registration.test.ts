import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { json } from '../windows/support/command-line';
import { dlls } from './routes';
import { securityProviders, system32, writeSecurityProviders } from './security-providers';

const root = join(__dirname, '../../..');

/** Runs a program of this checkout in Node.js. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CI: '', RUNNER_ENVIRONMENT: '', ...env },
  });
  return { status, output: stdout + stderr };
}

const register = (...args: string[]) =>
  run(['build/test/registration/main.js', 'register', ...args]);
const disposable = '--this-machine-is-disposable';

function isListed(): boolean {
  const { stdout } = json(['packages']);
  return (JSON.parse(stdout) as { name: string }[]).some(({ name }) => name === 'HandoffReference');
}

// This suite has a Wine prefix of its own, whose registry names another DLL only.
describe('npm run reference:register', function () {
  this.timeout(120_000);

  const others = ['credssp.dll'];

  beforeEach(() => {
    writeSecurityProviders(others);
  });

  it('refuses to run on a machine that is not disposable', () => {
    for (const env of [{}, { CI: 'true' }, { CI: 'true', RUNNER_ENVIRONMENT: 'self-hosted' }]) {
      for (const command of ['register', 'unregister']) {
        const { status, output } = run(['build/test/registration/main.js', command], env);
        assert.equal(status, 1);
        assert.match(output, /pass --this-machine-is-disposable/);
      }
    }
    assert.deepEqual(securityProviders(), others);
  });

  it('registers by the first route that works, and reference:unregister removes everything', () => {
    assert.equal(isListed(), false);
    const registered = register(disposable);
    assert.equal(registered.status, 0, registered.output);
    assert.match(registered.output, /^LSA protection: \{.*"RunAsPPL"/m);
    assert.match(registered.output, /^Route providers, .*\nHandoffReference is listed\.$/m);
    assert.deepEqual(securityProviders(), [...others, ...dlls]);
    assert.ok(isListed());
    assert.match(register(disposable).output, /already listed/);

    const removed = run(['build/test/registration/main.js', 'unregister', disposable]);
    assert.equal(removed.status, 0, removed.output);
    assert.deepEqual(securityProviders(), others);
    assert.equal(isListed(), false);
    for (const dll of dlls) assert.ok(!existsSync(join(system32, dll)));
  });

  it('logs the status of each route that does not work, and fails if none is left', () => {
    // Wine implements neither AddSecurityPackageW nor DeleteSecurityPackageW.
    for (const route of ['sspi', 'lsa']) {
      const { status, output } = register(disposable, '--route', route);
      assert.equal(status, 1, output);
      assert.match(output, new RegExp(`^Route ${route}, .* returns 0x80004001\\b`, 'm'));
      assert.match(output, /No route registers HandoffReference/);
    }
    assert.deepEqual(securityProviders(), others);
  });
});

describe('SSPI_HANDOFF_REQUIRE=reference', function () {
  this.timeout(60_000);

  it('fails a run if HandoffReference is not listed; without it, the tests are skipped', () => {
    writeSecurityProviders([]);
    const tests = ['node_modules/mocha/bin/mocha.js', 'build/test/windows/streams.test.js'];
    const required = run(tests, { SSPI_HANDOFF_REQUIRE: 'reference' });
    assert.equal(required.status, 1, required.output);
    assert.match(required.output, /HandoffReference is not registered/);
    const skipped = run(tests);
    assert.equal(skipped.status, 0, skipped.output);
    assert.match(skipped.output, /1 pending/);
  });
});
