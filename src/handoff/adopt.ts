import { errorOf, native, valueOf } from '../native';
import type { NativeAdoption, Outcome } from '../native-types';
import { ImportedContext } from '../sspi/context';
import { HandoffError, versionError } from './handoff-error';
import { PROTOCOL_VERSION } from './protocol-version';
import { threadState } from './thread-state';
import { invalidTicket, parseTicket } from './ticket';

/**
 * The number of redeemed tickets to remember. A redeemed ticket's handle is closed, so only this memory
 * distinguishes a second use of a ticket from a ticket that was never valid.
 */
const REMEMBERED = 1024;

/** The tickets that are being redeemed. A second attempt waits, because its error depends on the first. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Redeems a ticket: this process then owns the context that another process offered to it. Runs off the
 * main thread, because importing can wait on LSA.
 *
 * A failed ticket closes only the handles of its own offer.
 *
 * @example
 * ```ts
 * process.once('message', async (ticket) => {
 *   using context = await adoptContext(ticket);
 *   console.log(context.query('names'), await context.accessToken?.user());
 * });
 * ```
 * @param ticket The `ticket` of the ContextOffer in the sender.
 * @returns The context, with the client's access token in `accessToken`.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE unless the ticket is a string.
 * @throws {HandoffError} ERR_HANDOFF_INVALID_TICKET, ERR_HANDOFF_WRONG_PROCESS for a ticket of
 * another process, ERR_HANDOFF_EXPIRED, ERR_HANDOFF_WITHDRAWN, ERR_HANDOFF_ALREADY_ADOPTED,
 * ERR_HANDOFF_VERSION, and ERR_HANDOFF_REJECTED if this process cannot import the context; `cause` is the
 * reason. `senderHasContext` says whether the sender has the context.
 * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY. The sender keeps the context.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
 * @category Hand off
 */
export async function adoptContext(ticket: string): Promise<ImportedContext> {
  const { pid, section, nonce, expiresAt, version } = parseTicket(ticket);
  const addon = native();
  if (pid !== process.pid) {
    throw new HandoffError(
      'ERR_HANDOFF_WRONG_PROCESS',
      `This ticket is for process ${String(pid)}, but this is process ${String(process.pid)}. ` +
        'Offer the context to the process that calls adoptContext().',
      { senderHasContext: null },
    );
  }
  while (underWay.has(ticket)) await underWay.get(ticket);
  if (threadState().redeemed.has(ticket)) throw alreadyAdopted();

  let end: () => void = () => undefined;
  const redeeming = new Promise<void>((resolve) => {
    end = resolve;
  });
  underWay.set(ticket, redeeming);
  try {
    return await redeem(ticket, addon.adoptContext(section, nonce, expiresAt, version));
  } finally {
    underWay.delete(ticket);
    end();
  }
}

async function redeem(
  ticket: string,
  adopting: Promise<Outcome<NativeAdoption>>,
): Promise<ImportedContext> {
  const adoption = valueOf(await adopting);
  switch (adoption.outcome) {
    case 'adopted':
      remember(ticket);
      return ImportedContext.create(adoption, {
        ...adoption,
        negotiatedPackageName: adoption.negotiatedPackageName || null,
      });
    case 'already-adopted':
      throw alreadyAdopted();
    case 'invalid-ticket':
      throw invalidTicket();
    case 'expired':
      throw new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The offer has expired. Redeem the ticket sooner, or raise expiresIn of the offer.',
        { senderHasContext: true },
      );
    case 'too-late':
      throw new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The ticket has expired, and its offer has ended. Redeem the ticket sooner, or raise expiresIn of ' +
          'the offer.',
        { senderHasContext: null },
      );
    case 'refused':
      throw versionError(adoption.senderVersion, PROTOCOL_VERSION);
    case 'withdrawn':
      throw new HandoffError(
        'ERR_HANDOFF_WITHDRAWN',
        'The sender has withdrawn the offer. Ask the sender for a new ticket.',
        {
          senderHasContext: true,
        },
      );
    case 'rejected':
      throw new HandoffError(
        'ERR_HANDOFF_REJECTED',
        'This process could not import the context. The sender keeps the context.',
        {
          senderHasContext: true,
          cause: adoption.rejection === null ? undefined : errorOf(adoption.rejection),
        },
      );
  }
}

/** Notifies the sender of a ticket that this process cannot read the envelope of the ticket. */
export function refuseTicket(text: string): void {
  try {
    const { pid, section, nonce, expiresAt, version } = parseTicket(text);
    if (pid === process.pid) native().refuseContext(section, nonce, expiresAt, version);
  } catch (error) {
    // Then the sender cannot be notified, and its offer expires.
    if (!(error instanceof HandoffError)) throw error;
  }
}

function remember(ticket: string): void {
  const { redeemed } = threadState();
  redeemed.add(ticket);
  const [oldest] = redeemed;
  if (redeemed.size > REMEMBERED && oldest !== undefined) redeemed.delete(oldest);
}

function alreadyAdopted(): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_ALREADY_ADOPTED',
    'This ticket was redeemed before. A ticket can be redeemed only once.',
    { senderHasContext: false },
  );
}
