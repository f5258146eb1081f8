import { ArgumentTypeError } from '../arguments';
import { HandoffError } from './handoff-error';

/** What a ticket says: which process may redeem it, which of its handles, and the nonce. */
export interface Ticket {
  readonly pid: number;
  readonly section: bigint;
  readonly nonce: Uint8Array;
}

const form = /^sspi-handoff\.1\.([1-9][0-9]{0,9})\.([1-9a-f][0-9a-f]{0,7})\.([0-9a-f]{32})$/;

export function formatTicket({ pid, section, nonce }: Ticket): string {
  const hex = Buffer.from(nonce).toString('hex');
  return `sspi-handoff.1.${String(pid)}.${section.toString(16)}.${hex}`;
}

export function parseTicket(text: unknown): Ticket {
  // Not requireText: what came from a channel, a NUL in it too, is a bad ticket and no wrong argument.
  if (typeof text !== 'string') throw new ArgumentTypeError('ticket', 'a string', text);
  const [, pid, section, nonce] = form.exec(text) ?? [];
  if (pid === undefined || section === undefined || nonce === undefined) throw invalidTicket();
  return {
    pid: Number(pid),
    section: BigInt(`0x${section}`),
    nonce: Buffer.from(nonce, 'hex'),
  };
}

export function invalidTicket(): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_INVALID_TICKET',
    'This is no ticket, or none that this process was ever given. Pass offer.ticket just as it is.',
    { senderHasContext: null },
  );
}
