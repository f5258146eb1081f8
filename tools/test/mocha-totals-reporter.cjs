// Prints mocha's spec report, and writes the totals to a file for tools/test/suite.mjs, before each test and
// each hook and at the end. So they are known if a test blocks or ends its process.

const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { inspect } = require('node:util');
const { reporters } = require('mocha');

class TotalsReporter extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const skipped = [];
    /** @type {string[]} */
    const failures = [];
    /** @type {Record<string, { passed?: number, failed?: number, skipped?: object[] }>} */
    const files = {};
    const resultsOf = (/** @type {{ file?: string | undefined }} */ { file = '' }) =>
      (files[sourceOf(file)] ??= {});
    runner.on('pass', (test) => {
      const results = resultsOf(test);
      results.passed = (results.passed ?? 0) + 1;
    });
    runner.on('pending', (test) => {
      skipped.push(test.fullTitle());
      (resultsOf(test).skipped ??= []).push(withReason(test.fullTitle()));
    });
    runner.on('fail', (test, error) => {
      failures.push(`${test.fullTitle()}\n${inspect(error)}`);
      // A failed hook ends the suite early: the test that it belongs to has failed.
      const results = resultsOf({ file: test.ctx?.currentTest?.file ?? test.file });
      results.failed = (results.failed ?? 0) + 1;
    });
    const write = (/** @type {{ running?: string, isComplete?: boolean }} */ progress) => {
      const totals = { passed: this.stats.passes, failures, skipped, files };
      writeFileSync(
        String(process.env.SSPI_HANDOFF_TOTALS),
        JSON.stringify({ ...progress, totals }),
      );
    };
    for (const start of ['test', 'hook']) {
      runner.on(start, (/** @type {import('mocha').Runnable} */ runnable) => {
        write({ running: runnable.fullTitle() });
      });
    }
    // With --parallel all events of a file arrive after its end.
    runner.on('test end', () => write({}));
    runner.once('end', () => write({ isComplete: true }));
  }
}

/**
 * The source of a compiled test, from the repository's root.
 *
 * @param {string} file
 */
const sourceOf = (file) => relative('build', file).replaceAll('\\', '/').replace(/\.js$/, '.ts');

/**
 * A skipped test has the reason in its title: "… (skipped: reason)" or "… skipped: reason".
 *
 * @param {string} title
 */
function withReason(title) {
  const [, reason = 'no reason in the title'] =
    /\(skipped(?: under Wine)?: (.*)\)$/.exec(title) ?? /skipped: (.*)$/.exec(title) ?? [];
  return { title, reason };
}

module.exports = TotalsReporter;
