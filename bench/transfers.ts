import assert from 'node:assert/strict';

import { type ExportedSecurityContext, offerContext, SecurityContext } from 'sspi-handoff';

import { Child } from './child';
import type { ToReceiver } from './children/receiver';
import { Conversation } from './contestants/ours';
import type { Parties } from './parties';
import { timed } from './race';

/** A receiver in its own process, and contexts to hand off to it. */
export class Transfers {
  readonly #child = new Child('receiver');
  /** Each transfer uses a copy, so that each receiver verifies the client's first message. */
  readonly #client: ExportedSecurityContext;
  readonly #server: ExportedSecurityContext;

  private constructor(parties: Parties) {
    using conversation = Conversation.start(parties);
    const { client, server } = conversation;
    this.#client = client.exportSync();
    this.#server = server.exportSync();
  }

  static async start(parties: Parties): Promise<Transfers> {
    const transfers = new Transfers(parties);
    await transfers.#child.next();
    return transfers;
  }

  get packedSize(): number {
    return this.#server.packedContext.byteLength;
  }

  async ask(request: ToReceiver): Promise<unknown> {
    this.#child.send(request);
    return this.#child.next();
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

  /** Hands off `count` contexts, one at a time. Returns the nanoseconds. */
  run(count: number): Promise<number> {
    return timeTransfers([this], count, 1);
  }

  /** Throws unless the receiver adopted `count` contexts since the last check, and can use them. */
  async check(count: number): Promise<void> {
    using client = SecurityContext.importSync(this.#client);
    const message = Buffer.from('is it there?');
    const signature = client.sign(message).toString('base64');
    const request = { kind: 'check', message: message.toString('base64'), signature } as const;
    assert.equal(await this.ask(request), count);
  }

  /** Sends as many bytes as a packed context has, and waits for the answer. Returns the nanoseconds. */
  async roundTrips(count: number): Promise<number> {
    const bytes = this.#server.packedContext.toString('base64');
    return timed(async () => {
      for (let i = 0; i < count; i++) {
        assert.equal(await this.ask({ kind: 'bytes', bytes }), this.packedSize);
      }
    });
  }

  async stop(): Promise<void> {
    await this.#child.end();
    this.#server.dispose();
    this.#client.dispose();
  }
}

/**
 * Hands off `count` contexts to each of these receivers, at most `inFlight` at a time to each. Returns
 * the nanoseconds.
 */
export async function timeTransfers(
  receivers: readonly Transfers[],
  count: number,
  inFlight: number,
): Promise<number> {
  const lanes = receivers.flatMap((transfers) => {
    const contexts = transfers.contexts(count);
    return Array.from({ length: inFlight }, () => async () => {
      for (let next = contexts.pop(); next !== undefined; next = contexts.pop())
        await transfers.handOff(next);
    });
  });
  const time = await timed(async () => {
    await Promise.all(lanes.map((lane) => lane()));
  });
  for (const transfers of receivers) await transfers.check(count);
  return time;
}
