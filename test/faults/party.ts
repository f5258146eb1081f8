/** One of the two processes of a transfer. Each can be the sender and the receiver. */
import { arm, remainingFaults } from './fault-build';

import { ContextSide } from './context-side';
import type { Content } from './plan';
import { TokenSide } from './token-side';
import type { Settled, TransferSide } from './transfer-side';

export type Request =
  | { readonly kind: 'begin'; readonly content: Content }
  | { readonly kind: 'handshake'; readonly token: Buffer }
  | { readonly kind: 'offer'; readonly pid: number; readonly expiresIn: number }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'outcome' }
  | { readonly kind: 'adopt'; readonly ticket: string }
  | { readonly kind: 'use'; readonly message: Buffer }
  | { readonly kind: 'release' };

/** The state of the process when it released everything. */
export interface Released {
  /** The number of native objects with the content. */
  readonly held: number;
  /** Faults that have not occurred. */
  readonly faults: string;
}

export interface Answers {
  readonly begin: null;
  readonly handshake: Buffer | null;
  /** The ticket; null if the offer failed. */
  readonly offer: string | null;
  readonly withdraw: null;
  readonly outcome: Settled;
  readonly adopt: Settled;
  readonly use: Buffer;
  readonly release: Released;
}

let current: TransferSide | undefined;

async function respond(request: Request): Promise<Answers[keyof Answers]> {
  if (request.kind === 'begin') {
    current = request.content === 'context' ? new ContextSide() : new TokenSide();
    return null;
  }
  const side = current;
  if (side === undefined) throw new Error('No transfer has begun');
  switch (request.kind) {
    case 'handshake':
      if (side instanceof ContextSide) return side.stepSync(request.token);
      throw new Error('A token has no handshake');
    case 'offer':
      return side.offer(request.pid, request.expiresIn);
    case 'withdraw':
      side.withdraw();
      return null;
    case 'outcome':
      if (side.outcome === undefined) throw new Error('Nothing was offered');
      return side.outcome;
    case 'adopt':
      return side.adopt(request.ticket);
    case 'use':
      return side.use(request.message);
    case 'release': {
      const { held } = side;
      side.dispose();
      current = undefined;
      return { held, faults: remainingFaults() };
    }
  }
}

export interface FromDriver {
  readonly request: Request;
  readonly faults: string | undefined;
}

export type ToDriver =
  | { readonly kind: 'ready' }
  | { readonly kind: Request['kind']; readonly answer: Answers[Request['kind']] }
  | { readonly kind: 'failure'; readonly message: string };

process.on('message', ({ request, faults }: FromDriver) => {
  if (faults !== undefined) arm(faults);
  respond(request).then(
    (answer) => process.send?.({ kind: request.kind, answer }),
    (error: unknown) => process.send?.({ kind: 'failure', message: String(error) }),
  );
});
process.send?.({ kind: 'ready' });
