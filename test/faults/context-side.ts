import {
  adoptContext,
  type ContextOffer,
  HandoffError,
  offerContext,
  openHandles,
  type SecurityContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import { newServer } from '../windows/support/reference-package';
import { codeOf, type Settled, settledBy, type TransferSide } from './transfer-side';

/** Transfers a context with offerContext() and adoptContext(). */
export class ContextSide implements TransferSide {
  outcome: Promise<Settled> | undefined;
  #server: ServerSecurityContext | undefined;
  #context: SecurityContext | undefined;
  #offer: ContextOffer | undefined;

  stepSync(token: Buffer): Buffer | null {
    this.#server ??= newServer();
    const reply = this.#server.stepSync(token);
    if (this.#server.complete) this.#context = this.#server;
    return reply;
  }

  async offer(pid: number, expiresIn: number): Promise<string | null> {
    if (this.#context === undefined) throw new Error('This process has no context to offer');
    let offer: ContextOffer;
    try {
      offer = await offerContext(this.#context, { pid }, { expiresIn });
    } catch (error) {
      this.#context = error instanceof HandoffError ? error.context : undefined;
      const owns = this.#context !== undefined;
      this.outcome = Promise.resolve({ owns, error: codeOf(error) });
      return null;
    }
    this.#offer = offer;
    this.#context = undefined;
    this.outcome = this.#settle(offer);
    return offer.ticket;
  }

  withdraw(): void {
    // `outcome` reports the result.
    this.#offer?.reclaim().catch(() => undefined);
  }

  async adopt(ticket: string): Promise<Settled> {
    return settledBy(
      adoptContext(ticket).then((context) => {
        this.#context = context;
      }),
    );
  }

  use(message: Buffer): Buffer {
    if (this.#context === undefined) throw new Error('This process has no context');
    const text = this.#context.unwrap(message);
    return this.#context.wrap(Buffer.concat([text, Buffer.from(', indeed')]));
  }

  get held(): number {
    return openHandles().securityContexts;
  }

  dispose(): void {
    for (const owned of [this.#offer, this.#context, this.#server]) owned?.dispose();
  }

  async #settle(offer: ContextOffer): Promise<Settled> {
    const reclaim = () => offer.reclaim();
    try {
      await offer.adopted;
      return { owns: false, error: null };
    } catch (error) {
      // A reclaim can fail because memory is exhausted, and can be repeated.
      this.#context = await reclaim()
        .catch(reclaim)
        .catch(() => undefined);
      return { owns: this.#context !== undefined, error: codeOf(error) };
    }
  }
}
