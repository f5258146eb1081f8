import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { json, run } from '../windows/support/command-line';

const root = join(__dirname, '../../..');

/** The options of each command, beside --json and --help. */
const commands: Readonly<Record<string, readonly string[]>> = {
  doctor: ['target', 'allow-network', 'identify'],
  packages: [],
  probe: ['target', 'allow-network', 'identify'],
  whoami: [],
};

function optionsIn(help: string): string[] {
  return [...help.matchAll(/^ {2}--([-a-z]+)/gm)].map(([, name = '']) => name);
}

describe('The program sspi-handoff', () => {
  it('is the bin of the package, and names its interpreter', () => {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    const { bin } = JSON.parse(text) as { bin: Record<string, string> };
    assert.deepEqual(bin, { 'sspi-handoff': './dist/cli.js' });
    assert.match(readFileSync(join(root, 'dist/cli.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('--help lists each command, and --version prints the version of the package', () => {
    const { exitCode, stdout } = run(['--help']);
    assert.equal(exitCode, 0);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
    assert.deepEqual(listed, Object.keys(commands));
    const { version } = require('sspi-handoff/package.json') as { version: string };
    assert.deepEqual(run(['--version']), { exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  for (const [command, options] of Object.entries(commands)) {
    it(`${command} --help describes exactly the options of ${command} and each exit code`, () => {
      const { exitCode, stdout } = run([command, '--help']);
      assert.equal(exitCode, 0);
      assert.deepEqual(optionsIn(stdout), [...options, 'json', 'help']);
      for (const code of [0, 1, 2])
        assert.match(stdout, new RegExp(`^ {2}${String(code)} +\\S`, 'm'));
    });

    it(`the page about the command line has the options and exit codes of ${command}`, () => {
      const page = readFileSync(join(root, 'docs/command-line.md'), 'utf8');
      const [, section = ''] = page.split(new RegExp(`^## ${command}\\b`, 'm'));
      const [own = ''] = section.split(/^## /m);
      for (const option of options) assert.ok(own.includes(`--${option}`), option);
      assert.match(own, /\b0\b[^]*\b1\b/);
    });
  }

  for (const [args, problem] of [
    [[], /The command is missing/],
    [['nurse'], /Unknown command: nurse/],
    [['doctor', '--fast'], /--fast/],
    [['packages', '--target', 'HTTP/host'], /--target/],
    [['doctor', 'NTLM'], /"NTLM" is one too many/],
    [['probe', 'NTLM', 'Kerberos'], /"Kerberos" is one too many/],
    [['probe'], /NAME is missing/],
    [['probe', ''], /NAME is empty/],
    [['probe', 'NTLM', '--target='], /--target is empty/],
    [['probe', 'NTLM', '--target'], /--target/],
  ] as const) {
    it(`refuses the command line "${args.join(' ')}" with exit code 2`, () => {
      const { exitCode, stdout, stderr } = run(args);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.match(stderr, problem);
      assert.match(stderr, /--help/);
    });
  }
});

describe('Off Windows, sspi-handoff', () => {
  for (const args of [['packages'], ['whoami'], ['probe', 'NTLM']]) {
    it(`${args.join(' ')} fails with ERR_SSPI_UNSUPPORTED_PLATFORM`, () => {
      const { exitCode, report } = json(args);
      assert.equal(exitCode, 1);
      assert.equal((report.error as { code: string }).code, 'ERR_SSPI_UNSUPPORTED_PLATFORM');
      const { stdout, stderr } = run(args);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(process.platform));
    });
  }

  it('doctor prints the facts that it can find, and the reason for each other one', () => {
    const { exitCode, report } = json(['doctor']);
    assert.equal(exitCode, 1);
    const { runtime, problems, ...rest } = report;
    assert.equal((runtime as { node: string }).node, process.versions.node);
    assert.equal((problems as string[]).length, 2);
    for (const name of ['binary', 'windows', 'process', 'tickets', 'securityPackages']) {
      const { unknown } = rest[name] as { unknown: string };
      assert.ok(unknown.includes(process.platform), name);
    }
    assert.match(run(['doctor']).stdout, /^binary: unknown: .+$/m);
  });
});
