/**
 * @typedef {object} Totals of one suite, or of all
 * @property {number} passed
 * @property {string[]} failures what failed, by name, and why in the lines that follow
 * @property {string[]} skipped what was skipped, by name
 */

/** @returns {Totals} */
export const noTotals = () => ({ passed: 0, failures: [], skipped: [] });

/**
 * Prints the sum, in a last line that machines can read.
 *
 * @param {Totals[]} parts
 * @returns {number} the exit code
 */
export function reportTotals(parts) {
  const passed = sum(parts.map((part) => part.passed));
  const failures = parts.flatMap((part) => part.failures);
  const failed = failures.length;
  const skipped = parts.flatMap((part) => part.skipped);
  /** @param {string} line */
  const print = (line) => process.stdout.write(`${line}\n`);

  print('');
  skipped.forEach((name) => print(`skipped: ${name}`));
  // Once more, because of a long report often only its end is kept.
  failures.forEach((failure) => print(`failed: ${failure.trim().replaceAll('\n', '\n  ')}`));
  if (passed + failed + skipped.length === 0) print('No test has such a title.');
  print(
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  );
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
