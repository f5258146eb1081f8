/**
 * @typedef {object} Totals of one suite, or of all
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped what was skipped, by name
 */

/**
 * Prints the sum, in a last line that machines can read.
 *
 * @param {Totals[]} parts
 * @returns {number} the exit code
 */
export function reportTotals(parts) {
  const passed = sum(parts.map((part) => part.passed));
  const failed = sum(parts.map((part) => part.failed));
  const skipped = parts.flatMap((part) => part.skipped);
  /** @param {string} line */
  const print = (line) => process.stdout.write(`${line}\n`);

  print('');
  skipped.forEach((name) => print(`skipped: ${name}`));
  if (passed + failed + skipped.length === 0) print('No test has such a title.');
  print(
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  );
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
