import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { serialize } from 'node:v8';

import { type ContextOffer, offerContext, sendContext } from 'sspi-handoff';

import { connectedPair } from '../windows/support/connected-pair';
import { Random } from '../windows/support/random';
import { converse } from '../windows/support/reference-package';
import { EnvelopeForger, type ForgedMessage } from './envelope-forger';
import type { Report, ReportRequest } from './envelope-receiver';

export interface EnvelopeFigures {
  readonly attempts: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** The number of sockets that were attached to the messages. */
  readonly sockets: number;
  /** The number of valid handoffs in between, which must succeed. */
  readonly handoffs: number;
  /** The first few violations, in words. */
  readonly violations: readonly string[];
}

const maxViolations = 20;

/** The number of messages of one kind that are sent before the receiver is asked for a report. */
const batchSize = 10;
const batchesPerHandoff = 20;
const openOffers = 4;
const DAY = 86_400_000;

/** A socket that is still open after this time counts as never closed. */
const CLOSE_LIMIT_MS = 5000;

/** Sends invalid messages to one receiver, and checks its reaction to each. */
class EnvelopeAttack {
  readonly byKind: Record<string, number> = {};
  readonly violations: string[] = [];
  sockets = 0;
  handoffs = 0;
  readonly #exit: Promise<number | null>;
  #hasEnded = false;

  private constructor(
    readonly child: ChildProcess,
    private readonly forger: EnvelopeForger,
    private readonly offers: readonly ContextOffer[],
  ) {
    this.#exit = once(child, 'exit').then(([code]) => {
      if (!this.#hasEnded) this.report(`the receiver ended with exit code ${String(code)}`);
      this.#hasEnded = true;
      return code as number | null;
    });
  }

  static async start(random: Random, serialization: 'advanced' | 'json'): Promise<EnvelopeAttack> {
    const child = fork(join(__dirname, 'envelope-receiver.js'), {
      serialization,
      execArgv: ['--expose-gc'],
    });
    await once(child, 'message');
    const pid = child.pid ?? 0;
    const offer = async () => {
      // Only the server side is needed.
      const { client, server } = converse();
      client.dispose();
      return offerContext(server, { pid }, { expiresIn: DAY });
    };
    const first = await offer();
    const others = await Promise.all(Array.from({ length: openOffers - 1 }, offer));
    const redeemed = await offer();
    child.send(contextEnvelope(redeemed.ticket, false));
    await redeemed.adopted;
    const open = others.map(({ ticket }) => ticket);
    const forger = new EnvelopeForger(random, pid, [first.ticket, ...open], [redeemed.ticket]);
    const attack = new EnvelopeAttack(child, forger, [first, ...others]);
    await attack.ask(0, 1);
    return attack;
  }

  get kinds(): readonly string[] {
    return this.forger.kinds;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  report(violation: string): void {
    if (this.violations.length < maxViolations) this.violations.push(violation);
  }

  /** Returns undefined if the receiver has ended. */
  async ask(failures: number, contexts: number): Promise<Report | undefined> {
    if (this.#hasEnded) return undefined;
    const waiting = new AbortController();
    const answer = once(this.child, 'message', waiting).then(([report]) => report as Report);
    this.child.send({ kind: 'send-report', failures, contexts } satisfies ReportRequest);
    // Removes the listener of the wait.
    const ended = this.#exit.then(() => {
      waiting.abort();
      return undefined;
    });
    return Promise.race([answer.catch(() => undefined), ended]);
  }

  async sendBatch(kind: string): Promise<void> {
    const batch = Array.from({ length: batchSize }, () => this.forger.forge(kind));
    this.byKind[kind] = (this.byKind[kind] ?? 0) + batch.length;
    const closed = await Promise.all(batch.map((forged) => this.#send(forged)));
    const expected = batch.filter(({ codes }) => codes.length > 0);
    const report = await this.ask(expected.length, 0);
    if (report === undefined) return;
    const { failures } = report;
    const where = `for ${kind}, such as ${shown(batch[0]?.message)}`;
    if (failures.length !== expected.length) {
      const counts = `${String(failures.length)} instead of ${String(expected.length)}`;
      this.report(
        `onFailure was called ${counts} times (${[...new Set(failures)].join()}) ${where}`,
      );
    }
    const allowed = new Set(batch.flatMap(({ codes }) => codes));
    for (const code of new Set(failures)) {
      if (!allowed.has(code)) this.report(`onFailure was called with ${code} ${where}`);
    }
    if (report.contexts.length > 0) this.report(`the listener was called ${where}`);
    this.#reportHarm(report, where);
    for (const isClosed of await Promise.all(closed.map((each) => each()))) {
      if (!isClosed) this.report(`a socket stays open ${where}`);
    }
  }

  /** @returns a function that waits for the end of the attached connection */
  async #send({ message, hasSocket }: ForgedMessage): Promise<() => Promise<boolean>> {
    const pair = hasSocket ? await connectedPair() : undefined;
    await new Promise<void>((sent) => {
      this.child.send(message as Serializable, pair?.accepted, {}, () => {
        sent();
      });
    });
    if (pair === undefined) return () => Promise.resolve(true);
    this.sockets++;
    return () => isClosedSoon(pair.client);
  }

  /**
   * Hands off a valid context with its socket. Every second handoff sends the first envelope twice,
   * and an invalid socket envelope before the valid one.
   */
  async handOff(): Promise<void> {
    const number = this.handoffs++;
    using conversation = converse();
    const { client, accepted } = await connectedPair();
    const isDisturbed = number % 2 === 1;
    if (isDisturbed) {
      const offer = await offerContext(conversation.server, { pid: this.child.pid });
      const envelope = contextEnvelope(offer.ticket, true, number);
      this.child.send(envelope);
      this.child.send(envelope);
      await offer.adopted;
      offer.dispose();
      const socket = marked('socket', offer.ticket);
      this.child.send({ ...socket, head: 5 });
      this.child.send({ ...socket, head: '' }, accepted);
    } else {
      await sendContext(this.child, conversation.server, { socket: accepted, message: number });
    }
    const failures = isDisturbed
      ? ['ERR_HANDOFF_ALREADY_ADOPTED', 'ERR_HANDOFF_INVALID_MESSAGE']
      : [];
    const report = await this.ask(failures.length, 1);
    if (report === undefined) return;
    const where = isDisturbed ? 'for a handoff that was disturbed' : 'for a valid handoff';
    const [delivery] = report.contexts;
    if (report.contexts.length !== 1 || delivery?.message !== number || !delivery.hasSocket) {
      this.report(`the listener was called with ${JSON.stringify(report.contexts)} ${where}`);
    }
    if ([...report.failures].sort().join() !== failures.join()) {
      this.report(`onFailure was called with ${report.failures.join()} ${where}`);
    }
    this.#reportHarm(report, where);
    client.write('echo');
    if (!(await isEchoed(client))) this.report(`the socket does not work ${where}`);
    client.end();
    if (!(await isClosedSoon(client))) this.report(`the socket stays open ${where}`);
  }

  #reportHarm({ uncaught, isPrototypeClean }: Report, where: string): void {
    for (const each of uncaught) this.report(`${each} ${where}`);
    if (!isPrototypeClean) this.report(`Object.prototype was changed ${where}`);
  }

  /** Checks that the open offers named by the attack are still valid. */
  async end(): Promise<void> {
    for (const offer of this.offers) {
      if (this.#hasEnded) break;
      this.child.send(contextEnvelope(offer.ticket, false, 'open'));
      await offer.adopted.catch((error: unknown) => {
        this.report(`an open offer was harmed: ${String(error)}`);
      });
    }
    await this.ask(0, this.offers.length);
    for (const offer of this.offers) offer.dispose();
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.child.disconnect();
    const code = await this.#exit;
    if (code !== 0) this.report(`the receiver ended with exit code ${String(code)}`);
  }
}

