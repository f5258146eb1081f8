import type { NativeProcess } from '../native-types';
import type { SecurityContext } from '../sspi/context';
import type { Bounds, Reached } from './bounds';
import type { ContextEnvelope } from './envelope';
import { causedBy, HandoffError, type HandoffErrorCode } from './handoff-error';
import type { ContextOffer } from './offer';
import type { Channel } from './receiver';
import type { HowEnded } from './receiver-end';
import { exited } from './unreachable';

/** What takes part in a handoff once the context is offered. */
interface Handoff {
  readonly channel: Channel;
  readonly receiver: NativeProcess;
  readonly offer: ContextOffer;
  readonly bounds: Bounds;
}

/** The reason for which an offer was withdrawn. */
type Reason = Reached | HowEnded | 'unreachable';

/**
 * Sends the ticket of an offer, and waits until the receiver owns the context.
 *
 * @throws {HandoffError} With the context, which was reclaimed, or with the offer, if the receiver has
 * claimed the context and does not finish.
 */
export async function moveThrough(
  { channel, receiver, offer, bounds }: Handoff,
  sent: Omit<ContextEnvelope, 'kind'>,
): Promise<void> {
  const withdrawal = new Withdrawal(offer, bounds);
  const forgetEnd = channel.onceEnded((how) => {
    withdrawal.withdraw(how);
  });
  const forgetBounds = bounds.onceReached((reached) => {
    withdrawal.withdraw(reached);
  });
  try {
    // While the context was exported, all of this may have happened already.
    if (withdrawal.reason === null) {
      // Not awaited: a receiver that has the ticket may adopt before the channel calls back, or never call back.
      channel.post({ kind: 'context', ...sent }).catch((error: unknown) => {
        withdrawal.withdraw('unreachable', error);
      });
    }
    await withdrawal.settled;
  } catch (error) {
    if (!withdrawal.isOver) {
      if (sent.hasSocket) tellThatNoSocketComes(channel, offer);
      throw error;
    }
    await reclaim(offer, error as HandoffError, receiver);
  } finally {
    forgetEnd();
    forgetBounds();
    if (withdrawal.isOver) offer.dispose();
    else offer.unref();
  }
}

/** Settles once the receiver owns the context, once it does not, or when a bound ends the wait. */
class Withdrawal {
  readonly settled: Promise<void>;
  #reason: Reason | null = null;
  #cause: unknown;
  #isOver = true;
  readonly #offer: ContextOffer;
  readonly #bounds: Bounds;
  #stopWaiting: (error: HandoffError) => void = () => undefined;

  constructor(offer: ContextOffer, bounds: Bounds) {
    this.#offer = offer;
    this.#bounds = bounds;
    const bounded = new Promise<never>((_resolve, reject) => {
      this.#stopWaiting = reject;
    });
    this.settled = Promise.race([offer.adopted, bounded]).catch((error: unknown) => {
      throw this.#explain(error as HandoffError);
    });
    this.settled.catch(() => undefined);
  }

  get reason(): Reason | null {
    return this.#reason;
  }

  /** False while the receiver may still adopt. */
  get isOver(): boolean {
    return this.#isOver;
  }

  withdraw(reason: Reason, cause?: unknown): void {
    const isBound = reason === 'expired' || reason === 'aborted';
    // Once it is claimed, the end of the channel does not matter: the receiver adopts without it.
    if (this.#offer.withdraw()) {
      this.#reason ??= reason;
      this.#cause ??= cause;
    } else if (isBound) {
      this.#isOver = false;
      this.#stopWaiting(claimed(this.#offer, this.#bounds, reason));
    }
  }

  #explain(error: HandoffError): HandoffError {
    if (error.code !== 'ERR_HANDOFF_WITHDRAWN' && error.code !== 'ERR_HANDOFF_RECEIVER_EXITED') {
      return error;
    }
    switch (this.#reason) {
      case 'expired':
        return new HandoffError(
          'ERR_HANDOFF_EXPIRED',
          `The receiver did not claim the context within ${String(this.#bounds.expiresIn)} ms. Check that ` +
            'it calls onContext(), or raise expiresIn.',
          { senderHasContext: true },
        );
      case 'aborted':
        return new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The handoff was aborted by its signal.', {
          senderHasContext: true,
          cause: this.#bounds.signal?.reason,
        });
      case 'unreachable':
        return new HandoffError(
          'ERR_HANDOFF_RECEIVER_UNREACHABLE',
          'The ticket could not be sent to the receiver.',
          { senderHasContext: true, cause: this.#cause },
        );
      case 'channel-closed':
        return error.code === 'ERR_HANDOFF_RECEIVER_EXITED' ? error : channelClosed();
      case 'exited':
        return new HandoffError(
          'ERR_HANDOFF_RECEIVER_EXITED',
          'The receiver ended before it had adopted the context.',
          { senderHasContext: true },
        );
      case null:
        return error;
    }
  }
}

/** Throws the reason with the context on it. Returns if the receiver has adopted the context after all. */
async function reclaim(
  offer: ContextOffer,
  reason: HandoffError,
  receiver: NativeProcess,
): Promise<void> {
  let context: SecurityContext;
  try {
    context = await offer.reclaim();
  } catch (error) {
    if (error instanceof HandoffError && error.code === 'ERR_HANDOFF_ALREADY_ADOPTED') return;
    throw causedBy(error, reason);
  }
  // A process that ends closes its channel a moment before.
  const isBecauseOfExit = closedCodes.has(reason.code) && receiver.hasExited();
  throw isBecauseOfExit ? exited(context, reason.cause) : reason.withContext(context);
}

const closedCodes = new Set<HandoffErrorCode>([
  'ERR_HANDOFF_CHANNEL_CLOSED',
  'ERR_HANDOFF_RECEIVER_UNREACHABLE',
]);

/** A receiver that still adopts would wait for the socket. */
function tellThatNoSocketComes(channel: Channel, { adopted, ticket }: ContextOffer): void {
  adopted.then(() => channel.post({ kind: 'socket', ticket, head: '' })).catch(() => undefined);
}

export function channelClosed(): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_CHANNEL_CLOSED',
    'The channel to the receiver is closed, so that the receiver cannot get the context.',
    { senderHasContext: true },
  );
}

function claimed(
  offer: ContextOffer,
  { expiresIn, signal }: Bounds,
  reached: Reached,
): HandoffError {
  const when =
    reached === 'expired' ? `within ${String(expiresIn)} ms` : 'before the handoff was aborted';
  return new HandoffError(
    'ERR_HANDOFF_CLAIMED',
    `The receiver has claimed the context, and did not finish the import ${when}. It may still do so: ` +
      'error.offer tells who has the context in the end. The socket is in this process.',
    { senderHasContext: null, offer, cause: reached === 'aborted' ? signal?.reason : undefined },
  );
}
