import { native } from '../native';
import type { NativeProcess } from '../native-types';
import type { ImportedContext } from '../sspi/context';
import type { Bounds, Reached } from './bounds';
import { ContextOffer } from './context-offer';
import type { ContentEnvelope } from './envelope';
import { causedBy, HandoffError, type HandoffErrorCode } from './handoff-error';
import type { Channel } from './receiver';
import type { EndReason } from './receiver-end';
import type { Transfer } from './transfer';
import { exited } from './unreachable';

/** The offer of a context, or of an access token alone. */
export type SentOffer = ContextOffer | Transfer;

/** The parts of a handoff after the content is offered. */
interface Handoff {
  readonly channel: Channel;
  readonly receiver: NativeProcess;
  readonly offer: SentOffer;
  readonly bounds: Bounds;
}

/** The reason for withdrawing an offer. */
type Reason = Reached | EndReason | 'unreachable';

/**
 * Sends the ticket of an offer, and waits until the receiver has adopted the content.
 *
 * @throws {HandoffError} With the reclaimed context. With the offer if the receiver has claimed the context
 * and does not finish.
 */
export async function moveThrough(
  { channel, receiver, offer, bounds }: Handoff,
  sent: ContentEnvelope,
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
      channel.post(sent).catch((error: unknown) => {
        withdrawal.withdraw(isOfClosedPipe(error) ? 'channel-closed' : 'unreachable', error);
      });
    }
    await withdrawal.settled;
  } catch (error) {
    if (!withdrawal.isOver) {
      if (sent.hasSocket) announceNoSocket(channel, offer);
      throw error;
    }
    await giveUp(offer, error as HandoffError, receiver);
  } finally {
    forgetEnd();
    forgetBounds();
    if (!withdrawal.isOver) offer.unref();
  }
}

/** Ends the wait for the receiver: withdraws the offer if possible, and explains the error. */
class Withdrawal {
  readonly settled: Promise<void>;
  #reason: Reason | null = null;
  #cause: unknown;
  #isOver = true;
  readonly #offer: SentOffer;
  readonly #bounds: Bounds;
  #stopWaiting: (error: HandoffError) => void = () => undefined;

  constructor(offer: SentOffer, bounds: Bounds) {
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

  /** False while the receiver may still adopt the content. */
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
          `The receiver did not claim the offer within ${String(this.#bounds.expiresIn)} ms. Check that it ` +
            'calls onContext() or onAccessToken(), or raise expiresIn.',
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
          'The receiver ended before it had adopted the offer. Start another receiver.',
          { senderHasContext: true },
        );
      case null:
        return error;
    }
  }
}

/** Throws the reason for the end of an offer, with the context if it was an offer of one. */
async function giveUp(
  offer: SentOffer,
  reason: HandoffError,
  receiver: NativeProcess,
): Promise<never> {
  // An access token needs no reclaim, because its sender has kept it.
  const context = offer instanceof ContextOffer ? await reclaim(offer, reason) : undefined;
  // A process that ends closes its channel a moment earlier.
  const isBecauseOfExit = closedCodes.has(reason.code) && native().Process.hasExited(receiver);
  const error = isBecauseOfExit ? exited(reason.cause) : reason;
  throw context === undefined ? error : error.withContext(context);
}

async function reclaim(offer: ContextOffer, reason: HandoffError): Promise<ImportedContext> {
  try {
    return await offer.reclaim();
  } catch (error) {
    throw causedBy(error, reason);
  } finally {
    offer.dispose();
  }
}

const closedCodes = new Set<HandoffErrorCode>([
  'ERR_HANDOFF_CHANNEL_CLOSED',
  'ERR_HANDOFF_RECEIVER_UNREACHABLE',
]);

/** Announces that no socket follows, because a receiver that still adopts would wait for the socket. */
function announceNoSocket(channel: Channel, { adopted, ticket }: SentOffer): void {
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
    'The channel to the receiver is closed, so the receiver cannot get the ticket. Start another receiver.',
    { senderHasContext: true, cause },
  );
}

function claimed(offer: SentOffer, { expiresIn, signal }: Bounds, reached: Reached): HandoffError {
  const isContext = offer instanceof ContextOffer;
  const when =
    reached === 'expired' ? `within ${String(expiresIn)} ms` : 'before the handoff was aborted';
  const remedy = isContext
    ? 'The receiver may still finish it: await error.offer.adopted, or call error.offer.reclaim(). '
    : 'The receiver may still get the access token, without the socket. ';
  return new HandoffError(
    'ERR_HANDOFF_CLAIMED',
    `The receiver has claimed the offer, and did not finish the adoption ${when}. ${remedy}` +
      'The socket is in this process.',
    {
      senderHasContext: isContext ? null : true,
      offer: isContext ? offer : undefined,
      cause: reached === 'aborted' ? signal?.reason : undefined,
    },
  );
}
