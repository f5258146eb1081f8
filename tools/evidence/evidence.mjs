// The files of docs/evidence: what was run on one computer, and which tests support which claim.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../failure.mjs';
import { inRepository } from '../repository.mjs';

/**
 * The results of the tests of one file. A missing part means none.
 *
 * @typedef {object} FileResults
 * @property {number} [passed]
 * @property {number} [failed]
 * @property {{ title: string, reason: string }[]} [skipped]
 *
 * @typedef {object} SuiteResults
 * @property {string} title
 * @property {number} passed
 * @property {number} failed also counts a suite that could not run
 * @property {Record<string, FileResults>} files by the path of the test: "test/windows/errors.test.ts"
 *
 * A run of all suites, with the report of `sspi-handoff doctor`.
 *
 * @typedef {object} Run
 * @property {string} system "Wine 8.0 on Debian GNU/Linux 12"
 * @property {string} revision of the repository, by `git describe`
 * @property {DoctorReport} doctor
 * @property {SuiteResults[]} suites
 *
 * @typedef {object} Probe
 * @property {string} [conclusion]
 * @property {string} [unknown]
 * @property {ProbeResult[]} [results]
 *
 * @typedef {object} ProbeResult
 * @property {string} [notTried]
 * @property {string} [exportStatus]
 * @property {{ packageName: string, status: string }[]} [imports]
 * @property {string[]} trials
 *
 * @typedef {object} DoctorReport
 * @property {string} date
 * @property {{ node: string }} runtime
 * @property {{ isWine: boolean }} windows
 * @property {Record<string, Probe>} probes
 *
 * The results of tools/matrix.mjs.
 *
 * @typedef {object} Matrix
 * @property {string} script
 * @property {{ row: string, cell: string, ok: boolean, behaviour: string }[]} results
 *
 * @typedef {object} Claim
 * @property {string} claim
 * @property {string[]} [tests] files or folders of test/, without the ending
 * @property {Record<string, unknown>} [facts] of the doctor's report, by path: "windows.isWine"
 *
 * @typedef {object} Evidence
 * @property {Run[]} runs
 * @property {Record<string, Matrix>} matrices by file name
 * @property {Record<string, Claim[]>} claims by group
 */

/**
 * @param {string} folder
 * @returns {Evidence}
 */
export function readEvidence(folder) {
  /** @type {Evidence} */
  const evidence = { runs: [], matrices: {}, claims: {} };
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const content = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (name === 'claims.json') evidence.claims = content;
    else if ('suites' in content) evidence.runs.push(content);
    else if ('results' in content) evidence.matrices[name] = content;
    else throw new Failure(`${name} is neither a run of the suites nor a matrix.`);
  }
  for (const { claim, tests = [] } of Object.values(evidence.claims).flat()) {
    const missing = tests.filter((test) => !exists(test));
    if (missing.length > 0) throw new Failure(`"${claim}" names missing tests: ${missing}.`);
  }
  return evidence;
}

/** @param {string} test */
const exists = (test) =>
  [`test/${test}.test.ts`, `test/${test}`].some((path) => existsSync(inRepository(path)));
