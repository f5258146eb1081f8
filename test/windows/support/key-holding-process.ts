import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { ClientSecurityContext } from 'sspi-handoff';

import type { MaskedNeedles } from './key-deriver';
import type { FromKeyHolder, ToKeyHolder } from './key-holder';
import { newClient } from './reference-package';

async function start(program: string): Promise<ChildProcess> {
  const child = fork(join(__dirname, program), { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.disconnect();
  assert.equal((await exit)[0], 0);
}

/** The test's view of a process that has, or will have, a context. */
export class KeyHoldingProcess {
  private constructor(
    readonly pid: number,
    readonly child: ChildProcess,
  ) {}

  static async start(): Promise<KeyHoldingProcess> {
    const child = await start('key-holder.js');
    assert.ok(child.pid);
    return new KeyHoldingProcess(child.pid, child);
  }

  async ask(request: ToKeyHolder): Promise<string> {
    return (await this.#answerTo(request)).text ?? '';
  }

  /** Returns the form and place of each key in the memory of the process. */
  async search(needles: MaskedNeedles): Promise<readonly string[]> {
    return (await this.#answerTo({ kind: 'search', needles })).found ?? [];
  }

  async #answerTo(request: ToKeyHolder): Promise<FromKeyHolder> {
    this.child.send(request);
    const [answer] = (await once(this.child, 'message')) as [FromKeyHolder];
    assert.equal(answer.error, undefined);
    return answer;
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}

/**
 * The test's view of the process that computes the keys. The test never sees the keys themselves.
 */
export class KeyDerivingProcess {
  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<KeyDerivingProcess> {
    return new KeyDerivingProcess(await start('key-deriver.js'));
  }

  /**
   * Creates a context in `server` with a client in this process, and uses its keys in both
   * directions. Returns the needles of the keys.
   */
  async converseWith(server: KeyHoldingProcess): Promise<MaskedNeedles> {
    using client = newClient();
    const tokens: string[] = [];
    let toServer = client.stepSync();
    while (toServer !== null) {
      const toClient = await server.ask({ kind: 'step', token: toServer.toString('base64') });
      tokens.push(toServer.toString('base64'), toClient);
      toServer = client.stepSync(Buffer.from(toClient, 'base64'));
    }
    await sendTo(server, client);
    const [hello, challenge] = tokens;
    this.child.send({ hello, challenge });
    const [needles] = (await once(this.child, 'message')) as [MaskedNeedles];
    return needles;
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}

async function sendTo(server: KeyHoldingProcess, client: ClientSecurityContext): Promise<void> {
  const text = 'a message';
  const encrypted = client.wrap(Buffer.from(text)).toString('base64');
  const signature = client.sign(Buffer.from(text)).toString('base64');
  assert.equal(await server.ask({ kind: 'read', encrypted, signature }), text);
}
