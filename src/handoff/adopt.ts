import { errorOf, native, valueOf } from '../native';
import type { NativeAdoption, Outcome } from '../native-types';
import { HandoffError, versionError } from './handoff-error';
import { type ImportedContext, wrapImportedContext } from './imported-context';
import { PROTOCOL_VERSION } from './protocol-version';
import { threadState } from './thread-state';
import { invalidTicket, parseTicket } from './ticket';

/**
 * How many redeemed tickets are remembered. The handle that a ticket names is gone once the ticket has
 * been redeemed, so that nothing else tells a second use from a ticket that was never valid.
 */
const REMEMBERED = 1024;

/** Tickets that are being redeemed. A second attempt waits, because its error depends on the first. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Redeems a ticket: this process then owns the context that another process has offered to it. Runs off
 * the main thread, because importing can wait on LSA.
 *
 * A ticket that fails closes only handles of its own offer.
 *
 * @example
 * ```ts
 * process.once('message', async (ticket) => {
 *   using context = await adoptContext(ticket);
 *   console.log(context.query('names'), await context.accessToken?.user());
 * });
 * ```
 * @param ticket The `ticket` of the ContextOffer.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE unless the ticket is a string.
 * @throws {HandoffError} ERR_HANDOFF_INVALID_TICKET, ERR_HANDOFF_WRONG_PROCESS for a ticket of
 * another process, ERR_HANDOFF_EXPIRED, ERR_HANDOFF_WITHDRAWN, ERR_HANDOFF_ALREADY_ADOPTED,
 * ERR_HANDOFF_VERSION, and ERR_HANDOFF_REJECTED if this process cannot import the context; `cause` is the
 * reason. `senderHasContext` says who has the context now.
 * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY; the context stays its sender's.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
 */
export async function adoptContext(ticket: string): Promise<ImportedContext> {
  const { pid, section, nonce, expiresAt, version } = parseTicket(ticket);
  const addon = native();
  if (pid !== process.pid) {
    throw new HandoffError(
      'ERR_HANDOFF_WRONG_PROCESS',
      `This ticket is for process ${String(pid)}, and this is process ${String(process.pid)}. ` +
        'Offer the context to the process that shall adopt it.',
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
      return wrapImportedContext(adoption, adoption);
    case 'already-adopted':
      throw alreadyAdopted();
    case 'invalid-ticket':
      throw invalidTicket();
    case 'expired':
      throw new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The offer has expired. Redeem tickets at once, or offer with a longer expiresIn.',
        { senderHasContext: true },
      );
    case 'too-late':
      throw new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The ticket has expired, and its offer is gone. Redeem tickets at once, or offer with a longer ' +
          'expiresIn.',
        { senderHasContext: null },
      );
    case 'refused':
      throw versionError(adoption.senderVersion, PROTOCOL_VERSION);
    case 'withdrawn':
      throw new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The sender has withdrawn the offer.', {
        senderHasContext: true,
      });
    case 'rejected':
      throw new HandoffError(
        'ERR_HANDOFF_REJECTED',
        'This process could not import the context, which stays with its sender.',
        {
          senderHasContext: true,
          cause: adoption.rejection === null ? undefined : errorOf(adoption.rejection),
        },
      );
  }
}

/** Tells the sender of a ticket that this process cannot read the envelope that it came in. */
export function refuseTicket(text: string): void {
  try {
    const { pid, section, nonce, expiresAt, version } = parseTicket(text);
    if (pid === process.pid) native().refuseContext(section, nonce, expiresAt, version);
  } catch (error) {
    // Then the sender cannot be told, and its offer expires.
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
    'This ticket has been redeemed. A ticket can be redeemed once.',
    { senderHasContext: false },
  );
}
