import type { NativeProcess } from '../native-types';
import type { SecurityContext } from '../sspi/context';
import type { Bounds, Reached } from './bounds';
import type { ContextEnvelope } from './envelope';
import { causedBy, HandoffError, type HandoffErrorCode } from './handoff-error';
import type { ContextOffer } from './offer';
import type { Channel } from './receiver';
import type { EndReason } from './receiver-end';
import { exited } from './unreachable';

/** The parts of a handoff after the context is offered. */
interface Handoff {
  readonly channel: Channel;
  readonly receiver: NativeProcess;
  readonly offer: ContextOffer;
  readonly bounds: Bounds;
}

/** The reason for withdrawing an offer. */
type Reason = Reached | EndReason | 'unreachable';

/**
 * Sends the ticket of an offer, and waits until the receiver owns the context.
 *
 * @throws {HandoffError} With the reclaimed context. With the offer if the receiver has claimed the context
 * and does not finish.
 */
export async function moveThrough(
  { channel, receiver, offer, bounds }: Handoff,
  sent: Omit<ContextEnvelope, 'kind'>,
): Promise<void> {
  const withdrawal = new Withdrawal(offer, bounds);
  const forgetEnd = channel.onceEnded((reason) => {
    withdrawal.withdraw(reason);
  });
  const forgetBounds = bounds.onceReached((reached) => {
    withdrawal.withdraw(reached);
  });
  try {
    // The receiver may have ended, or a bound may have been reached, during the export.
    if (withdrawal.reason === null) {
      // Not awaited, because the receiver may adopt before the channel calls back, and some never call back.
      channel.post({ kind: 'context', ...sent }).catch((error: unknown) => {
        withdrawal.withdraw(isOfClosedPipe(error) ? 'channel-closed' : 'unreachable', error);
      });
    }
    await withdrawal.settled;
  } catch (error) {
    if (!withdrawal.isOver) {
      if (sent.hasSocket) announceNoSocket(channel, offer);
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

/** Ends the wait for the receiver: withdraws the offer if possible, and explains the error. */
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

  /** False while the receiver may still adopt the context. */
  get isOver(): boolean {
    return this.#isOver;
  }

  withdraw(reason: Reason, cause?: unknown): void {
    const isBound = reason === 'expired' || reason === 'aborted';
    // After the claim only a bound ends the wait, because the receiver needs no channel to adopt.
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
        return aborted(this.#bounds.signal);
      case 'unreachable':
        return new HandoffError(
          'ERR_HANDOFF_RECEIVER_UNREACHABLE',
          'The ticket could not be sent to the receiver. Check its channel.',
          { senderHasContext: true, cause: this.#cause },
        );
      case 'channel-closed':
        return error.code === 'ERR_HANDOFF_RECEIVER_EXITED' ? error : channelClosed(this.#cause);
      case 'exited':
        return new HandoffError(
          'ERR_HANDOFF_RECEIVER_EXITED',
          'The receiver ended before it had adopted the context. Start another receiver.',
          { senderHasContext: true },
        );
      case null:
        return error;
    }
  }
}

/** Reclaims the context and throws the reason with it. Returns if the receiver has adopted the context. */
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
  // A process that ends closes its channel a moment earlier.
  const isBecauseOfExit = closedCodes.has(reason.code) && receiver.hasExited();
  throw isBecauseOfExit ? exited(context, reason.cause) : reason.withContext(context);
}

const closedCodes = new Set<HandoffErrorCode>([
  'ERR_HANDOFF_CHANNEL_CLOSED',
  'ERR_HANDOFF_RECEIVER_UNREACHABLE',
]);

/** Announces that no socket follows, because a receiver that still adopts would wait for the socket. */
function announceNoSocket(channel: Channel, { adopted, ticket }: ContextOffer): void {
  adopted.then(() => channel.post({ kind: 'socket', ticket, head: '' })).catch(() => undefined);
}

/** The errors of a pipe with a closed end. Node reports them before the 'disconnect' event. */
const closedPipe = new Set<unknown>([
  'ECONNRESET',
  'EOF',
  'EPIPE',
  'ERR_IPC_CHANNEL_CLOSED',
  'ERR_IPC_DISCONNECTED',
]);

function isOfClosedPipe(error: unknown): boolean {
  return closedPipe.has((error as NodeJS.ErrnoException | undefined)?.code);
}

export function aborted(signal: AbortSignal | undefined): HandoffError {
  return new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The signal aborted the handoff.', {
    senderHasContext: true,
    cause: signal?.reason,
  });
}

export function channelClosed(cause?: unknown): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_CHANNEL_CLOSED',
    'The channel to the receiver is closed, so the receiver cannot get the context. Start another receiver.',
    { senderHasContext: true, cause },
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
    `The receiver has claimed the context, and did not finish the import ${when}. The receiver may still ` +
      'finish it: await error.offer.adopted, or call error.offer.reclaim(). The socket is in this process.',
    { senderHasContext: null, offer, cause: reached === 'aborted' ? signal?.reason : undefined },
  );
}
