/**
 * The version of the handoff protocol, for tickets, envelopes and records. It must match the version in
 * native/handoff/transfer_record.h. docs/handoff.md lists the changes that a new version may make.
 */
export const PROTOCOL_VERSION = 1;

/** The oldest version that this package can still read. */
const OLDEST_VERSION = 1;

/** The version properties of an envelope. */
export interface VersionStatement {
  /** The protocol version of the sender. */
  readonly version: number;
  /** The oldest protocol version that can read the envelope. */
  readonly minVersion: number;
}

export const ownVersion: VersionStatement = {
  version: PROTOCOL_VERSION,
  minVersion: PROTOCOL_VERSION,
};

export function isReadable({ version, minVersion }: VersionStatement): boolean {
  return version >= OLDEST_VERSION && minVersion <= PROTOCOL_VERSION;
}
