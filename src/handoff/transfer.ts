import { errorOf, native } from '../native';
import type { NativeFailure, NativeOffer, NativeProgress } from '../native-types';
import { HandoffError, versionError } from './handoff-error';
import { PROTOCOL_VERSION } from './protocol-version';
import { formatTicket } from './ticket';

/** The end of a transfer. */
export type TransferEnd = Exclude<NativeProgress, 'pending'>;

/** The sender's side of one transfer: its ticket and its end. It offers a context, or an access token alone. */
export class Transfer {
  /** The text that the receiver redeems. */
  readonly ticket: string;
  /**
   * Fulfilled when the receiver has adopted the content, and rejected if it does not get the content. By then
   * the handles in the receiver are closed.
   */
  readonly adopted: Promise<void>;

  readonly #native: NativeOffer;
  readonly #onEnd: (end: TransferEnd) => boolean;
  readonly #settle: (error?: HandoffError) => void;
  #end: TransferEnd | 'pending' = 'pending';

  /**
   * @param pid The receiver.
   * @param onEnd Called once, at the end. Returns whether the sender has the content then.
   */
  constructor(nativeOffer: NativeOffer, pid: number, onEnd: (end: TransferEnd) => boolean) {
    this.#native = nativeOffer;
    this.#onEnd = onEnd;
    this.ticket = formatTicket({
      pid,
      section: native().Offer.section(nativeOffer),
      expiresAt: native().Offer.expiresAt(nativeOffer),
      nonce: native().Offer.nonce(nativeOffer),
    });
    let settle: (error?: HandoffError) => void = ignore;
    this.adopted = new Promise((resolve, reject) => {
      settle = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    this.adopted.catch(ignore);
    this.#settle = settle;
  }

  /** Starts to watch for the end. @returns The failure, if the transfer cannot be watched. */
  watch(): NativeFailure | undefined {
    return native().Offer.watch(this.#native, () => {
      this.#poll();
    }).failure;
  }

  get end(): TransferEnd | 'pending' {
    return this.#end;
  }

  /**
   * Withdraws the offer, unless the receiver has claimed it.
   *
   * @returns Whether the transfer has ended. False while the receiver is adopting the content.
   */
  withdraw(): boolean {
    if (this.#end === 'pending') {
      native().Offer.withdraw(this.#native);
      this.#poll();
    }
    return this.#end !== 'pending';
  }

  /** Lets the process exit although the transfer has not ended. */
  unref(): void {
    if (this.#end === 'pending') native().Offer.unref(this.#native);
  }

  #poll(): void {
    if (this.#end !== 'pending') return;
    const { progress, rejection, receiverVersion } = native().Offer.poll(this.#native);
    if (progress === 'pending') return;
    this.#end = progress;
    native().Offer.unwatch(this.#native);
    if (progress === 'adopted') {
      this.#onEnd(progress);
      this.#settle();
      return;
    }
    // Before onEnd, which may dispose the native offer. If the call fails, the offer's destructor repeats it.
    const pulled = native().Offer.pullHandles(this.#native);
    const senderHasContext = this.#onEnd(progress);
    const error = errorOfEnd(progress, senderHasContext, rejection, receiverVersion);
    const settle = () => {
      this.#settle(error);
    };
    pulled.then(settle, settle);
  }
}

export function errorOfEnd(
  end: Exclude<TransferEnd, 'adopted'>,
  senderHasContext: boolean,
  rejection: NativeFailure | null = null,
  receiverVersion: number | null = null,
): HandoffError {
  if (end === 'refused') return versionError(PROTOCOL_VERSION, receiverVersion ?? undefined);
  const [code, message] = ends[end];
  const cause = rejection === null ? undefined : errorOf(rejection);
  return new HandoffError(code, message, { senderHasContext, cause });
}

const ends = {
  expired: [
    'ERR_HANDOFF_EXPIRED',
    'The receiver did not claim the offer in time. Check that it calls onContext(), onAccessToken() or ' +
      'adoptContext(), or raise expiresIn.',
  ],
  rejected: [
    'ERR_HANDOFF_REJECTED',
    'The receiver could not import the context. Check that it has the same security package.',
  ],
  'receiver-exited': [
    'ERR_HANDOFF_RECEIVER_EXITED',
    'The receiver ended before it had adopted the offer. Start another receiver.',
  ],
  altered: [
    'ERR_HANDOFF_ALTERED',
    'The receiver changed the transfer record, against the protocol. This process imports nothing that ' +
      'the receiver wrote. The receiver may have the context: treat the session as owned by the receiver.',
  ],
  withdrawn: ['ERR_HANDOFF_WITHDRAWN', 'The offer was withdrawn before the receiver claimed it.'],
} as const;

function ignore(): void {
  // Callers that await `adopted` get its error. Without such callers the error is ignored.
}
