/** FILETIME counts tenths of a microsecond since 1601. */
const ticksPerMillisecond = 10_000n;
const unixEpochInMilliseconds = 11_644_473_600_000n;

/**
 * "Never" is the largest FILETIME. LSA takes a day off it, and whoever makes it a local time takes off
 * some hours: whatever lies within the last two days, in the year 30828, means the same.
 */
const never = 0x7fff_ffff_ffff_ffffn - 2n * 86_400_000n * ticksPerMillisecond;

/** A point in time, which the addon gives as a FILETIME of UTC. Null for "never", and for none. */
export function fileTimeToDate(fileTime: bigint): Date | null {
  if (fileTime <= 0n || fileTime >= never) return null;
  return new Date(Number(fileTime / ticksPerMillisecond - unixEpochInMilliseconds));
}
