import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, release, userInfo } from 'node:os';
import { join } from 'node:path';

import { AccessToken, enumerateSecurityPackagesSync } from 'sspi-handoff';

import { builtFile } from './support/built-file';
import { json, run } from './support/command-line';
import { packageName } from './support/reference-package';
import { isWine } from './support/wine';

type Facts = Record<string, unknown>;

const root = join(__dirname, '../../..');
const target = 'HTTP/secret-host.example';

/** The paths of the facts without a value or a reason: `lsaProtection.atStart`. */
function factsWithoutAnswer(facts: Facts, path = ''): string[] {
  return Object.entries(facts).flatMap(([name, fact]) => {
    const here = `${path}${name}`;
    if (fact === undefined || fact === '') return [here];
    if (typeof fact !== 'object' || fact === null || Array.isArray(fact)) return [];
    return factsWithoutAnswer(fact as Facts, `${here}.`);
  });
}

/** The names of this user and host that a text contains as words. */
function namesIn(text: string): string[] {
  const { USERNAME = '' } = process.env;
  return [userInfo().username, USERNAME, hostname()].filter((name) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'iu').test(text),
  );
}

describe('sspi-handoff doctor', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(root, 'build', 'doctor-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('describes the program, the binary, Windows, the token and each package', () => {
    const { exitCode, report, stderr } = json(['doctor', '--target', target]);
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    assert.deepEqual(factsWithoutAnswer(report), []);
    assert.deepEqual(report.problems, []);
    assert.equal(report.format, 1);
    assert.ok(Math.abs(Date.parse(String(report.date)) - Date.now()) < 600_000);

    const { version } = require('sspi-handoff/package.json') as { version: string };
    const { node, architecture, package: packageVersion } = report.runtime as Facts;
    assert.deepEqual([node, architecture], [process.versions.node, process.arch]);
    assert.equal(packageVersion, version);

    const binary = report.binary as Facts;
    const hash = createHash('sha256').update(readFileSync(builtFile('sspi-handoff.node')));
    assert.match(String(binary.file), /^<package>\/(prebuilds|native\/build|build)\/.+\.node$/);
    assert.equal(binary.version, version);
    assert.equal(binary.sha256, hash.digest('hex'));

    const windows = report.windows as Facts;
    assert.equal(windows.version, release());
    assert.equal(windows.isWine, isWine);
    const { RunAsPPL } = report.lsaProtection as Facts;
    assert.ok(isWine ? RunAsPPL === 'not set' : ['not set', 0, 1, 2].includes(RunAsPPL as number));

    using token = AccessToken.ofProcess();
    assert.deepEqual(report.process, {
      isElevated: token.isElevated,
      elevationType: token.elevationType,
      integrityLevel: token.integrityLevel.name,
      sessionId: token.sessionId,
    });

    const names = enumerateSecurityPackagesSync().map(({ name }) => name);
    const listed = report.securityPackages as { name: string }[];
    assert.deepEqual(
      listed.map(({ name }) => name),
      names,
    );
    assert.equal(report.isReferencePackageListed, names.includes(packageName));
    const probes = report.probes as Record<string, Facts>;
    assert.deepEqual(Object.keys(probes), names);
    for (const [name, { conclusion, results }] of Object.entries(probes)) {
      const expected = name === packageName ? ['exports'] : ['exports', 'refuses', 'not tried'];
      assert.ok(expected.includes(String(conclusion)), name);
      assert.ok((results as unknown[]).length > 0, name);
    }
  });

  it('prints the same facts as text', () => {
    const { exitCode, stdout } = run(['doctor', '--target', target]);
    assert.equal(exitCode, 0);
    assert.deepEqual(namesIn(stdout), []);
    assert.doesNotMatch(stdout, /secret-host/);
    for (const line of [
      `  node: ${process.versions.node}`,
      `  is wine: ${isWine ? 'yes' : 'no'}`,
      'problems: none',
    ]) {
      assert.ok(stdout.split('\n').includes(line), line);
    }
    for (const { name } of enumerateSecurityPackagesSync()) {
      assert.equal(stdout.match(new RegExp(`^ {2}${name}: `, 'gm'))?.length, 2, name);
    }
  });

  it('prints no name of a user, a host or a folder unless --identify is given', () => {
    // The paths in messages of errors contain the user's name, and the binary is damaged.
    const home = join(folder, 'Users', userInfo().username);
    for (const file of ['package.json', 'dist/index.js', 'dist/cli.js']) {
      cpSync(join(root, file), join(home, file));
    }
    const addon = join(home, 'prebuilds', `win32-${process.arch}`, 'sspi-handoff.node');
    mkdirSync(join(addon, '..'), { recursive: true });
    writeFileSync(addon, 'damaged');
    const file = join(home, 'dist', 'cli.js');
    for (const format of [[], ['--json']]) {
      const args = ['doctor', '--target', target, ...format];
      const hidden = run(args, { file });
      assert.equal(hidden.exitCode, 1);
      assert.match(hidden.stdout, /The file .*<package>.*sspi-handoff\.node/);
      assert.match(hidden.stdout, /HTTP\/<host>/);
      assert.doesNotMatch(hidden.stdout, /secret-host/);
      assert.deepEqual(namesIn(hidden.stdout + hidden.stderr), []);

      const identified = run([...args, '--identify'], { file });
      assert.match(identified.stdout, /secret-host/);
      assert.ok(namesIn(identified.stdout).includes(userInfo().username));
    }
  });

  it('reports a package that ends its process, and probes the others', () => {
    const crash = join(folder, 'crash.js');
    const condition = "process.argv.includes('probe') && process.argv.includes('Schannel')";
    writeFileSync(crash, `if (${condition}) process.exit(77);`);
    const env = { NODE_OPTIONS: `--require ${JSON.stringify(crash.replaceAll('\\', '/'))}` };
    const { exitCode, report } = json(['doctor'], { env });
    assert.equal(exitCode, 1);
    const { Schannel, ...others } = report.probes as Record<string, Facts>;
    assert.deepEqual(Schannel, { unknown: 'the process ended with 77' });
    // The computer may have other problems.
    const problems = (report.problems as string[]).filter((each) => each.startsWith('Schannel'));
    assert.deepEqual(problems, ['Schannel: the process ended with 77']);
    for (const [name, { conclusion }] of Object.entries(others)) assert.ok(conclusion, name);
  });

  const registryTitle = 'reads the protection of LSA from the registry';
  if (isWine) it(registryTitle, readsRegistry);
  else it.skip(`${registryTitle} (skipped: the test would change the computer)`, readsRegistry);

  function readsRegistry(): void {
    const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
    const reg = (...args: string[]) =>
      execFileSync('reg.exe', [...args, '/f'], { stdio: 'ignore' });
    reg('add', key, '/v', 'RunAsPPL', '/t', 'REG_DWORD', '/d', '2');
    reg('add', key, '/v', 'LsaCfgFlags', '/t', 'REG_DWORD', '/d', '1');
    try {
      const { lsaProtection, credentialGuard } = json(['doctor']).report as Record<string, Facts>;
      assert.equal(lsaProtection?.RunAsPPL, 2);
      assert.equal(credentialGuard?.LsaCfgFlags, 1);
    } finally {
      reg('delete', key, '/v', 'RunAsPPL');
      reg('delete', key, '/v', 'LsaCfgFlags');
    }
  }
});
