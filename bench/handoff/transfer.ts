import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { type ExportedSecurityContext, offerContext, SecurityContext } from 'sspi-handoff';

import { nextMessage } from '../child-message';
import { converse, type Parties } from '../parties';
import { timedAsync } from '../race';
import type { FromReceiver, ToReceiver } from './receiver';

/** A receiver in a process of its own, and contexts to hand over to it. */
export class Transfers {
  /** Each transfer is of a copy, so that all of them take the client's first message. */
  readonly #client: ExportedSecurityContext;
  readonly #server: ExportedSecurityContext;

  private constructor(
    readonly child: ChildProcess,
    parties: Parties,
  ) {
    const { client, server } = converse(parties);
    this.#client = client.exportSync();
    this.#server = server.exportSync();
  }

  static async start(parties: Parties): Promise<Transfers> {
    const child = fork(join(__dirname, 'receiver.js'));
    const transfers = new Transfers(child, parties);
    await transfers.next('ready');
    return transfers;
  }

  get packedSize(): number {
    return this.#server.packedContext.byteLength;
  }

  async next<Kind extends FromReceiver['kind']>(
    kind: Kind,
  ): Promise<Extract<FromReceiver, { kind: Kind }>> {
    const response = (await nextMessage(this.child)) as FromReceiver;
    assert.equal(response.kind, kind, JSON.stringify(response));
    return response as Extract<FromReceiver, { kind: Kind }>;
  }

  async ask<Kind extends FromReceiver['kind']>(request: ToReceiver, kind: Kind) {
    this.child.send(request);
    return this.next(kind);
  }

  /** Contexts of this process's, to be handed over. */
  contexts(count: number): SecurityContext[] {
    return Array.from({ length: count }, () => SecurityContext.importSync(this.#server));
  }

  /** From the offer until this process knows that the other one owns the context. */
  async handOff(context: SecurityContext): Promise<void> {
    const { pid } = this.child;
    const offer = await offerContext(context, { pid });
    this.child.send({ kind: 'ticket', ticket: offer.ticket } satisfies ToReceiver);
    await offer.adopted;
  }

  /** Hands over all of these contexts, at most `inFlight` at a time. */
  async handOffAll(contexts: SecurityContext[], inFlight: number): Promise<void> {
    const one = async () => {
      for (;;) {
        const context = contexts.pop();
        if (context === undefined) return;
        await this.handOff(context);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, one));
  }

  /** Hands over so many contexts, at most `inFlight` at a time; gives the nanoseconds. */
  async run(count: number, inFlight = 1): Promise<number> {
    const contexts = this.contexts(count);
    const time = await timedAsync(() => this.handOffAll(contexts, inFlight));
    await this.check(count);
    return time;
  }

  /** Hands over so many contexts and gives what `taken` tells, before anything else is done here. */
  async handOffCounted<Counts>(count: number, taken: () => Counts): Promise<Counts> {
    const contexts = this.contexts(count);
    taken();
    for (const context of contexts) await this.handOff(context);
    return taken();
  }

  /** Throws unless the other process has so many more contexts, all of them usable. */
  async check(count: number): Promise<void> {
    using client = SecurityContext.importSync(this.#client);
    const message = Buffer.from('is it there?');
    const signature = client.sign(message);
    const { adopted } = await this.ask(
      {
        kind: 'check',
        message: message.toString('base64'),
        signature: signature.toString('base64'),
      },
      'checked',
    );
    assert.equal(adopted, count);
  }

  /** As many bytes to the other process and a word back, so many times; gives the nanoseconds. */
  async roundTrips(count: number): Promise<number> {
    const bytes = this.#server.packedContext.toString('base64');
    return timedAsync(async () => {
      for (let i = 0; i < count; i++) {
        const { length } = await this.ask({ kind: 'bytes', bytes }, 'bytes');
        assert.equal(length, this.packedSize);
      }
    });
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    const [code] = (await exit) as [number];
    assert.equal(code, 0);
    this.#server.dispose();
    this.#client.dispose();
  }
}
