import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

describe('A copy of the package without its binary', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(root, 'build', 'without-binary-'));
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('imports, and its first use says what to do', () => {
    const copy = require(join(folder, 'dist')) as typeof import('sspi-handoff');
    assert.throws(
      () => copy.enumerateSecurityPackagesSync(),
      (error: Error & { code?: string }) => {
        assert.equal(error.name, 'SspiUsageError');
        assert.equal(error.code, 'ERR_SSPI_LOAD_FAILED');
        assert.match(error.message, /npx node-gyp rebuild/);
        assert.ok(error.cause instanceof Error);
        return true;
      },
    );
  });
});
