import { adoptContext, offerContext } from 'sspi-handoff';

import type { Random } from '../windows/support/random';
import { converse } from '../windows/support/reference-package';
import type { Bystanders } from './bystanders';

const characters = '0123456789abcdef.-ABCXYZ \0é𝒳';

/** Makes invalid tickets from valid ones. */
export class WrongTickets {
  readonly #random: Random;
  readonly #valid: readonly [string, ...string[]];
  readonly #used: readonly [string, ...string[]];
  readonly #handles: readonly bigint[];

  private constructor(random: Random, bystanders: Bystanders, used: readonly string[]) {
    const [first = '', ...others] = bystanders.tickets;
    const [firstUsed = '', ...othersUsed] = used;
    this.#random = random;
    this.#valid = [first, ...others];
    this.#used = [firstUsed, ...othersUsed];
    this.#handles = bystanders.handles;
  }

  static async make(random: Random, bystanders: Bystanders): Promise<WrongTickets> {
    return new WrongTickets(random, bystanders, [await adopted(), await withdrawn()]);
  }

  next(): string {
    const valid = this.#random.oneOf(this.#valid);
    switch (this.#random.below(8)) {
      case 0:
        return this.#random.oneOf(this.#used);
      case 1:
        return valid.slice(0, this.#random.below(valid.length));
      case 2:
        return valid + this.#text(1 + this.#random.below(200)).repeat(1 + this.#random.below(100));
      case 3:
        return withPart(valid, 2, String(1 + this.#random.below(2 ** 32)));
      case 4:
        return withPart(withPart(valid, 3, this.#anyHandle().toString(16)), 5, this.#hex(32));
      case 5:
        return withPart(valid, 1, String(this.#random.below(2 ** 32)));
      case 6:
        return withPart(
          withPart(valid, 4, this.#hex(1 + this.#random.below(16))),
          5,
          this.#hex(32),
        );
      default:
        return this.#mutated(valid);
    }
  }

  /** Returns the value of a handle that this process may have open. */
  #anyHandle(): bigint {
    return this.#random.below(2) === 0
      ? (this.#handles[this.#random.below(this.#handles.length)] ?? 4n)
      : BigInt(4 * (1 + this.#random.below(1024)));
  }

  #mutated(valid: string): string {
    let ticket = valid;
    while (ticket === valid) {
      const at = this.#random.below(valid.length);
      const kept = ticket.slice(at + this.#random.below(2));
      ticket = ticket.slice(0, at) + this.#text(this.#random.below(3)) + kept;
    }
    return ticket;
  }

  #text(length: number): string {
    const all = [...characters];
    return Array.from({ length }, () => all[this.#random.below(all.length)]).join('');
  }

  #hex(length: number): string {
    return Array.from({ length }, () => this.#random.below(16).toString(16)).join('');
  }
}

function withPart(ticket: string, index: number, part: string): string {
  const parts = ticket.split('.');
  parts[index] = part;
  return parts.join('.');
}

async function adopted(): Promise<string> {
  using conversation = converse();
  using offer = await offerContext(conversation.server, process);
  (await adoptContext(offer.ticket)).dispose();
  await offer.adopted;
  return offer.ticket;
}

async function withdrawn(): Promise<string> {
  using conversation = converse();
  using offer = await offerContext(conversation.server, process);
  (await offer.reclaim()).dispose();
  return offer.ticket;
}
