// Asserts that the binary and the tarball depend on nothing but the sources and the programs that build them.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';
import { inCache, inRepository } from '../repository.mjs';
import { packTarball } from '../tarball.mjs';

const copy = inCache('reproduction');
const BINARY = join('build', 'mingw-x64', 'sspi-handoff.node');
const BUILD = `
  import { buildStep } from './tools/compile/build.mjs';
  await buildStep({ binaries: ['sspi-handoff.node'], projects: ['src'] }).run(() => {});
`;

/** @type {import('../steps.mjs').Step} */
export const reproduction = {
  title: 'same binary and tarball from a clean copy in another folder',

  async run(report) {
    rmSync(copy, { recursive: true, force: true });
    report('copying');
    await copySources();
    report('building');
    // ccache would only prove that it has kept the objects of this folder.
    const env = { ...process.env, CCACHE_DISABLE: '1' };
    await run(process.execPath, ['--input-type=module', '-e', BUILD], { cwd: copy, env });

    assertSame(inRepository(BINARY), join(copy, BINARY));
    const tarball = await packTarball(copy, copy);
    assertSame(await packTarball(join(copy, 'build')), tarball);
    rmSync(copy, { recursive: true });
  },
};

/** Copies all files that Git does not ignore, and the npm packages. */
async function copySources() {
  // In a container of CI, the checkout belongs to another user, and Git would refuse it.
  const list = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'];
  const files = await run('git', list);
  for (const file of [...files.split('\n'), 'node_modules']) {
    if (!existsSync(inRepository(file))) continue; // deleted, and not committed yet
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(inRepository(file), join(copy, file), { recursive: true, verbatimSymlinks: true });
  }
}

/**
 * @param {string} ours
 * @param {string} theirs
 */
function assertSame(ours, theirs) {
  if (readFileSync(ours).equals(readFileSync(theirs))) return;
  throw new Failure(
    `${ours} and ${theirs} differ, although the same sources made them. Look for a path or a time in ` +
      'them, and for a file that an earlier build left behind.',
  );
}
