/** FILETIME counts tenths of a microsecond since 1601. */
const ticksPerMillisecond = 10_000n;
const unixEpochInMilliseconds = 11_644_473_600_000n;

/** The last date that JavaScript has; whatever lies beyond means "never". */
const lastDateInMilliseconds = 8_640_000_000_000_000n;

/**
 * A point in time as security packages give it: a FILETIME in local time, as Microsoft recommends to
 * them. Null for "never", and for none.
 */
export function localFileTimeToDate(fileTime: bigint): Date | null {
  const milliseconds = fileTime / ticksPerMillisecond - unixEpochInMilliseconds;
  if (fileTime <= 0n || milliseconds > lastDateInMilliseconds) return null;
  const local = new Date(Number(milliseconds));
  return new Date(
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
    local.getUTCMilliseconds(),
  );
}
