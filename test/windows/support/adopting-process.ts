import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { SecurityContext } from 'sspi-handoff';

import type { FromAdopter, MessageParts, ToAdopter } from './adopter';

type Answer<Kind extends FromAdopter['kind']> = Extract<FromAdopter, { kind: Kind }>;

/** The test's view of a process or thread that adopts. */
class Adopter {
  protected constructor(
    private readonly peer: NodeJS.EventEmitter,
    private readonly post: (request: ToAdopter) => unknown,
  ) {}

  async next<Kind extends FromAdopter['kind']>(kind: Kind): Promise<Answer<Kind>> {
    let answer: FromAdopter;
    // onContext() handles the envelopes of sendContext().
    do [answer] = (await once(this.peer, 'message')) as [FromAdopter];
    while ('sspi-handoff' in answer);
    assert.equal(answer.kind, kind, JSON.stringify(answer));
    return answer as Answer<Kind>;
  }

  async ask<Kind extends FromAdopter['kind']>(
    request: ToAdopter,
    kind: Kind,
  ): Promise<Answer<Kind>> {
    this.post(request);
    return this.next(kind);
  }

  async handles(): Promise<number> {
    return (await this.ask({ kind: 'count' }, 'count')).handles;
  }

  /**
   * Sends one message to the context in the adopter and receives one. Each is the next in sequence.
   */
  async converseWith(client: SecurityContext, text: string): Promise<void> {
    const { trailer, data, padding } = client.encrypt(Buffer.from(text));
    const encode = (part: Buffer) => part.toString('base64');
    const message = {
      trailer: encode(trailer),
      data: encode(data),
      padding: encode(padding),
    };
    const answered = await this.ask({ kind: 'answer', message }, 'answered');
    assert.equal(answered.text, text);
    assert.equal(client.decrypt(decode(answered.message)).toString(), `${text}, indeed`);
  }
}

export class AdoptingProcess extends Adopter {
  private constructor(readonly child: ChildProcess) {
    super(child, (request) => child.send(request));
  }

  static async start(
    serialization: 'advanced' | 'json' = 'json',
    file = 'adopter.js',
  ): Promise<AdoptingProcess & { readonly pid: number }> {
    return AdoptingProcess.of(fork(join(__dirname, file), { serialization }));
  }

  /** Wraps a child that has just been started. */
  static async of(child: ChildProcess): Promise<AdoptingProcess & { readonly pid: number }> {
    const adopter = new AdoptingProcess(child);
    await adopter.next('done');
    const { pid } = child;
    assert.ok(pid);
    return Object.assign(adopter, { pid });
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    if (child.connected) child.disconnect();
    const [code] = (await exit) as [number];
    assert.equal(code, 0);
  }
}

export class AdoptingThread extends Adopter {
  private constructor(readonly worker: Worker) {
    super(worker, (request) => {
      worker.postMessage(request);
    });
  }

  static async start(): Promise<AdoptingThread> {
    const adopter = new AdoptingThread(new Worker(join(__dirname, 'adopter.js')));
    await adopter.next('done');
    return adopter;
  }
}

function decode(message: MessageParts) {
  const part = (text: string) => Buffer.from(text, 'base64');
  return {
    trailer: part(message.trailer),
    data: part(message.data),
    padding: part(message.padding),
  };
}
