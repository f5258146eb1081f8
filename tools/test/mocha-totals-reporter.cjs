// mocha's own report for people, and the totals for the command that started mocha.

const { writeFileSync } = require('node:fs');
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
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      const totals = { passed: passes, failed: failures, skipped };
      writeFileSync(String(process.env.SSPI_HANDOFF_TOTALS), JSON.stringify(totals));
    });
  }
}

module.exports = TotalsReporter;
