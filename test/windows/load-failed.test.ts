import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { builtFile } from './support/built-file';

const root = join(__dirname, '../../..');
const addon = builtFile('sspi-handoff.node');
const otherAddon = builtFile('win32_probe.node');
const published = `prebuilds/win32-${process.arch}/sspi-handoff.node`;

/** The report of a process that used the package: the error, or the number of open tokens. */
interface Report {
  readonly code?: string;
  readonly name?: string;
  readonly message: string;
  readonly cause?: string | null;
}

const useOf = (file: string) => `
  try {
    const { accessTokens } = require(${JSON.stringify(file)}).openHandles();
    console.log(JSON.stringify({ message: 'loaded, ' + accessTokens + ' tokens' }));
  } catch ({ name, code, message, cause }) {
    console.log(JSON.stringify({ name, code, message, cause: cause ? cause.code ?? 'unknown' : null }));
  }
`;

describe('The native addon', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(root, 'build', 'load-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function put(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  /** Installs the package with `binary` as its binary. */
  function install(binary?: Buffer): void {
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    cpSync(join(root, 'dist/index.js'), join(folder, 'dist/index.js'));
    if (binary !== undefined) put(published, binary);
  }

  /** Uses the package in a new process, because a loaded addon stays loaded. */
  function use(flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}, file = 'dist/index.js') {
    put('use.js', useOf(join(folder, file)));
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, join(folder, 'use.js')], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    assert.notEqual(stdout, '', stderr);
    const report = JSON.parse(stdout) as Report;
    if (report.name !== undefined) {
      assert.equal(report.name, 'SspiUsageError', report.message);
      assert.equal(report.code, 'ERR_SSPI_LOAD_FAILED');
      assert.match(report.message, /^The native addon of sspi-handoff cannot be loaded for win32-/);
    }
    return report;
  }

  const loaded = 'loaded, 0 tokens';

  it('is loaded from prebuilds', () => {
    install(readFileSync(addon));
    assert.equal(use().message, loaded);
  });

  for (const path of ['build/Release', 'native/build/Release']) {
    it(`is loaded from ${path} if it was built from source`, () => {
      install();
      put(`${path}/sspi-handoff.node`, readFileSync(addon));
      assert.equal(use().message, loaded);
    });
  }

  it('is missing: the error lists the processors with a binary and explains how to build one', () => {
    install();
    const { message: withoutBinary } = use();
    assert.match(withoutBinary, /no binary at all.* npx node-gyp@1\d rebuild --directory/);
    assert.ok(withoutBinary.endsWith(JSON.stringify(join(folder, 'native'))), withoutBinary);
    put('prebuilds/win32-alpha/sspi-handoff.node', '');
    const { message, cause } = use();
    assert.match(message, /binaries for alpha only\. .* npx node-gyp@1\d rebuild --directory/);
    assert.equal(cause, null);
  });

  it('is missing for this processor only: the error names antivirus programs as a cause', () => {
    install();
    put(`prebuilds/win32-${process.arch}/other.txt`, '');
    const { message } = use();
    assert.match(message, /Its file is missing from .*prebuilds.* antivirus/);
    assert.doesNotMatch(message, /node-gyp/);
  });

  it('is damaged: the error advises to install the package again', () => {
    for (const content of ['', 'version https://git-lfs.github.com/spec/v1']) {
      install(Buffer.from(content));
      const { message, cause } = use();
      assert.match(message, /is not a Windows binary: .* Install sspi-handoff again/);
      assert.equal(cause, 'ERR_DLOPEN_FAILED');
    }
  });

  it("is incomplete: the error contains Windows' message", () => {
    install(readFileSync(addon).subarray(0, 8192));
    const { message, cause } = use();
    assert.match(
      message,
      /Windows cannot load ".*sspi-handoff\.node": .+\. Install sspi-handoff again/,
    );
    assert.equal(cause, 'ERR_DLOPEN_FAILED');
  });

  it('is for another processor: the error names both processors', () => {
    const binary = readFileSync(addon);
    binary.writeUInt16LE(0xaa64, binary.readUInt32LE(0x3c) + 4);
    install(binary);
    const { message } = use();
    assert.match(
      message,
      new RegExp(`is for the processor arm64, and this Node.js is for ${process.arch}`),
    );
  });

  it('is in an archive of Electron: the error names the setting that keeps it outside', () => {
    const archive = 'app.asar/node_modules/sspi-handoff';
    cpSync(join(root, 'package.json'), join(folder, archive, 'package.json'));
    cpSync(join(root, 'dist/index.js'), join(folder, archive, 'dist/index.js'));
    put(`${archive}/${published}`, readFileSync(addon).subarray(0, 8192));
    const { message } = use([], {}, `${archive}/dist/index.js`);
    assert.match(message, /in an archive of Electron.* asarUnpack: \['\*\*\/\*\.node'\]/);
  });

  it('belongs to another package: the error names the file', () => {
    install(readFileSync(otherAddon));
    assert.match(use().message, /sspi-handoff\.node" is the addon of another package\./);
  });

  it('belongs to another version: the error names both versions', () => {
    install(readFileSync(addon));
    const code = readFileSync(join(root, 'dist/index.js'), 'utf8');
    put('dist/index.js', code.replace("packageVersion = '0.1.0'", "packageVersion = '99.0.0'"));
    assert.match(
      use().message,
      /belongs to sspi-handoff 0\.1\.0, and this is version 99\.0\.0\. Install/,
    );
  });

  it('is forbidden by --no-addons: the error names the flag and its place', () => {
    install(readFileSync(addon));
    const { message, cause } = use(['--no-addons']);
    assert.match(message, /--no-addons in the command line .* Remove the flag\.$/);
    assert.equal(cause, 'ERR_DLOPEN_DISABLED');
    assert.match(
      use([], { NODE_OPTIONS: '--no-addons' }).message,
      /--no-addons in the NODE_OPTIONS/,
    );
  });

  it('is forbidden by the permission model: the error names --allow-addons', function () {
    const permission = ['--permission', '--experimental-permission'].find((flag) =>
      process.allowedNodeEnvironmentFlags.has(flag),
    );
    if (permission === undefined) this.skip();
    install(readFileSync(addon));
    const { message, cause } = use([permission, '--allow-fs-read=*']);
    assert.match(message, /\(--permission.* Start Node\.js with --allow-addons as well\.$/);
    assert.equal(cause, 'ERR_DLOPEN_DISABLED');
    assert.equal(use([permission, '--allow-fs-read=*', '--allow-addons']).message, loaded);
  });

  describe('in a bundle', () => {
    beforeEach(() => {
      put('package.json', '{ "name": "of-the-user", "version": "0.1.0" }');
      cpSync(join(root, 'dist/index.js'), join(folder, 'out/bundle.js'));
    });

    it('is missing beside it: the error advises to mark the package as external or to copy prebuilds', () => {
      const { message } = use([], {}, 'out/bundle.js');
      assert.match(
        message,
        /Mark sspi-handoff as external .* copy its folder prebuilds beside the bundle/,
      );
      assert.ok(message.includes(JSON.stringify(join(folder, 'out', 'prebuilds'))), message);
      assert.doesNotMatch(message, /node-gyp/);
    });

    it("is not searched for in the user's folders", () => {
      for (const path of [
        'build/Release/other.node',
        'build/Release/sspi-handoff.node',
        published,
      ]) {
        put(path, readFileSync(otherAddon));
      }
      const env = { OF_THE_USER_PREBUILD: folder, SSPI_HANDOFF_PREBUILD: folder };
      assert.match(use([], env, 'out/bundle.js').message, /Mark sspi-handoff as external/);
    });

    it('is loaded from a copy of prebuilds beside it', () => {
      put(`out/${published}`, readFileSync(addon));
      assert.equal(use([], {}, 'out/bundle.js').message, loaded);
    });

    it('belongs to another package beside it: the error reports this', () => {
      put(`out/${published}`, readFileSync(otherAddon));
      assert.match(use([], {}, 'out/bundle.js').message, /is the addon of another package/);
    });
  });

  it('is not searched for in the folder of an environment variable', () => {
    install();
    put(`elsewhere/${published}`, readFileSync(otherAddon));
    const { message } = use([], { SSPI_HANDOFF_PREBUILD: join(folder, 'elsewhere') });
    assert.match(message, /no binary at all/);
  });
});
