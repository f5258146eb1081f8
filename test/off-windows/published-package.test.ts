import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as sspi from 'sspi-handoff';

const root = join(__dirname, '../../..');

describe('The published package', function () {
  this.timeout(60_000);

  function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): string {
    const options = { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    return execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  }

  it('contains only the binary, the JavaScript and the files for a build from source', () => {
    const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json'])) as [
      { files: { path: string }[] },
    ];
    const files = packed.files.map(({ path }) => path);
    for (const file of [
      'prebuilds/win32-x64/sspi-handoff.node',
      'dist/index.js',
      'dist/index.d.ts',
      'binding.gyp',
      'native/addon.cc',
      'LICENSE',
      'README.md',
    ]) {
      assert.ok(files.includes(file), `${file} is missing`);
    }
    const surplus = files.filter((file) => /^(test|tools|security-package|build)\b/.test(file));
    assert.deepEqual(surplus, []);
    const modules = files.filter((file) => file.endsWith('.js'));
    assert.deepEqual(modules, ['dist/index.js']);
  });

  it('contains the version of package.json in its code', () => {
    const { version } = require('sspi-handoff/package.json') as { version: string };
    const code = readFileSync(join(root, 'dist/index.js'), 'utf8');
    assert.ok(code.includes(`const packageVersion = '${version}';`));
  });

  // prebuildify packs the first addon in a build folder.
  it('has an addon that comes first in the alphabet in the build folder', () => {
    const [first] = readdirSync(join(root, 'build', 'mingw-x64'))
      .filter((file) => file.endsWith('.node'))
      .sort();
    assert.equal(first, 'sspi-handoff.node');
  });

  // If two modules define the same name, the bundler renames one of them.
  it('exports each class and function under its own name', () => {
    for (const [name, value] of Object.entries(sspi)) {
      if (typeof value === 'function') assert.equal(value.name, name);
    }
  });

  it('loads no module of Node.js that Node.js has not already loaded', () => {
    const loaded = run(process.execPath, [
      '-p',
      `const before = process.moduleLoadList.length;
      require('sspi-handoff');
      const since = process.moduleLoadList.slice(before);
      JSON.stringify(since.filter((module) => /^NativeModule (?!internal\\/)/.test(module)))`,
    ]);
    assert.deepEqual(JSON.parse(loaded), []);
  });

  it('runs no script during installation', () => {
    const { scripts, gypfile } = require('sspi-handoff/package.json') as {
      scripts: Record<string, string>;
      gypfile: boolean;
    };
    // Without this setting, npm compiles every package that has a binding.gyp.
    assert.equal(gypfile, false);
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(scripts[name], undefined);
    }
  });
});
