import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWithReferencePackage, packageName } from './support/reference-package';

const folder = join(__dirname, '../../examples/tasks');

/**
 * The output of each example with HandoffReference, or without arguments if it takes none. Null if HandoffReference
 * cannot run it: then the suite of another package does.
 */
const outputs: Readonly<Record<string, RegExp | null>> = {
  'act-as-client': /^The client can read 2 files\.\nENOENT: .+\n$/,
  authenticate: new RegExp(`^alice is authenticated by ${packageName}\n$`),
  'back-to-parent': /^hello from alice\n$/,
  'check-password': null,
  cluster: /^hello from alice\n$/,
  delegation: new RegExp(`^${packageName} does not delegate\\. .+ the level impersonation\\.\n$`),
  'export-and-import': /^ExportedSecurityContext \{[^]*packedBytes: \d+[^]*\}\nhello from alice\n$/,
  'group-membership': /^Administrators: (yes|no)\nUsers: yes\nGuests: no\n$/,
  'hand-off': /^hello from alice\n$/,
  iis: /^Hello .+\\.+\n$/,
  'integration-test': /^# pass 2$/m,
  'list-packages': new RegExp(`^${packageName} \\d+ .*\\bPRIVACY\\b`, 'm'),
  metrics: new RegExp(
    `^sspi_handoff_seconds_count\\{operation="acquire",package="${packageName}",error=""\\} 2$`,
    'm',
  ),
  'probe-export': new RegExp(
    `^${packageName}, complete server, DELETE_OLD: export SEC_E_OK, import SEC_E_OK as ${packageName}$`,
    'm',
  ),
  'protect-messages': /^\d+ bytes say: transfer 100\n2 messages say: first and second\n$/,
  'read-token': /^.+\\.+ \(S-1-5-[-0-9]+\): primary, integrity \w+\n(Se\w+Privilege\n)+$/,
  'restrict-token': /^The token is of S-1-5-[-0-9]+\nimpersonate: ERROR_ACCESS_DENIED\n$/,
  'send-token': /^Process \d+ serves .+\\.+\.\n$/,
  spans: new RegExp(
    `^sspi-handoff acquire {"packageName":"${packageName}","use":"outbound"}$[^]*^sspi-handoff step `,
    'm',
  ),
  'survive-sender': /^The worker writes to .+\.log\n$/,
  'worker-thread': /^hello from alice\n$/,
};

const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && file !== 'authenticated-pair.mjs')
  .map((file) => basename(file, '.mjs'));

let temporaryFolder: string;

function run(example: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(folder, `${example}.mjs`), ...args], {
    encoding: 'utf8',
    env: { ...process.env, TEMP: temporaryFolder },
  });
}

describeWithReferencePackage('The examples of examples/tasks', () => {
  before(() => {
    temporaryFolder = mkdtempSync(join(tmpdir(), 'sspi-handoff-examples-'));
  });

  after(() => {
    // Retries, because a detached worker can still have its log open.
    rmSync(temporaryFolder, { recursive: true, maxRetries: 20, retryDelay: 100 });
  });

  it('have an expected output each', () => {
    assert.deepEqual(examples, Object.keys(outputs));
  });

  for (const [example, output] of Object.entries(outputs)) {
    if (output !== null) {
      it(`${example} runs with ${packageName}`, () => {
        const { status, stdout, stderr } = run(example, packageName, 'alice', 'secret');
        assert.equal(status, 0, stderr);
        assert.match(stdout, output);
      });
    }

    it(`${example} runs with its defaults, or names the arguments that it needs in one line`, () => {
      const { status, stdout, stderr } = run(example);
      if (status === 0) {
        assert.notEqual(stdout, '');
        assert.equal(stderr, '');
      } else {
        assert.equal(status, 1);
        assert.equal(stdout, '');
        assert.match(
          stderr,
          /^.+ Pass a package that can: node [-\w]+\.mjs PACKAGE USER PASSWORD .+\n$/,
        );
      }
    });
  }

  it('survive-sender has a worker that decrypts a message after the end of its sender', async () => {
    const { stdout } = run('survive-sender', packageName, 'alice', 'secret');
    const log = stdout.replace('The worker writes to ', '').trim();
    const expected = "After the sender's end: hello\n";
    const deadline = Date.now() + 20_000;
    while (readFileSync(log, 'utf8').length < expected.length && Date.now() < deadline) {
      await sleep(50);
    }
    assert.equal(readFileSync(log, 'utf8'), expected);
  });
});
