// Fills the generated parts of a page. A part begins with a comment, `<!-- generated: claims package -->`,
// and ends with `<!-- end -->`. The text between parts is written by hand.

import { Failure } from '../failure.mjs';
import { verdictOf } from './verdict.mjs';

/**
 * @typedef {import('./evidence.mjs').Evidence} Evidence
 * @typedef {import('./evidence.mjs').Run} Run
 */

const PART = /^(<!-- generated: (\w+) ?(\S*) -->)\n[^]*?^<!-- end -->$/gm;

/**
 * @param {string} text
 * @param {Evidence} evidence
 * @returns {string}
 */
export const fillPage = (text, evidence) =>
  text.replace(PART, (_, begin, kind, name) => {
    const write = PARTS[kind];
    if (!write) throw new Failure(`${begin} has an unknown kind. Known: ${Object.keys(PARTS)}.`);
    return [begin, '', write(evidence, name), '', '<!-- end -->'].join('\n');
  });

/** @type {Record<string, (evidence: Evidence, name: string) => string>} */
const PARTS = {
  runs: ({ runs }) =>
    [
      runs.some(isWindows) ? '' : '**Nothing has run on Windows yet.**\n\n',
      table(
        ['System', 'Node.js', 'Date', 'Revision', 'Passed', 'Failed', 'Skipped'],
        runs.map(({ system, revision, doctor, suites }) => [
          system,
          doctor.runtime.node,
          doctor.date.slice(0, 10),
          revision,
          total(suites, 'passed'),
          total(suites, 'failed'),
          skippedTests({ suites }).length,
        ]),
      ),
    ].join(''),

  claims({ runs, claims }, group) {
    const rows = claims[group];
    if (!rows) throw new Failure(`claims.json has no group "${group}".`);
    return table(
      ['Claim', ...columns(runs), 'Tests'],
      rows.map((claim) => [
        claim.claim,
        ...runs.map((run) => verdictOf(claim, run)),
        ...(runs.some(isWindows) ? [] : ['not yet']),
        testsOf(claim),
      ]),
    );
  },

  /** For each package: the result of an export and import of a complete context. */
  probes({ runs }) {
    const names = [...new Set(runs.flatMap(({ doctor }) => Object.keys(doctor.probes)))];
    return table(
      ['Package', ...columns(runs)],
      names.map((name) => [
        name,
        ...runs.map(({ doctor }) => probeOf(doctor.probes[name])),
        ...(runs.some(isWindows) ? [] : ['not yet']),
      ]),
    );
  },

  skipped: ({ runs }) =>
    runs
      .map((run) => {
        /** @type {Record<string, number>} */
        const reasons = {};
        for (const { reason } of skippedTests(run)) reasons[reason] = (reasons[reason] ?? 0) + 1;
        const rows = Object.entries(reasons).sort(([, one], [, other]) => other - one);
        return table([`Reason, ${nameOf(run)}`, 'Tests'], rows);
      })
      .join('\n\n'),

  matrix({ matrices }, file) {
    const matrix = matrices[file];
    if (!matrix) return 'Not recorded yet.';
    const cells = [...new Set(matrix.results.map(({ cell }) => cell))];
    const rows = [...new Set(matrix.results.map(({ row }) => row))];
    return table(
      ['', ...cells],
      rows.map((row) => [
        row,
        ...cells.map((cell) => {
          const result = matrix.results.find((each) => each.row === row && each.cell === cell);
          if (!result) return '–';
          return result.ok ? result.behaviour : `**${result.behaviour}**`;
        }),
      ]),
    );
  },
};

/** @param {Run} run */
const isWindows = ({ doctor }) => doctor.windows.isWine === false;

/** @param {Run} run */
const nameOf = ({ system, doctor }) =>
  `${system.replace(/ on .*/, '')}, Node.js ${doctor.runtime.node.split('.')[0]}`;

/** @param {Run[]} runs */
const columns = (runs) => [...runs.map(nameOf), ...(runs.some(isWindows) ? [] : ['Windows'])];

/** @param {Pick<Run, 'suites'>} run */
const skippedTests = ({ suites }) =>
  suites.flatMap(({ files }) => Object.values(files).flatMap(({ skipped = [] }) => skipped));

/**
 * @param {Run['suites']} suites
 * @param {'passed' | 'failed'} part
 */
const total = (suites, part) => suites.reduce((sum, suite) => sum + suite[part], 0);

/**
 * The tests by folder: "windows: errors, leaks".
 *
 * @param {import('./evidence.mjs').Claim} claim
 */
function testsOf({ tests = [], facts = {} }) {
  /** @type {Record<string, string[]>} */
  const folders = {};
  for (const test of tests) {
    const [folder = '', ...name] = test.split(/\/(?=[^/]*$)/);
    folders[folder] = [...(folders[folder] ?? []), ...name];
  }
  return [
    ...Object.entries(folders).map(([folder, names]) =>
      names.length === 0 ? folder : `${folder}: ${names.join(', ')}`,
    ),
    ...Object.keys(facts).map((path) => `doctor: ${path}`),
  ].join('; ');
}

/**
 * The distinct results for complete contexts, because only these can be handed off.
 *
 * @param {import('./evidence.mjs').Probe | undefined} probe
 */
function probeOf(probe) {
  if (!probe) return 'not listed';
  if (probe.unknown !== undefined) return `unknown: ${probe.unknown}`;
  const complete = (probe.results ?? []).filter(({ trials }) =>
    trials.some((trial) => trial.startsWith('complete') && /no flags|DELETE_OLD/.test(trial)),
  );
  const details = complete.map(({ notTried, exportStatus, imports = [] }) => {
    const names = imports.map(({ packageName, status }) => `, import as ${packageName} ${status}`);
    return notTried ?? `export ${exportStatus}${names.join('')}`;
  });
  return `${probe.conclusion}: ${[...new Set(details)].join('; ')}`;
}

/**
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