function marked(kind: string, ticket: string) {
  return { 'sspi-handoff': kind, version: 1, minVersion: 1, ticket };
}

function contextEnvelope(ticket: string, hasSocket: boolean, message?: unknown): Serializable {
  const packed = serialize(message).toString('base64');
  return { ...marked('context', ticket), message: packed, hasSocket };
}

function shown(message: unknown): string {
  return JSON.stringify(message).slice(0, 200);
}

async function isClosedSoon(client: Socket): Promise<boolean> {
  client.on('error', () => undefined).resume();
  if (client.closed) return true;
  const limit = AbortSignal.timeout(CLOSE_LIMIT_MS);
  const isClosed = await once(client, 'close', { signal: limit }).then(
    () => true,
    () => false,
  );
  client.destroy();
  return isClosed;
}

async function isEchoed(client: Socket): Promise<boolean> {
  const limit = AbortSignal.timeout(CLOSE_LIMIT_MS);
  const echo = once(client, 'data', { signal: limit }) as Promise<[Buffer]>;
  return echo.then(
    ([chunk]) => chunk.toString() === 'echo',
    () => false,
  );
}

/** Sends half of the messages over a JSON channel, and half over a channel that clones objects. */
export async function attackEnvelopes(seed: number, attempts: number): Promise<EnvelopeFigures> {
  const random = new Random(seed);
  const byKind: Record<string, number> = {};
  const violations: string[] = [];
  let [sent, sockets, handoffs] = [0, 0, 0];
  for (const serialization of ['json', 'advanced'] as const) {
    const attack = await EnvelopeAttack.start(random, serialization);
    const { kinds } = attack;
    // Node opens some handles when it does something for the first time.
    for (const kind of kinds) await attack.sendBatch(kind);
    for (let i = 0; i < 4; i++) await attack.handOff();
    const before = await attack.ask(0, 0);
    const limit = serialization === 'json' ? attempts / 2 : attempts;
    sent += kinds.length * batchSize;
    for (let batch = 0; sent < limit && !attack.hasEnded; batch++, sent += batchSize) {
      await attack.sendBatch(kinds[batch % kinds.length] ?? '');
      if (batch % batchesPerHandoff === 0) await attack.handOff();
    }
    const after = await attack.ask(0, 0);
    if (before !== undefined && after !== undefined && after.handles > before.handles) {
      const handles = `${String(after.handles)} handles instead of ${String(before.handles)}`;
      attack.report(`the receiver has ${handles}`);
    }
    if (after !== undefined && after.open.securityContexts > 0) {
      attack.report(`${String(after.open.securityContexts)} contexts stay open in the receiver`);
    }
    await attack.end();
    for (const [kind, count] of Object.entries(attack.byKind)) {
      byKind[kind] = (byKind[kind] ?? 0) + count;
    }
    sockets += attack.sockets;
    handoffs += attack.handoffs;
    violations.push(...attack.violations.map((each) => `${serialization}: ${each}`));
  }
  return { attempts: sent, byKind, sockets, handoffs, violations };
}
