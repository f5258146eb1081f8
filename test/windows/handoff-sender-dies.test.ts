import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { AdoptingProcess } from './support/adopting-process';
import { AuthenticatedClient } from './support/authenticated-client';
import type { FromSender, ReceiverStart } from './support/ending-sender';
import { describeWithPackage } from './support/test-packages';

type Report<Kind extends FromSender['kind']> = Extract<FromSender, { kind: Kind }>;

class Sender {
  readonly #child: ChildProcess;

  constructor(start: ReceiverStart, receiverPid = 0) {
    this.#child = fork(join(__dirname, 'support/ending-sender.js'), [start, String(receiverPid)]);
  }

  async next<Kind extends FromSender['kind']>(kind: Kind): Promise<Report<Kind>> {
    const [report] = (await once(this.#child, 'message')) as [FromSender];
    assert.equal(report.kind, kind);
    return report as Report<Kind>;
  }

  /** Calls TerminateProcess on Windows, so that the sender runs no more code. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill();
    await exit;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeWithPackage('A receiver whose sender is terminated', () => {
  let sender: Sender;
  let client: AuthenticatedClient | undefined;

  /** Starts a sender, and returns after its receiver has answered one message. */
  async function handOff(
    start: ReceiverStart,
  ): Promise<{ client: AuthenticatedClient; pid: number }> {
    sender = new Sender(start);
    client = await AuthenticatedClient.connect((await sender.next('listening')).port);
    const { pid } = await sender.next('handed-over');
    assert.ok(pid);
    assert.equal(await client.ask('before'), `before, answered by ${String(pid)}`);
    return { client, pid };
  }

  afterEach(async () => {
    // A receiver that still runs exits when its connection closes.
    client?.dispose();
    client = undefined;
    await sender.end();
  });

  const assertExitsWithSender = async (start: ReceiverStart) => {
    const { client, pid } = await handOff(start);
    assert.ok(isRunning(pid));
    await sender.end();
    await client.closed;
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('exits with the sender if it was started by fork() without detached', async () => {
    await assertExitsWithSender('fork');
  });

  it('exits with the sender if it is a worker of node:cluster', async () => {
    await assertExitsWithSender('cluster');
  });

  it('survives if it was started by fork() with detached, and answers the next encrypted message', async () => {
    const { client, pid } = await handOff('detached');
    await sender.end();
    for (const text of ['after', 'and once more']) {
      assert.equal(await client.ask(text), `${text}, answered by ${String(pid)}`);
    }
  });

  it('survives if another process started it, and answers the next encrypted message', async () => {
    const receiver = await AdoptingProcess.start();
    sender = new Sender('by-another-process', receiver.pid);
    client = await AuthenticatedClient.connect((await sender.next('listening')).port);
    const { ticket } = await sender.next('offered');
    await receiver.ask({ kind: 'adopt', ticket }, 'adopted');
    await sender.next('handed-over');
    await sender.end();
    await receiver.converseWith(client.context, 'after');
    await receiver.stop();
  });
});
