/**
 * The version of the handoff protocol: of tickets, records (native/handoff/transfer_record.h has it too)
 * and envelopes. docs/handoff.md says what a new version may change.
 */
export const PROTOCOL_VERSION = 1;

/** The oldest version that this package can still read. */
const OLDEST_VERSION = 1;

/** What each envelope says about its version. */
export interface VersionStatement {
  /** The version of the package that wrote it. */
  readonly version: number;
  /** A receiver with an older version cannot read it. */
  readonly minVersion: number;
}

export const ownVersion: VersionStatement = {
  version: PROTOCOL_VERSION,
  minVersion: PROTOCOL_VERSION,
};

export function isReadable({ version, minVersion }: VersionStatement): boolean {
  return version >= OLDEST_VERSION && minVersion <= PROTOCOL_VERSION;
}
