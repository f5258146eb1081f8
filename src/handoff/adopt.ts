import { errorOf, native, valueOf } from '../native';
import type { NativeAddon, NativeAdoption, NativeTicket, Outcome } from '../native-types';
import { ImportedContext } from '../sspi/context';
import { traced } from '../tracing';
import { AccessToken } from '../windows/access-token';
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
  const adopted = await redeemContext(ticket);
  return ImportedContext.create(adopted, {
    ...adopted,
    negotiatedPackageName: adopted.negotiatedPackageName || null,
  });
}

/** Redeems the ticket of an access token that was sent without a context. The errors are those of adoptContext(). */
export async function adoptAccessToken(ticket: string): Promise<AccessToken> {
  const { accessToken } = await redeemAccessToken(ticket);
  return AccessToken.wrap(accessToken);
}

const redeemContext = traced({
  operation: 'adopt',
  before: () => ({ content: 'context' }),
  run: async (ticket: string) =>
    await redeem(ticket, (addon, parts) => addon.adoptContext(...parts)),
  after: ({ packageName, accessToken }) => ({ packageName, hasAccessToken: accessToken !== null }),
});

const redeemAccessToken = traced({
  operation: 'adopt',
  before: () => ({ content: 'token' }),
  run: async (ticket: string) =>
    await redeem(ticket, (addon, parts) => addon.adoptAccessToken(...parts)),
});

/** The call of the addon that adopts one kind of content. */
type Adopt<Content> = (
  addon: NativeAddon,
  ticket: NativeTicket,
) => Promise<Outcome<NativeAdoption<Content>>>;

/** Redeems a ticket once in this thread, also if it is passed twice at the same time. */
async function redeem<Content>(ticket: string, adopt: Adopt<Content>): Promise<Content> {
  const { pid, section, nonce, expiresAt, version } = parseTicket(ticket);
  const addon = native();
  if (pid !== process.pid) {
    throw new HandoffError(
      'ERR_HANDOFF_WRONG_PROCESS',
      `This ticket is for process ${String(pid)}, but this is process ${String(process.pid)}. ` +
        'Offer to the process that redeems the ticket.',
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
    const adoption = valueOf(await adopt(addon, [section, nonce, expiresAt, version]));
    if (adoption.outcome !== 'adopted') throw errorOfAdoption(adoption);
    remember(ticket);
    return adoption;
  } finally {
    underWay.delete(ticket);
    end();
  }
}

function errorOfAdoption(
  adoption: Exclude<NativeAdoption<never>, { readonly outcome: 'adopted' }>,
): HandoffError {
  switch (adoption.outcome) {
    case 'already-adopted':
      return alreadyAdopted();
    case 'invalid-ticket':
      return invalidTicket();
    case 'expired':
      return new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The offer has expired. Redeem the ticket sooner, or raise expiresIn of the offer.',
        { senderHasContext: true },
      );
    case 'too-late':
      return new HandoffError(
        'ERR_HANDOFF_EXPIRED',
        'The ticket has expired, and its offer has ended. Redeem the ticket sooner, or raise expiresIn of ' +
          'the offer.',
        { senderHasContext: null },
      );
    case 'refused':
      return versionError(adoption.senderVersion, PROTOCOL_VERSION);
    case 'withdrawn':
      return new HandoffError(
        'ERR_HANDOFF_WITHDRAWN',
        'The sender has withdrawn the offer. Ask the sender for a new ticket.',
        {
          senderHasContext: true,
        },
      );
    case 'rejected':
      return new HandoffError(
        'ERR_HANDOFF_REJECTED',
        'This process could not adopt the offer, for example because the security package refused the import. ' +
          'The sender keeps the context.',
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
    if (pid === process.pid) native().refuseTicket(section, nonce, expiresAt, version);
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
