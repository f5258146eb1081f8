// Checks the handoff protocol's model (test/model/handoff.pml) with spin: each property holds in each
// state that can be reached, and each mistake that the model can be built with violates the property
// that is there to catch it.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { describe } from '../failure.mjs';
import { outcomeOf, run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findCommands } from '../setup/programs.mjs';
import { modelPrograms } from '../setup/proof-programs.mjs';
import { elapsed } from '../steps.mjs';
import { noTotals } from './totals.mjs';

/**
 * @typedef {import('./totals.mjs').Totals} Totals
 * @typedef {Record<keyof typeof modelPrograms, string>} Commands
 *
 * @typedef {object} ModelCheck
 * @property {string} title
 * @property {(verifiers: Verifiers) => Promise<Verdict>} verify
 *
 * @typedef {object} Verdict
 * @property {string | undefined} complaint why it failed
 * @property {number} states
 *
 * @typedef {(mistake: Mistake) => Promise<string>} Verifiers builds one, once, and returns its folder
 *
 * @typedef {typeof NO_MISTAKE | (typeof mistakes)[number]['mistake']} Mistake
 * @typedef {(typeof properties)[number]} Property
 */

const MODEL = inRepository('test', 'model', 'handoff.pml');
const NO_MISTAKE = 'right';

/** @param {string[]} parts */
const inBuildFolder = (...parts) => inRepository('build', 'model', ...parts);

const properties = /** @type {const} */ ([
  'never_two_owners',
  'lost_only_with_its_owner',
  'no_foreign_handle_closed',
  'nothing_left_behind',
  'an_offer_ends',
]);

const mistakes = /** @type {const} */ ([
  { mistake: 'CLAIM_WITHOUT_CAS', violates: 'never_two_owners' },
  { mistake: 'WIPE_BEFORE_ADOPTED', violates: 'lost_only_with_its_owner' },
  { mistake: 'LOSER_CLOSES', violates: 'no_foreign_handle_closed' },
  { mistake: 'HANDLES_LEFT', violates: 'nothing_left_behind' },
  { mistake: 'DEATH_UNWATCHED', violates: 'an_offer_ends' },
]);

/** What a receiver does when its claim was withdrawn, which happens to dead ones only. */
const NEVER_TAKEN = 'liveInReceiver = (liveInReceiver-1)';

/** @type {ModelCheck[]} */
const checks = [
  ...properties.map((property) => ({
    title: `${property} holds`,
    verify: async (/** @type {Verifiers} */ verifiers) => {
      const { output, errors, states, complete } = await search(
        await verifiers(NO_MISTAKE),
        property,
      );
      return { states, complaint: errors === 0 && complete ? undefined : output };
    },
  })),
  {
    title: 'every step of the model is taken at some time',
    verify: async (verifiers) => {
      const { states, notTaken } = await search(await verifiers(NO_MISTAKE), properties[0]);
      const asExpected = notTaken.length === 1 && notTaken[0] === NEVER_TAKEN;
      return { states, complaint: asExpected ? undefined : `Not taken:\n${notTaken.join('\n')}` };
    },
  },
  ...mistakes.map(({ mistake, violates }) => ({
    title: `${mistake} violates ${violates}`,
    verify: async (/** @type {Verifiers} */ verifiers) => {
      const { output, errors, states } = await search(await verifiers(mistake), violates);
      return { states, complaint: errors === 1 ? undefined : output };
    },
  })),
];

const SUITE = 'model of the handoff (spin)';

/**
 * @param {string} [grep] checks only what has such a title
 * @returns {Promise<Totals>}
 */
export async function runModelChecks(grep = '') {
  process.stdout.write(`\n${SUITE}\n`);
  const totals = noTotals();
  const wanted = checks.filter(({ title }) => new RegExp(grep).test(`${SUITE} ${title}`));
  if (wanted.length === 0) return totals;

  const { commands, missing } = await findCommands(modelPrograms);
  if (missing.length > 0) {
    for (const { title } of wanted) {
      totals.skipped.push(`${SUITE}: ${title}: not installed: ${missing.join(', ')}`);
      process.stdout.write(`  - ${title}\n`);
    }
    return totals;
  }

  // All at once, reported in order.
  const verifiers = buildOnDemand(commands);
  const verdicts = wanted.map((check) => ({ check, verdict: runCheck(check, verifiers) }));
  for (const { check, verdict } of verdicts) {
    const { complaint, states, time } = await verdict;
    if (complaint === undefined) {
      totals.passed++;
      process.stdout.write(`  ✓ ${check.title}, ${states} states, ${time}\n`);
    } else {
      totals.failures.push(`${SUITE}: ${check.title}\n${complaint}`);
      process.stdout.write(`  ✗ ${check.title}, ${time}\n\n${complaint}\n\n`);
    }
  }
  return totals;
}

/**
 * @param {ModelCheck} check
 * @param {Verifiers} verifiers
 */
async function runCheck({ verify }, verifiers) {
  const started = performance.now();
  const failed = (/** @type {unknown} */ error) => ({ states: 0, complaint: describe(error) });
  return { ...(await verify(verifiers).catch(failed)), time: elapsed(started) };
}

/**
 * @param {Commands} commands
 * @returns {Verifiers}
 */
function buildOnDemand(commands) {
  /** @type {Map<Mistake, Promise<string>>} */
  const built = new Map();
  return (mistake) => {
    const folder = built.get(mistake) ?? buildVerifier(commands, mistake);
    built.set(mistake, folder);
    return folder;
  };
}

/**
 * spin makes a C program of the model, which makes all its states.
 *
 * @param {Commands} commands
 * @param {Mistake} mistake
 * @returns {Promise<string>} the folder that it is in
 */
async function buildVerifier({ spin, gcc }, mistake) {
  const cwd = inBuildFolder(mistake);
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  await run(spin, ['-a', ...(mistake === NO_MISTAKE ? [] : [`-D${mistake}`]), MODEL], { cwd });
  // Processes that can crash are not for partial order reduction.
  await run(gcc, ['-O1', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd });
  return cwd;
}

/**
 * @param {string} cwd of the verifier
 * @param {Property} property
 */
async function search(cwd, property) {
  const { output } = await outcomeOf(join(cwd, 'pan'), ['-a', '-w20', '-N', property], { cwd });
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(output)?.[1] ?? NaN);
  return {
    output,
    errors: number(/, errors: (\d+)$/m),
    states: number(/^ *(\d+) states, stored/m),
    complete: !/Search not completed|max search depth too small/.test(output),
    notTaken: stepsNotTaken(output),
  };
}

/**
 * @param {string} output
 * @returns {string[]} those of the model's processes, not those of the property
 */
function stepsNotTaken(output) {
  const ofProcesses = output.matchAll(/^unreached in proctype .*\n((?:\t.*\n?)*)/gm);
  return [...ofProcesses].flatMap(([, steps = '']) =>
    [...steps.matchAll(/, state \d+, "(.*)"$/gm)].map(([, step = '']) => step),
  );
}
