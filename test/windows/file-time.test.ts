import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Not of the public interface: no package says "never" in all the ways that Windows has for it.
const file = join(__dirname, '../../src/windows/file-time.js');

describe('A FILETIME', () => {
  let fileTimeToDate: (fileTime: bigint) => Date | null;
  before(async () => {
    ({ fileTimeToDate } = (await import(pathToFileURL(file).href)) as {
      fileTimeToDate: typeof fileTimeToDate;
    });
  });

  const dates: [string, bigint, string][] = [
    ['1601', 10_000n, '1601-01-01T00:00:00.001Z'],
    ['1970', 116_444_736_000_000_000n, '1970-01-01T00:00:00.000Z'],
    // https://learn.microsoft.com/windows/win32/api/minwinbase/ns-minwinbase-filetime counts as this does:
    // `date -u -d 2026-11-21T01:02:03Z +%s` is 1795222923.
    ['2026', (1_795_222_923n + 11_644_473_600n) * 10_000_000n, '2026-11-21T01:02:03.000Z'],
  ];
  for (const [year, fileTime, expected] of dates) {
    it(`of ${year} is a Date`, () => {
      assert.equal(fileTimeToDate(fileTime)?.toISOString(), expected);
    });
  }

  const none: [string, bigint][] = [
    ['none', 0n],
    ['a negative one', -1n],
    ['the largest there is', 0x7fff_ffff_ffff_ffffn],
    ["LSA's, a day before", 0x7fff_ff36_d596_9fffn],
    ["LSA's in the westernmost time zone", 0x7fff_ff36_d596_9fffn - 12n * 36_000_000_000n],
  ];
  for (const [what, fileTime] of none) {
    it(`is null for ${what}`, () => {
      assert.equal(fileTimeToDate(fileTime), null);
    });
  }
});
