import assert from 'node:assert/strict';

import { AccessToken } from 'sspi-handoff';

import { probe } from './win32-probe';

const DEBUG = 'SeDebugPrivilege';

export function hasDebugPrivilege(): boolean {
  using token = AccessToken.ofProcess();
  return token.privilegesSync().some(({ name, enabled }) => name === DEBUG && enabled);
}

/**
 * Disables SeDebugPrivilege while `action` runs. With it, this process could open each process,
 * whatever its DACL says. An elevated PowerShell starts its programs with it.
 */
export async function withoutDebugPrivilege<Value>(action: () => Promise<Value>): Promise<Value> {
  const before = hasDebugPrivilege();
  probe.adjustPrivilege(DEBUG, false);
  try {
    assert.equal(hasDebugPrivilege(), false);
    return await action();
  } finally {
    probe.adjustPrivilege(DEBUG, before);
  }
}
