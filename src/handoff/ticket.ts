import { ArgumentTypeError } from '../arguments';
import { HandoffError, versionError } from './handoff-error';
import { PROTOCOL_VERSION } from './protocol-version';

/** The parts of a ticket: the version, the receiver's pid, the section's handle there, the expiry and the nonce. */
export interface Ticket {
  readonly version: number;
  readonly pid: number;
  readonly section: bigint;
  /** In milliseconds of Windows' tick count, which all processes share. */
  readonly expiresAt: bigint;
  readonly nonce: Uint8Array;
}

// A newer version may add parts at the end. The other parts never change.
const form =
  /^sspi-handoff\.(0|[1-9][0-9]{0,9})\.([1-9][0-9]{0,9})\.([1-9a-f][0-9a-f]{0,7})\.([1-9a-f][0-9a-f]{0,15})\.([0-9a-f]{32})(\.[!-~]{1,200})?$/;

const anyVersion = /^sspi-handoff\.(0|[1-9][0-9]{0,9})\./;

export function formatTicket({ pid, section, expiresAt, nonce }: Omit<Ticket, 'version'>): string {
  return [
    'sspi-handoff',
    PROTOCOL_VERSION,
    pid,
    section.toString(16),
    expiresAt.toString(16),
    Buffer.from(nonce).toString('hex'),
  ].join('.');
}

export function parseTicket(text: unknown): Ticket {
  // Not requireText, because received text with a NUL is an invalid ticket and not a wrong argument.
  if (typeof text !== 'string') throw new ArgumentTypeError('ticket', 'a string', text);
  const version = Number(anyVersion.exec(text)?.[1] ?? PROTOCOL_VERSION);
  const [, , pid, section, expiresAt, nonce, more] = form.exec(text) ?? [];
  const isComplete = pid && section && expiresAt && nonce;
  if (!isComplete || (more !== undefined && version <= PROTOCOL_VERSION)) {
    throw version > PROTOCOL_VERSION ? versionError(version, PROTOCOL_VERSION) : invalidTicket();
  }
  return {
    version,
    pid: Number(pid),
    section: BigInt(`0x${section}`),
    expiresAt: BigInt(`0x${expiresAt}`),
    nonce: Buffer.from(nonce, 'hex'),
  };
}

export function invalidTicket(): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_INVALID_TICKET',
    'The ticket is not valid in this process: it is malformed, it was not issued to this process, its ' +
      'offer was withdrawn, or another thread redeemed it. Pass offer.ticket unchanged.',
    { senderHasContext: null },
  );
}
