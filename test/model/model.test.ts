// Checks the model of the handoff protocol with spin. Each property must hold in each reachable state.
// Each mistake that can be built into the model must violate one property.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describeWith, surroundings } from '../built-in-packages/support/surroundings';

const root = join(__dirname, '../../..');
const model = join(root, 'test/model/handoff.pml');

/** Each property, and the mistake that violates it. */
const properties = Object.entries({
  never_two_owners: 'CLAIM_WITHOUT_CAS',
  lost_only_with_its_owner: 'WIPE_BEFORE_ADOPTED',
  no_foreign_handle_closed: 'LOSER_CLOSES',
  nothing_left_behind: 'HANDLES_LEFT',
  an_offer_ends: 'DEATH_UNWATCHED',
});

/** The step of a receiver after its claim was withdrawn. Claims are withdrawn only from dead receivers. */
const unreachable = 'liveInReceiver = (liveInReceiver-1)';

const run = promisify(execFile);

/** @returns The output of a search through all states. */
async function search(verifier: string, property: string): Promise<string> {
  const args = ['-a', '-w20', '-N', property];
  const { stdout, stderr } = await run(join(verifier, 'pan'), args, { cwd: verifier });
  return stdout + stderr;
}

function unreachedSteps(output: string): string[] {
  // Steps of the property itself ("unreached in claim …") do not count.
  const processes = output.matchAll(/^unreached in proctype .*\n((?:\t.*\n?)*)/gm);
  return [...processes].flatMap(([, steps = '']) =>
    Array.from(steps.matchAll(/, state \d+, "(.*)"$/gm), ([, step = '']) => step),
  );
}

const reason = 'the set-up installs spin and gcc on Linux only';

describeWith('model of the handoff (spin)', surroundings.model, reason, ({ spin, gcc }) => {
  /** Makes a C program that searches all states of the model, and returns its folder. */
  async function makeVerifier(mistake: string): Promise<string> {
    const cwd = join(root, 'build/model', mistake);
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    await run(spin, ['-a', `-D${mistake}`, model], { cwd });
    // Partial order reduction does not support processes that can crash.
    await run(gcc, ['-O1', '-w', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd });
    return cwd;
  }

  /** The output for each property, and for each mistake. */
  const outputs = new Map<string, string>();

  before(async function () {
    this.timeout(300_000);
    const right = makeVerifier('NO_MISTAKE');
    const searches = properties.map(async ([property, mistake]) => {
      outputs.set(mistake, await search(await makeVerifier(mistake), property));
      outputs.set(property, await search(await right, property));
    });
    await Promise.all(searches);
  });

  for (const [property, mistake] of properties) {
    it(`${property} holds`, () => {
      const output = String(outputs.get(property));
      assert.match(output, /, errors: 0$/m);
      assert.doesNotMatch(output, /Search not completed|max search depth too small/);
    });

    it(`${mistake} violates ${property}`, () => {
      assert.match(String(outputs.get(mistake)), /, errors: 1$/m);
    });
  }

  it('every step of the model is reached', () => {
    assert.deepEqual(unreachedSteps(String(outputs.get('never_two_owners'))), [unreachable]);
  });
});
