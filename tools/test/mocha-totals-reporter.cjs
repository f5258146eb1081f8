// Prints mocha's spec report, and writes the totals to a file for tools/test/suite.mjs.

const { writeFileSync } = require('node:fs');
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
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}\n${inspect(error)}`));
    runner.once('end', () => {
      const totals = { passed: this.stats.passes, failures, skipped };
      writeFileSync(String(process.env.SSPI_HANDOFF_TOTALS), JSON.stringify(totals));
    });
  }
}

module.exports = TotalsReporter;
