import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The test loads an internal module, because no package reports "never" in each form that Windows has.
const file = join(__dirname, '../../src/windows/file-time.js');

describe('fileTimeToDate()', () => {
  let fileTimeToDate: (fileTime: bigint) => Date | null;
  before(async () => {
    ({ fileTimeToDate } = (await import(pathToFileURL(file).href)) as {
      fileTimeToDate: typeof fileTimeToDate;
    });
  });

  const dates: [string, bigint, string][] = [
    ['1601', 10_000n, '1601-01-01T00:00:00.001Z'],
    ['1970', 116_444_736_000_000_000n, '1970-01-01T00:00:00.000Z'],
    // https://learn.microsoft.com/windows/win32/api/minwinbase/ns-minwinbase-filetime defines the epoch.
    // `date -u -d 2026-11-21T01:02:03Z +%s` prints 1795222923.
    ['2026', (1_795_222_923n + 11_644_473_600n) * 10_000_000n, '2026-11-21T01:02:03.000Z'],
  ];
  for (const [year, fileTime, expected] of dates) {
    it(`returns the Date of a FILETIME of ${year}`, () => {
      assert.equal(fileTimeToDate(fileTime)?.toISOString(), expected);
    });
  }

  const neverTimes: [string, bigint][] = [
    ['zero', 0n],
    ['a negative value', -1n],
    ['the largest value', 0x7fff_ffff_ffff_ffffn],
    ['the "never" of LSA, a day before the largest value', 0x7fff_ff36_d596_9fffn],
    [
      'the "never" of LSA in the westernmost time zone',
      0x7fff_ff36_d596_9fffn - 12n * 36_000_000_000n,
    ],
  ];
  for (const [description, fileTime] of neverTimes) {
    it(`returns null for ${description}`, () => {
      assert.equal(fileTimeToDate(fileTime), null);
    });
  }
});
