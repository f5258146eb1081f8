import assert from 'node:assert/strict';

import { ExportFlags, probeExport, SecBufferType, SspiError, TokenAccess } from 'sspi-handoff';

import { describeWithReferencePackage, identity, packageName } from './support/reference-package';
import { callsOf, names, observeAsync } from './support/win32-probe';

const rights = TokenAccess.QUERY | TokenAccess.IMPERSONATE | TokenAccess.DUPLICATE;

describeWithReferencePackage('probeExport()', () => {
  it('tries each role, state and flag of a package that can export', async () => {
    const trials = await probeExport(packageName, { identity });
    assert.equal(trials.length, 20);
    for (const trial of trials) {
      assert.equal(trial.notTried, null);
      const what = `${trial.role}, ${trial.state}, flags ${String(trial.flags)}`;
      const refusal =
        trial.flags === ExportFlags.TO_KERNEL
          ? 'SEC_E_UNSUPPORTED_FUNCTION'
          : trial.state === 'half-open'
            ? 'SEC_E_INVALID_HANDLE'
            : null;
      if (refusal !== null) {
        assert.equal(trial.exportStatus, refusal, what);
        assert.equal(trial.importStatus, null, what);
        assert.equal(trial.importPackageName, null, what);
        assert.deepEqual(trial.imports, [], what);
        assert.equal(trial.packedBytes, null, what);
        assert.equal(trial.tokenAccess, null, what);
      } else {
        assert.equal(trial.exportStatus, 'SEC_E_OK', what);
        assert.equal(trial.importStatus, 'SEC_E_OK', what);
        assert.equal(trial.importPackageName, packageName, what);
        assert.deepEqual(trial.imports, [{ packageName, status: 'SEC_E_OK' }], what);
        assert.ok((trial.packedBytes ?? 0) > 100, what);
        assert.equal(trial.bufferType, SecBufferType.TOKEN, what);
        assert.equal(trial.hasAccessToken, trial.role === 'server', what);
        assert.equal(trial.tokenAccess, trial.role === 'server' ? rights : null, what);
      }
      const isQueried = trial.role === 'server' && trial.state === 'complete';
      assert.equal(trial.queryTokenStatus, isQueried ? 'SEC_E_OK' : null, what);
      assert.equal(trial.queriedTokenAccess, isQueried ? rights : null, what);
    }
  });

  it('reports the reason if a package without credentials could not be tried', async () => {
    for (const trial of await probeExport(packageName)) {
      assert.equal(trial.notTried, 'AcquireCredentialsHandleW returned SEC_E_NO_CREDENTIALS');
      assert.equal(trial.exportStatus, null);
    }
  });

  it('reports the status of a package that cannot export, and the step at which its handshake ends', async () => {
    let trials: Awaited<ReturnType<typeof probeExport>> = [];
    const calls = await observeAsync(async () => {
      trials = await probeExport('Schannel');
    });
    // Wine and Windows refuse with different statuses.
    const statuses = callsOf(calls, 'ExportSecurityContext').map(
      ({ status }) => new SspiError('ExportSecurityContext', Number(status), 'Schannel').code,
    );
    const exported = trials.filter(({ notTried }) => notTried === null);
    assert.deepEqual(
      exported.map(({ exportStatus }) => exportStatus),
      statuses,
    );
    assert.ok(exported.some(({ role, state }) => role === 'client' && state === 'half-open'));
    for (const trial of trials.filter(({ role }) => role === 'server')) {
      assert.match(trial.notTried ?? '', /^\w+ returned SEC_E_\w+$/);
    }
  });

  it('passes the target name to the client', async () => {
    const calls = await observeAsync(async () => {
      await probeExport(packageName, { identity, targetName: 'host/probe.example' });
    });
    const targets = callsOf(calls, 'InitializeSecurityContextW').map(({ target }) => target);
    assert.deepEqual(new Set(targets), new Set(['host/probe.example']));
  });

  it('tries a package that needs the network if the caller allows it', async () => {
    const [trial] = await probeExport('Kerberos', {
      targetName: 'host/no-realm.example',
      allowNetwork: true,
    });
    assert.doesNotMatch(trial?.notTried ?? '', /over the network/);
    assert.match(trial?.notTried ?? '', /^\w+ returned SEC_E_\w+$/);
  });

  it('never uses the network without allowNetwork', async () => {
    let trials: Awaited<ReturnType<typeof probeExport>> = [];
    const calls = await observeAsync(async () => {
      trials = [
        ...(await probeExport('Kerberos', { targetName: 'host/probe.example' })),
        ...(await probeExport('Negotiate', { targetName: 'host/probe.example' })),
        ...(await probeExport('Negotiate', {
          identity: { user: 'alice', domain: 'ELSEWHERE.EXAMPLE', password: 'secret' },
        })),
      ];
    });
    assert.equal(trials.length, 60);
    for (const trial of trials) assert.match(trial.notTried ?? '', /over the network/);
    // After each call a thread of the pool ends any impersonation.
    const ofThePool = 'SetThreadToken';
    assert.deepEqual(
      new Set(names(calls).filter((name) => name !== ofThePool)),
      new Set(['QuerySecurityPackageInfoW', 'FreeContextBuffer']),
    );
  });

  it('refuses an unknown package', async () => {
    await assert.rejects(probeExport('NoSuchPackage'), { code: 'SEC_E_SECPKG_NOT_FOUND' });
  });
});
