import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { type ExportedSecurityContext, offerContext, SecurityContext } from 'sspi-handoff';

import { Child } from './child';
import type { ToReceiver } from './children/receiver';
import { Conversation } from './contestants/ours';
import { referenceParties } from './parties';
import { timeEach } from './race';

/** A receiver in its own process, and contexts to hand off to it. */
export class Transfers {
  readonly #child = new Child(join(__dirname, 'children/receiver.js'));
  /** Each transfer uses a copy, so that each receiver verifies the client's first message. */
  readonly #client: ExportedSecurityContext;
  readonly #server: ExportedSecurityContext;

  private constructor() {
    using conversation = Conversation.start(referenceParties);
    const { client, server } = conversation;
    this.#client = client.exportSync();
    this.#server = server.exportSync();
  }

  static async start(): Promise<Transfers> {
    const transfers = new Transfers();
    await transfers.#child.next();
    return transfers;
  }

  get receiver(): ChildProcess {
    return this.#child.process;
  }

  async ask(request: ToReceiver): Promise<unknown> {
    this.receiver.send(request);
    return this.#child.next();
  }

  contexts(count: number): SecurityContext[] {
    return Array.from({ length: count }, () => importCopy(this.#server));
  }

  /** Resolves when this process knows that the receiver owns the context. */
  async handOff(context: SecurityContext): Promise<void> {
    const offer = await offerContext(context, { pid: this.receiver.pid });
    this.receiver.send({ kind: 'ticket', ticket: offer.ticket } satisfies ToReceiver);
    await offer.adopted;
  }

  /** Throws unless the receiver adopted `count` contexts since the last check, and can use them. */
  async check(count: number): Promise<void> {
    using client = importCopy(this.#client);
    const message = Buffer.from('is it there?');
    const signature = client.sign(message).toString('base64');
    const request = { kind: 'check', message: message.toString('base64'), signature } as const;
    assert.equal(await this.ask(request), count);
  }

  /** Hands off contexts. Returns the nanoseconds. */
  async handOffAll(count: number, inFlight: number): Promise<number> {
    const time = await timeEach(this.contexts(count), inFlight, (next) => this.handOff(next));
    await this.check(count);
    return time;
  }

  /** Sends as many bytes as a packed context has, and waits for the answer. Returns the nanoseconds. */
  roundTrips(count: number, inFlight: number): Promise<number> {
    const { packedContext } = this.#server;
    const bytes = packedContext.toString('base64');
    return timeEach(Array<string>(count).fill(bytes), inFlight, async (next) => {
      assert.equal(await this.ask({ kind: 'bytes', bytes: next }), packedContext.byteLength);
    });
  }

  /** Sends a socket, and waits for the answer. */
  async sendSocket(socket: Socket): Promise<void> {
    this.receiver.send({ kind: 'socket' } satisfies ToReceiver, socket);
    assert.equal(await this.#child.next(), null);
  }

  /** Returns the receiver's calls of the kernel since the last time. */
  async takeReceiverCalls(): Promise<Record<string, number>> {
    return (await this.ask({ kind: 'take-calls' })) as Record<string, number>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.end();
    this.#server.dispose();
    this.#client.dispose();
  }
}

/** Imports plain parts, because an ExportedSecurityContext can be imported only once. */
export function importCopy(exported: ExportedSecurityContext): SecurityContext {
  const { packageName, packedContext, bufferType, accessToken } = exported;
  return SecurityContext.importSync({ packageName, packedContext, bufferType, accessToken });
}
