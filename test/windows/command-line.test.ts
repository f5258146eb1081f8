import assert from 'node:assert/strict';

import { AccessToken, enumerateSecurityPackagesSync } from 'sspi-handoff';

import { json, run } from './support/command-line';
import { describeWithReferencePackage, packageName } from './support/reference-package';

describe('sspi-handoff packages', () => {
  it('lists each security package in text and in JSON', () => {
    const names = enumerateSecurityPackagesSync().map(({ name }) => name);
    const { exitCode, report } = json(['packages']);
    assert.equal(exitCode, 0);
    const listed = report as unknown as { name: string; capabilities: string[] }[];
    assert.deepEqual(
      listed.map(({ name }) => name),
      names,
    );
    for (const { capabilities } of listed) assert.ok(capabilities.includes('INTEGRITY'));
    const { stdout } = run(['packages']);
    for (const name of names) assert.match(stdout, new RegExp(`^${name}: `, 'm'));
  });
});

describe('sspi-handoff whoami', () => {
  it("describes this process's access token", async () => {
    using token = AccessToken.ofProcess();
    const user = await token.user();
    const { exitCode, report } = json(['whoami']);
    assert.equal(exitCode, 0);
    assert.deepEqual(report, {
      user,
      isElevated: token.isElevated,
      elevationType: token.elevationType,
      integrityLevel: token.integrityLevel.name,
      sessionId: token.sessionId,
      logonSid: token.logonSid,
      groups: token.groupsSync(),
      privileges: token.privilegesSync(),
    });
    const { stdout } = run(['whoami']);
    assert.ok(stdout.includes(`${String(user.account)} (${user.sid})\n`), stdout);
    for (const { name } of token.privilegesSync()) assert.ok(stdout.includes(name), name);
  });
});

describe('sspi-handoff probe', () => {
  it('ends with 1 for a package that cannot export', () => {
    const { exitCode, report } = json(['probe', 'Schannel']);
    assert.equal(exitCode, 1);
    assert.notEqual(report.conclusion, 'exports');
    assert.ok(Array.isArray(report.results) && report.results.length > 0);
  });

  it('asks no KDC unless --allow-network is given', () => {
    const { stdout, exitCode } = run(['probe', 'Kerberos', '--target', 'HTTP/host.example']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /not tried: .*over the network/);
  });

  it('ends with 1 and the code of the error for an unknown package', () => {
    const { exitCode, report } = json(['probe', 'NoSuchPackage']);
    assert.equal(exitCode, 1);
    assert.equal((report.error as { code: string }).code, 'SEC_E_SECPKG_NOT_FOUND');
    const { stdout, stderr } = run(['probe', 'NoSuchPackage']);
    assert.equal(stdout, '');
    assert.match(stderr, /^sspi-handoff: .*SEC_E_SECPKG_NOT_FOUND/);
  });
});

describeWithReferencePackage('sspi-handoff probe', () => {
  it('ends with 0 for a package that exports, and reports the rights of the tokens', () => {
    const { exitCode, report } = json(['probe', packageName]);
    assert.equal(exitCode, 0);
    assert.equal(report.conclusion, 'exports');
    const rights = ['DUPLICATE', 'IMPERSONATE', 'QUERY'];
    const results = report.results as Record<string, unknown>[];
    const [server, ...others] = results.filter(({ tokenAccess }) => tokenAccess !== undefined);
    assert.ok(server && others.length === 0);
    assert.deepEqual(server.tokenAccess, rights);
    assert.deepEqual(server.queriedTokenAccess, rights);
    assert.deepEqual(server.trials, [
      'complete server: no flags, RESET_NEW, DELETE_OLD, RESET_NEW + DELETE_OLD',
    ]);
    const text = run(['probe', packageName]).stdout;
    assert.match(text, new RegExp(`^${packageName}: exports and imports a complete context\n`));
    assert.match(text, /exported token with DUPLICATE IMPERSONATE QUERY/);
  });
});
