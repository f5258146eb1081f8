import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';

import * as sspi from 'sspi-handoff';

const root = join(__dirname, '../../..');

describe('The published package', function () {
  this.timeout(60_000);

  function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): string {
    const options = { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    return execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  }

  describe('as a tarball', () => {
    let folder: string;
    let files: string[];
    let size: number;

    before(() => {
      folder = mkdtempSync(join(root, 'build', 'pack-'));
      const output = run('npm', ['pack', '--json', '--silent', `--pack-destination=${folder}`]);
      const [packed] = JSON.parse(output) as [
        { filename: string; size: number; files: { path: string }[] },
      ];
      files = packed.files.map(({ path }) => path);
      size = packed.size;
      run('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
    });

    after(() => {
      rmSync(folder, { recursive: true });
    });

    const inPackage = (path: string) => join(folder, 'package', path);

    it('contains only the binary, the JavaScript, the pages and the files for a build from source', () => {
      const expected =
        /^(prebuilds\/win32-\w+\/sspi-handoff\.node|dist\/(index\.m?js|cli\.js)|dist\/(?!cli\/).*\.d\.ts|docs\/.*\.(md|svg)|native\/.*\.(cc|h|gyp|rc)|[A-Z]+\.md|LICENSE|package\.json)$/;
      assert.deepEqual(
        files.filter((file) => !expected.test(file)),
        [],
      );
      for (const file of [
        'prebuilds/win32-x64/sspi-handoff.node',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli.js',
        'native/addon.cc',
        'LICENSE',
        'README.md',
      ]) {
        assert.ok(files.includes(file), `${file} is missing`);
      }
    });

    it('has at most 450 kB', () => {
      assert.ok(size <= 450_000, `${String(size)} bytes`);
    });

    it('contains the declarations that index.d.ts imports, and no others', () => {
      const reached = new Set<string>();
      const reach = (file: string) => {
        if (reached.has(file)) return;
        reached.add(file);
        const text = readFileSync(join(root, file), 'utf8');
        for (const [, path = ''] of text.matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
          reach(posix.join(posix.dirname(file), `${path}.d.ts`));
        }
      };
      reach('dist/index.d.ts');
      const packed = files.filter((file) => file.endsWith('.d.ts'));
      assert.deepEqual(packed.sort(), [...reached].sort());
    });

    it('contains all files that the README links to', () => {
      const readme = readFileSync(inPackage('README.md'), 'utf8');
      const links = [...readme.matchAll(/\]\(([^)#\s]+)[^)\s]*\)/g)].map(([, link = '']) => link);
      assert.ok(links.length > 5);
      const missing = links.filter((link) => !link.startsWith('https:') && !files.includes(link));
      assert.deepEqual(missing, []);
    });

    // Package managers compile a package with a binding.gyp at its top, whatever gypfile says.
    it('has its binding.gyp in native/, with the same sources as the repository', () => {
      assert.ok(!files.includes('binding.gyp'));
      const text = readFileSync(inPackage('native/binding.gyp'), 'utf8');
      const sources = [...text.matchAll(/'([\w/]+\.cc)'/g)].map(([, source = '']) => source);
      const whole = readFileSync(join(root, 'binding.gyp'), 'utf8');
      const shipped = [...whole.matchAll(/'native\/([\w/]+\.cc)'/g)].map(([, name = '']) => name);
      assert.deepEqual(sources, shipped);
      for (const source of sources) assert.ok(existsSync(inPackage(`native/${source}`)), source);
      assert.doesNotMatch(text, /'native\/|mingw|winelib|development|security-package|test\//);
      assert.match(text, /require\(\\'\.\.\/package\.json\\'\)/);
    });
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

  it('states what npm and bundlers need to know, and installs on every system', () => {
    const { engines, exports, sideEffects, os, cpu } = require('sspi-handoff/package.json') as {
      engines: { node: string };
      exports: Record<string, Record<string, string> | string>;
      sideEffects: boolean;
      os?: unknown;
      cpu?: unknown;
    };
    assert.equal(engines.node, '>=18.18');
    assert.equal(sideEffects, false);
    assert.deepEqual([os, cpu], [undefined, undefined]);
    const conditions = Object.entries(exports['.'] ?? {});
    // TypeScript takes the first condition that fits.
    assert.equal(conditions[0]?.[0], 'types');
    for (const [, path] of conditions) assert.ok(existsSync(join(root, path)), path);
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
