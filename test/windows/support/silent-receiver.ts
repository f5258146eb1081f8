import type { IpcReceiver } from 'sspi-handoff';

import { eventOffset, stateOffset } from '../../hostile/forged-record';
import { probe } from './win32-probe';

export interface RawEnvelope {
  readonly 'sspi-handoff': string;
  readonly ticket: string;
  readonly head?: string;
}

const claimed = 2;
const adopted = 3;
const rejected = 4;

/**
 * A receiver in this process that claims each context and then waits for a call of adopt() or
 * reject().
 */
export class SilentReceiver implements IpcReceiver {
  readonly pid = process.pid;
  readonly envelopes: RawEnvelope[] = [];
  #section = 0n;
  #record: Buffer | undefined;

  send(
    message: object,
    _socket: unknown,
    _options: unknown,
    sent: (error: Error | null) => void,
  ): boolean {
    const envelope = message as RawEnvelope;
    this.envelopes.push(envelope);
    if (envelope['sspi-handoff'] === 'context') {
      this.#section = BigInt(`0x${envelope.ticket.split('.')[3] ?? ''}`);
      this.#record = probe.viewSection(this.#section, 4096);
      this.#moveTo(claimed);
    }
    sent(null);
    return true;
  }

  reject(): void {
    this.#moveTo(rejected);
    this.#signal();
  }

  adopt(): void {
    this.#moveTo(adopted);
    this.#signal();
  }

  /** The receiver of a claimed context must close these handles. */
  close(): void {
    probe.closeHandle(this.#event);
    probe.closeHandle(this.#section);
  }

  get #event(): bigint {
    return this.#record?.readBigUInt64LE(eventOffset) ?? 0n;
  }

  #moveTo(state: number): void {
    this.#record?.writeInt32LE(state, stateOffset);
  }

  #signal(): void {
    probe.signal(this.#event);
  }
}
