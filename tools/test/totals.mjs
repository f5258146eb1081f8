/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {string[]} failures the name of each failure, and the reason in the lines that follow
 * @property {string[]} skipped the name of each skipped test
 * @property {Record<string, import('../evidence/evidence.mjs').FileResults>} [files] the results by file
 */

/** @returns {Totals} */
export const noTotals = () => ({ passed: 0, failures: [], skipped: [] });

/**
 * Prints the sum. Programs read the last line.
 *
 * @param {Totals[]} parts
 * @returns {number} the exit code
 */
export function reportTotals(parts) {
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failures = parts.flatMap((part) => part.failures);
  const failed = failures.length;
  const skipped = parts.flatMap((part) => part.skipped);

  print('');
  skipped.forEach((name) => print(`skipped: ${name}`));
  // Failures are repeated here, because often only the end of a long report is kept.
  failures.forEach((failure) => print(`failed: ${failure.trim().replaceAll('\n', '\n  ')}`));
  if (passed + failed + skipped.length === 0) print('No test matches this title.');
  const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  print(`${passed} passed, ${failed} failed${skips}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/**
 * @param {string} line
 * @param {NodeJS.WritableStream} [output]
 */
export const print = (line, output = process.stdout) => void output.write(`${line}\n`);
