/** A FILETIME counts units of 100 nanoseconds since 1601. */
const ticksPerMillisecond = 10_000n;
const unixEpochInMilliseconds = 11_644_473_600_000n;

/**
 * "Never" is the largest FILETIME. LSA subtracts a day from it, and a conversion to local time subtracts some
 * hours. So every time in the last two days of the range, in the year 30828, means "never".
 */
const never = 0x7fff_ffff_ffff_ffffn - 2n * 86_400_000n * ticksPerMillisecond;

/** Converts a UTC FILETIME of the addon into a Date. Null means "never" or no time. */
export function fileTimeToDate(fileTime: bigint): Date | null {
  if (fileTime <= 0n || fileTime >= never) return null;
  return new Date(Number(fileTime / ticksPerMillisecond - unixEpochInMilliseconds));
}
