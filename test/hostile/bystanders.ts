import { offerContext, AccessToken, adoptContext, type ContextOffer } from 'sspi-handoff';

import {
  type Conversation,
  converse,
  exchangeMessages,
} from '../windows/support/reference-package';
import { settle } from '../windows/support/settle';
import { probe } from '../windows/support/win32-probe';
import { sectionSize } from './forged-record';

const PAGE_READONLY = 0x02;
const PAGE_READWRITE = 0x04;
const SEC_RESERVE = 0x4000000;
const SEC_COMMIT = 0x8000000;

interface Bystander {
  readonly what: string;
  readonly handle: bigint;
  /** A handle of the same object. Nothing else knows its value. */
  readonly witness: bigint;
}

interface PendingOffer {
  readonly conversation: Conversation;
  readonly offer: ContextOffer;
}

/** Open objects of this process that an attack must not change, even if a record names them. */
export class Bystanders {
  readonly #bystanders: readonly Bystander[];
  readonly #sections: readonly Buffer[];
  readonly #offers: readonly PendingOffer[];
  readonly #openBefore: ReadonlyMap<number, string>;

  private constructor(offers: readonly PendingOffer[]) {
    const events = Array.from({ length: 4 }, () => ['an event', probe.createEvent()] as const);
    const sections = Array.from(
      { length: 3 },
      () => ['a section', probe.createSection(sectionSize, PAGE_READWRITE | SEC_COMMIT)] as const,
    );
    this.#sections = sections.map(([, handle]) =>
      probe.viewSection(handle, sectionSize).fill('somebody else’s'),
    );
    this.#bystanders = [
      ...events,
      ...sections,
      [
        'a read-only section',
        probe.createSection(sectionSize, PAGE_READONLY | SEC_COMMIT),
      ] as const,
      ['a reserved section', probe.createSection(1 << 20, PAGE_READWRITE | SEC_RESERVE)] as const,
      ['a file', probe.openOwnFile()] as const,
      ['a token', openToken()] as const,
    ].map(([what, handle]) => ({ what, handle, witness: probe.duplicateHandle(handle, 0) }));
    this.#offers = offers;
    this.#openBefore = openHandles();
  }

  static async gather(): Promise<Bystanders> {
    const offers: PendingOffer[] = [];
    for (let i = 0; i < 3; i++) {
      const conversation = converse();
      const offer = await offerContext(conversation.server, process, { expiresIn: 86_400_000 });
      offers.push({ conversation, offer });
    }
    // Otherwise objects of earlier tests would be closed later and look like damage.
    await settle();
    return new Bystanders(offers);
  }

  /** Handle values that do not belong to the forger. */
  get handles(): readonly bigint[] {
    return this.#bystanders.map(({ handle }) => handle);
  }

  get token(): bigint {
    return this.#bystanders.find(({ what }) => what === 'a token')?.handle ?? 0n;
  }

  /** Valid tickets that are not redeemed yet. */
  get tickets(): readonly string[] {
    return this.#offers.map(({ offer }) => offer.ticket);
  }

  /** Describes the damage to these objects. The list is empty if there is none. */
  harm(): string[] {
    return [
      ...this.#bystanders
        .filter(({ handle, witness }) => !probe.isSameObject(handle, witness))
        .map(({ what }) => `${what} was closed`),
      ...this.#bystanders
        .filter(({ what, witness }) => what === 'an event' && probe.isSignaled(witness))
        .map(({ what }) => `${what} was signaled`),
      ...this.#sections
        .filter((bytes) => !bytes.equals(Buffer.alloc(sectionSize, 'somebody else’s')))
        .map(() => 'a section was written to'),
    ];
  }

  /** Also checks every handle that was open before, and that the offers are still valid. */
  async harmInTheEnd(): Promise<string[]> {
    const open = openHandles();
    const harm = [...this.harm()];
    for (const [handle, kind] of this.#openBefore) {
      if (open.get(handle) !== kind) {
        harm.push(`the handle ${String(handle)}, of ${kind}, is ${open.get(handle) ?? 'closed'}`);
      }
    }
    try {
      await this.release();
    } catch (error) {
      harm.push(`an offer cannot be adopted: ${String(error)}`);
      for (const { offer } of this.#offers) offer.dispose();
    }
    return harm;
  }

  /** Adopts the offers, which must still be valid, and closes the handles. */
  async release(): Promise<void> {
    for (const { conversation, offer } of this.#offers) {
      using context = await adoptContext(offer.ticket);
      exchangeMessages(conversation.client, context);
      await offer.adopted;
      conversation[Symbol.dispose]();
    }
    for (const { handle, witness } of this.#bystanders) {
      probe.closeHandle(handle);
      probe.closeHandle(witness);
    }
  }
}

function openToken(): bigint {
  using token = AccessToken.ofProcess();
  return token.duplicateTo(process.pid);
}

function openHandles(): Map<number, string> {
  return new Map(
    probe
      .handlesOf(process.pid)
      .map(({ value, type, access }) => [value, `type ${String(type)}, access ${String(access)}`]),
  );
}
