import { connect, type Socket } from 'node:net';

import { ClientSecurityContext, type Credentials } from 'sspi-handoff';

import { FrameReader, framed } from './frames';
import type { Random } from './random';
import { packageUnderTest } from './test-packages';

/** The moment of a reset: at a token, at an answer, or some time after the handshake. */
export type Moment =
  | { readonly after: 'token' | 'answer'; readonly number: number }
  | { readonly after: 'handshake'; readonly milliseconds: number };

/** A connection that its client has reset. */
export interface Reset {
  readonly address: string;
  /** A time of Date.now(), which all processes share. */
  readonly resetAt: number;
}

const atOnceAfterHandshake = 2;
const messages = 5;

/** @param handoffMs the present time from the end of a client's handshake to its first answer */
export function momentOf(random: Random, handoffMs: number): Moment {
  switch (random.below(6)) {
    case 0:
      return { after: 'token', number: random.below(2) };
    case 1:
      return { after: 'answer', number: 1 + random.below(messages) };
    default:
      return { after: 'handshake', milliseconds: 1.5 * handoffMs * random.next() };
  }
}

/**
 * A client's connection. Its messages reach the server before, during and after the handoff,
 * because they do not wait for it.
 */
export class LoadConnection {
  /** Resolves after all answers, or after a reset that was planned. Rejects after any other end. */
  readonly ended: Promise<void>;
  readonly #context: ClientSecurityContext;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #completeAt = 0;
  #tokens = 0;
  #sent = 0;
  #answered = 0;
  #number: string | undefined;
  #reset: Reset | undefined;
  #handoffMs: number | undefined;

  /** @param address a loopback address of this client alone, because ports are reused */
  constructor(
    port: number,
    credentials: Credentials,
    private readonly address: string,
    private readonly moment?: Moment,
  ) {
    this.#context = new ClientSecurityContext({
      credentials,
      targetName: packageUnderTest.targetName,
    });
    this.#socket = connect({ port, host: '127.0.0.1', localAddress: address });
    this.#socket.on('connect', () => {
      this.#step();
    });
    this.#socket.on('data', (chunk) => {
      for (const frame of this.#reader.push(chunk)) {
        if (this.#socket.destroyed) return;
        if (this.#context.complete) this.#check(this.#context.unwrap(frame).toString());
        else this.#step(frame);
      }
    });
    this.ended = new Promise((resolve, reject) => {
      this.#socket.on('error', reject);
      this.#socket.on('close', () => {
        this.#context.dispose();
        if (this.#reset !== undefined || this.#answered === messages) resolve();
        else reject(new Error(`The connection ended after ${String(this.#answered)} answers`));
      });
    });
  }

  /** Undefined if the connection was not reset. */
  get reset(): Reset | undefined {
    return this.#reset;
  }

  /**
   * The time from the end of the handshake to the first answer; undefined before the first answer.
   */
  get handoffMs(): number | undefined {
    return this.#handoffMs;
  }

  #step(token?: Buffer): void {
    const reply = this.#context.stepSync(token);
    if (reply !== null) this.#socket.write(framed(reply));
    this.#resetAt('token', this.#tokens++);
    if (!this.#context.complete || this.#socket.destroyed) return;
    this.#completeAt = Date.now();
    while (this.#sent < atOnceAfterHandshake) this.#send();
    setImmediate(() => {
      this.#send();
    });
    if (this.moment?.after !== 'handshake') return;
    setTimeout(() => {
      this.#resetNow();
    }, this.moment.milliseconds);
  }

  #check(text: string): void {
    const [, count, number] = /^message (\d+) of (\d+)$/.exec(text) ?? [];
    this.#number ??= number;
    if (count !== String(this.#answered++) || this.#number !== number) {
      this.#socket.destroy(new Error(`"${text}" is out of order`));
      return;
    }
    this.#handoffMs ??= Date.now() - this.#completeAt;
    this.#resetAt('answer', this.#answered);
    if (this.#answered < messages) {
      if (this.#sent > atOnceAfterHandshake && this.#sent < messages) this.#send();
    } else if (this.moment === undefined) {
      this.#socket.end();
    } else {
      // The planned moment would come too late.
      this.#resetNow();
    }
  }

  #send(): void {
    if (this.#socket.destroyed) return;
    const message = Buffer.from(`message ${String(this.#sent++)}`);
    this.#socket.write(framed(this.#context.wrap(message)));
  }

  #resetAt(after: 'token' | 'answer', number: number): void {
    if (this.moment?.after === after && this.moment.number === number) this.#resetNow();
  }

  #resetNow(): void {
    if (this.#socket.destroyed) return;
    this.#reset = { address: this.address, resetAt: Date.now() };
    this.#socket.resetAndDestroy();
  }
}
