import { errorOf, native, valueOf } from '../native';
import type { NativeAdoption, Outcome } from '../native-types';
import { type ImportedContext, wrapImportedContext } from './imported-context';
import { HandoffError } from './handoff-error';
import { invalidTicket, parseTicket } from './ticket';

/**
 * The last tickets that this thread has redeemed. The handle that a ticket names is gone once it has
 * been redeemed, so that nothing else tells a second use from a ticket that was never any good.
 */
const redeemed = new Set<string>();
const REMEMBERED = 1024;

/** What is being redeemed. A second attempt waits: only then is it clear what there is to say of it. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Redeems a ticket: the context that another process has offered to this one is then this one's, and
 * nobody else's. Off the main thread: importing can wait on LSA.
 *
 * A ticket that fails closes nothing in this process that is not the offer's own.
 *
 * @example
 * ```ts
 * process.once('message', async (ticket) => {
 *   using context = await adoptContext(ticket);
 *   console.log(context.query('names'), await context.accessToken?.user());
 * });
 * ```
 * @param ticket What `ContextOffer.ticket` was.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE for what is not a string.
 * @throws {HandoffError} ERR_HANDOFF_INVALID_TICKET, ERR_HANDOFF_WRONG_PROCESS for a ticket of
 * another process, ERR_HANDOFF_EXPIRED, ERR_HANDOFF_WITHDRAWN, ERR_HANDOFF_ALREADY_ADOPTED, and
 * ERR_HANDOFF_REJECTED if this process cannot import it; `cause` says why. `senderHasContext` says who
 * has it now.
 * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY; the context stays its sender's.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
 */
export async function adoptContext(ticket: string): Promise<ImportedContext> {
  const { pid, section, nonce } = parseTicket(ticket);
  const addon = native();
  if (pid !== process.pid) {
    throw new HandoffError(
      'ERR_HANDOFF_WRONG_PROCESS',
      `This ticket is for the process ${String(pid)}, and this is ${String(process.pid)}. ` +
        'Offer the context to the process that is to adopt it.',
      { senderHasContext: null },
    );
  }
  while (underWay.has(ticket)) await underWay.get(ticket);
  if (redeemed.has(ticket)) throw alreadyAdopted();

  const redeeming = redeem(ticket, addon.adoptContext(section, nonce));
  const settled = () => underWay.delete(ticket);
  underWay.set(ticket, redeeming.then(settled, settled));
  return redeeming;
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
    case 'withdrawn':
      throw new HandoffError('ERR_HANDOFF_WITHDRAWN', 'The sender has withdrawn the offer.', {
        senderHasContext: true,
      });
    case 'rejected':
      throw new HandoffError(
        'ERR_HANDOFF_REJECTED',
        'This process could not import the context; it stays with its sender.',
        {
          senderHasContext: true,
          cause: adoption.rejection === null ? undefined : errorOf(adoption.rejection),
        },
      );
  }
}

function remember(ticket: string): void {
  redeemed.add(ticket);
  const [oldest] = redeemed;
  if (redeemed.size > REMEMBERED && oldest !== undefined) redeemed.delete(oldest);
}

function alreadyAdopted(): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_ALREADY_ADOPTED',
    'This ticket has been redeemed. A ticket is good once.',
    { senderHasContext: false },
  );
}
