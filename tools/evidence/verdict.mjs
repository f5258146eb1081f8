// The answer of one run to one claim.

/**
 * @typedef {import('./evidence.mjs').Claim} Claim
 * @typedef {import('./evidence.mjs').Run} Run
 */

/**
 * @param {Claim} claim
 * @param {Run} run
 * @returns {string} "yes" only if each test of the claim has passed
 */
export function verdictOf({ tests = [], facts = {} }, run) {
  const isFact = Object.entries(facts).every(([path, value]) => factOf(run.doctor, path) === value);
  if (!isFact) return 'not verified';
  if (tests.length === 0) return 'yes';

  const results = tests.map((test) => resultsOf(test, run));
  const failed = sum(results, 'failed');
  const skipped = sum(results, 'skipped');
  if (failed > 0) return `**no: ${count(failed, 'test')} failed**`;
  if (sum(results, 'passed') === 0) return 'not verified';
  // A test that was not run at all has neither passed nor been skipped.
  const missing = tests.filter((_, index) => results[index]?.passed === 0);
  if (missing.length > 0) return `yes, but not ${missing.join(', ')}`;
  return skipped === 0 ? 'yes' : `yes, except for ${count(skipped, 'test')}`;
}

/**
 * @param {string} test a file or a folder of test/
 * @param {Run} run
 */
function resultsOf(test, { suites }) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { failed, files } of suites) {
    const own = Object.entries(files).filter(
      ([path]) => path === `test/${test}.test.ts` || path.startsWith(`test/${test}/`),
    );
    for (const [, results] of own) {
      total.passed += results.passed ?? 0;
      total.failed += results.failed ?? 0;
      total.skipped += results.skipped?.length ?? 0;
    }
    // If a suite ends early, the tests that were not reached are missing.
    const known = Object.values(files).reduce((all, each) => all + (each.failed ?? 0), 0);
    if (own.length > 0) total.failed += failed - known;
  }
  return total;
}

/**
 * @param {ReturnType<typeof resultsOf>[]} results
 * @param {'passed' | 'failed' | 'skipped'} part
 */
const sum = (results, part) => results.reduce((total, each) => total + each[part], 0);

/**
 * @param {number} number
 * @param {string} noun
 */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/**
 * @param {any} report
 * @param {string} path
 */
const factOf = (report, path) => path.split('.').reduce((fact, name) => fact?.[name], report);
