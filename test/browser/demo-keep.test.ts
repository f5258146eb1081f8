import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith, surroundings } from '../built-in-packages/support/surroundings';
import { startDemo } from './demo';

const MARK = 'SSPI_HANDOFF_TEST_OF_DEMO';

/**
 * The command lines of the processes that were started with this environment. Wine's server and services end when
 * they are idle.
 */
function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
        const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
        return environment.includes(`${MARK}=${mark}`) ? [commandLine] : [];
      } catch {
        // The process has ended, or belongs to another user.
        return [];
      }
    })
    .filter((commandLine) => !/wineserver|\\windows\\system32\\/i.test(commandLine));
}

describeWith('npm run demo:http -- --keep', surroundings.browser, 'Linux is needed', () => {
  it('keeps the service until Ctrl+C, which ends all its processes', async function () {
    this.timeout(120_000);
    const mark = randomUUID();
    const demo = startDemo(['--keep'], { [MARK]: mark });
    demo.stdout.resume();
    const ended = once(demo, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    let url = '';
    for await (const line of createInterface({ input: demo.stderr })) {
      [url = ''] = /http:\/\/localhost:\d+\/$/.exec(line) ?? [];
      if (url !== '') break;
    }
    const status = async () => (await fetch(url)).status;
    assert.equal(await status(), 401);
    // Longer than Wine's server lives without a program.
    await sleep(4_000);
    assert.equal(await status(), 401);
    const kept = processesWith(mark).join('\n');
    for (const program of [/krb5kdc/, /http-negotiate.main\.js/, /http-negotiate.worker\.js/]) {
      assert.match(kept, program);
    }

    demo.kill('SIGINT');
    assert.deepEqual(await ended, [130, null]);
    await assert.rejects(status());
    assert.deepEqual(processesWith(mark), []);
  });
});
