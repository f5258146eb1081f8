import assert from 'node:assert/strict';

import { type ExportedSecurityContext, offerContext, SecurityContext } from 'sspi-handoff';

import { Child } from '../child';
import { Conversation, type Parties } from '../parties';
import { timedAsync } from '../race';
import type { FromReceiver, ToReceiver } from './receiver';

type Answer<Kind extends FromReceiver['kind']> = Extract<FromReceiver, { kind: Kind }>;

/** A receiver in its own process, and contexts to hand off to it. */
export class Transfers {
  readonly #child = new Child('handoff/receiver');
  /** Each transfer uses a copy, so that each receiver verifies the client's first message. */
  readonly #client: ExportedSecurityContext;
  readonly #server: ExportedSecurityContext;

  private constructor(parties: Parties) {
    const { client, server } = Conversation.start(parties);
    this.#client = client.exportSync();
    this.#server = server.exportSync();
  }

  static async start(parties: Parties): Promise<Transfers> {
    const transfers = new Transfers(parties);
    await transfers.#next('ready');
    return transfers;
  }

  get packedSize(): number {
    return this.#server.packedContext.byteLength;
  }

  async #next<Kind extends FromReceiver['kind']>(kind: Kind): Promise<Answer<Kind>> {
    const answer = (await this.#child.next()) as FromReceiver;
    assert.equal(answer.kind, kind, JSON.stringify(answer));
    return answer as Answer<Kind>;
  }

  async ask<Kind extends FromReceiver['kind']>(request: ToReceiver, kind: Kind) {
    this.#child.send(request);
    return this.#next(kind);
  }

  contexts(count: number): SecurityContext[] {
    return Array.from({ length: count }, () => SecurityContext.importSync(this.#server));
  }

  /** Resolves when this process knows that the receiver owns the context. */
  async handOff(context: SecurityContext): Promise<void> {
    const offer = await offerContext(context, { pid: this.#child.pid });
    this.#child.send({ kind: 'ticket', ticket: offer.ticket } satisfies ToReceiver);
    await offer.adopted;
  }

  /** Hands off all of these contexts, at most `inFlight` at a time. */
  async handOffAll(contexts: SecurityContext[], inFlight: number): Promise<void> {
    const handOffSome = async () => {
      for (;;) {
        const context = contexts.pop();
        if (context === undefined) return;
        await this.handOff(context);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, handOffSome));
  }

  /** Hands off `count` contexts, at most `inFlight` at a time. Returns the nanoseconds. */
  async run(count: number, inFlight = 1): Promise<number> {
    const contexts = this.contexts(count);
    const time = await timedAsync(() => this.handOffAll(contexts, inFlight));
    await this.check(count);
    return time;
  }

  /** Throws unless the receiver adopted `count` contexts since the last check, and can use them. */
  async check(count: number): Promise<void> {
    using client = SecurityContext.importSync(this.#client);
    const message = Buffer.from('is it there?');
    const signature = client.sign(message).toString('base64');
    const request = { kind: 'check', message: message.toString('base64'), signature } as const;
    const { adopted } = await this.ask(request, 'checked');
    assert.equal(adopted, count);
  }

  /** Sends as many bytes as a packed context has, and waits for the answer. Returns the nanoseconds. */
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
    await this.#child.end();
    this.#server.dispose();
    this.#client.dispose();
  }
}
