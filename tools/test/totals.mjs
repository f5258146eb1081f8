import { elapsed } from '../steps.mjs';

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {string[]} failures the name of each failure, and the reason in the lines that follow
 * @property {string[]} skipped the name of each skipped test
 *
 * @typedef {object} Check
 * @property {string} title
 * @property {() => Promise<Verdict>} run
 *
 * @typedef {object} Verdict
 * @property {string | undefined} [failure] the reason
 * @property {string} [skipped] the reason
 * @property {string} [remark] follows the title of a passed check
 */

/** @returns {Totals} */
export const noTotals = () => ({ passed: 0, failures: [], skipped: [] });

/**
 * Runs checks at the same time, and reports them in order.
 *
 * @param {Check[]} checks
 * @param {string} [prefix] of the names in the totals
 * @returns {Promise<Totals>}
 */
export async function runInParallel(checks, prefix = '') {
  const totals = noTotals();
  const started = performance.now();
  const verdicts = checks.map(async ({ run }) => {
    const verdict = await run();
    return { ...verdict, time: elapsed(started) };
  });
  for (const [index, { title }] of checks.entries()) {
    const { failure, skipped, remark = '', time } = (await verdicts[index]) ?? {};
    if (skipped !== undefined) {
      totals.skipped.push(`${prefix}${title}: ${skipped}`);
      print(`  - ${title}`);
    } else if (failure === undefined) {
      totals.passed++;
      print(`  ✓ ${title}${remark}, ${time}`);
    } else {
      totals.failures.push(`${prefix}${title}\n${failure}`);
      print(`  ✗ ${title}, ${time}\n\n${failure}\n`);
    }
  }
  return totals;
}

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

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);
