// Checks the model of the handoff protocol (test/model/handoff.pml) with spin. Each property must hold
// in each reachable state. Each mistake that can be built into the model must violate one property.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { describe } from '../failure.mjs';
import { outcomeOf, run } from '../program.mjs';
import { inRepository } from '../repository.mjs';
import { findCommands } from '../setup/programs.mjs';
import { modelPrograms } from '../setup/requirements.mjs';
import { runInParallel } from './totals.mjs';

/** @typedef {Record<keyof typeof modelPrograms, string>} Commands */

const SUITE = 'model of the handoff (spin)';
const MODEL = inRepository('test', 'model', 'handoff.pml');
const NO_MISTAKE = 'right';

/** Each property, and the mistake that violates it. */
const PROPERTIES = Object.entries({
  never_two_owners: 'CLAIM_WITHOUT_CAS',
  lost_only_with_its_owner: 'WIPE_BEFORE_ADOPTED',
  no_foreign_handle_closed: 'LOSER_CLOSES',
  nothing_left_behind: 'HANDLES_LEFT',
  an_offer_ends: 'DEATH_UNWATCHED',
});

/** The step of a receiver after its claim was withdrawn. Claims are withdrawn only from dead receivers. */
const UNREACHABLE = 'liveInReceiver = (liveInReceiver-1)';

/**
 * @typedef {object} ModelCheck
 * @property {string} title
 * @property {string} mistake
 * @property {string} property
 * @property {(found: Awaited<ReturnType<typeof search>>) => string | undefined} failureOf
 */

/** @type {ModelCheck[]} */
const checks = [
  ...PROPERTIES.map(([property]) => ({
    title: `${property} holds`,
    mistake: NO_MISTAKE,
    property,
    /** @type {ModelCheck['failureOf']} */
    failureOf: ({ errors, complete, output }) => (errors === 0 && complete ? undefined : output),
  })),
  {
    title: 'every step of the model is reached',
    mistake: NO_MISTAKE,
    property: 'never_two_owners',
    failureOf: ({ unreached }) =>
      unreached.join() === UNREACHABLE ? undefined : `Not reached:\n${unreached.join('\n')}`,
  },
  ...PROPERTIES.map(([property, mistake]) => ({
    title: `${mistake} violates ${property}`,
    mistake,
    property,
    /** @type {ModelCheck['failureOf']} */
    failureOf: ({ errors, output }) => (errors === 1 ? undefined : output),
  })),
];

/** @param {string} [grep] runs only checks with a matching title */
export async function runModelChecks(grep = '') {
  process.stdout.write(`\n${SUITE}\n`);
  const { commands, missing } = await findCommands(modelPrograms);
  /** @type {Map<string, Promise<string>>} */
  const verifiers = new Map();
  const wanted = checks.filter(({ title }) => new RegExp(grep).test(`${SUITE} ${title}`));
  const runnable = wanted.map(({ title, mistake, property, failureOf }) => ({
    title,
    run: async () => {
      if (missing.length > 0) return { skipped: `not installed: ${missing.join(', ')}` };
      try {
        const verifier = verifiers.get(mistake) ?? buildVerifier(commands, mistake);
        verifiers.set(mistake, verifier);
        const found = await search(await verifier, property);
        return { failure: failureOf(found), remark: `, ${found.states} states` };
      } catch (error) {
        return { failure: describe(error) };
      }
    },
  }));
  return runInParallel(runnable, `${SUITE}: `);
}

/**
 * Makes a C program that searches all states of the model.
 *
 * @param {Commands} commands
 * @param {string} mistake
 * @returns {Promise<string>} the folder of the program
 */
async function buildVerifier({ spin, gcc }, mistake) {
  const cwd = inRepository('build', 'model', mistake);
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  await run(spin, ['-a', ...(mistake === NO_MISTAKE ? [] : [`-D${mistake}`]), MODEL], { cwd });
  // Partial order reduction does not support processes that can crash.
  await run(gcc, ['-O1', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd });
  return cwd;
}

/**
 * @param {string} cwd the folder of the verifier
 * @param {string} property
 */
async function search(cwd, property) {
  const { output } = await outcomeOf(join(cwd, 'pan'), ['-a', '-w20', '-N', property], { cwd });
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(output)?.[1] ?? NaN);
  // Steps of the property itself ("unreached in claim …") do not count.
  const processes = output.matchAll(/^unreached in proctype .*\n((?:\t.*\n?)*)/gm);
  return {
    output,
    errors: number(/, errors: (\d+)$/m),
    states: number(/^ *(\d+) states, stored/m),
    complete: !/Search not completed|max search depth too small/.test(output),
    unreached: [...processes].flatMap(([, steps = '']) =>
      [...steps.matchAll(/, state \d+, "(.*)"$/gm)].map(([, step = '']) => step),
    ),
  };
}
