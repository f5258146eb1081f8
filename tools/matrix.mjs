// Runs a matrix of behaviour: each row is a host, each cell is something that must work in it.

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { replaceFile } from './compile/output-file.mjs';
import { describe, parseOptions } from './failure.mjs';
import { inCache, inRepository } from './repository.mjs';
import { packTarball } from './tarball.mjs';

/**
 * @typedef {object} Cell
 * @property {string} name
 * @property {() => Promise<string | void>} run returns the observed behaviour, "works" by default; a
 *   rejection is the behaviour "fails"
 * @property {string} [expected] the behaviour, "works" by default
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {Cell[]} cells run one after the other
 *
 * @typedef {{ row: string, cell: string, ok: boolean, behaviour: string, reason?: string }} Result
 */

/**
 * Packs the package and runs the rows whose name contains one of the texts of `--only`. Prints the results as
 * text, or as JSON with `--json`. `--evidence FILE` also writes the JSON to a file. `--tarball FILE` tests
 * another tarball.
 *
 * @param {string} script the npm script
 * @param {string[]} args of the script
 * @param {(tarball: string, folder: string) => Row[] | Promise<Row[]>} makeRows `folder` is empty, for the use of the rows
 * @returns {Promise<number>} the exit code
 */
export async function runMatrix(script, args, makeRows) {
  const usage = `npm run ${script} [-- --json] [-- --only TEXT]… [-- --evidence FILE] [-- --tarball FILE]`;
  const { json, only, evidence, tarball } = parseOptions(usage, args, {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [''] },
    evidence: { type: 'string' },
    tarball: { type: 'string' },
  });
  const folder = inCache(script.replace(':', '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const rows = await makeRows(tarball ? inRepository(tarball) : await packTarball(folder), folder);
  const wanted = rows.filter(({ name }) => only.some((text) => name.includes(text)));
  const results = await runRows(wanted, json);
  const failed = results.filter(({ ok }) => !ok);
  const report = `${JSON.stringify({ script, ok: failed.length === 0, results }, undefined, 2)}\n`;
  if (evidence !== undefined) replaceFile(inRepository(evidence), Buffer.from(report));
  for (const { row, cell, behaviour, reason = '' } of failed) {
    process.stderr.write(`\n✗ ${row}, ${cell}: ${behaviour}\n${reason}\n`);
  }
  process.stdout.write(
    json ? report : `${results.length - failed.length} passed, ${failed.length} failed\n`,
  );
  return failed.length === 0 && results.length > 0 ? 0 : 1;
}

/**
 * @param {Row[]} rows
 * @param {boolean} isSilent
 */
async function runRows(rows, isSilent) {
  const waiting = [...rows];
  /** @type {Map<Row, Result[]>} */
  const results = new Map();
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const { name, cells } = row;
      /** @type {Result[]} */
      const ofRow = [];
      for (const cell of cells) ofRow.push({ row: name, ...(await resultOf(cell)) });
      results.set(row, ofRow);
      const line = ofRow.map(
        ({ ok, cell, behaviour }) => `${ok ? '✓' : '✗'} ${cell}: ${behaviour}`,
      );
      if (!isSilent) process.stdout.write(`${name}\n${line.map((text) => `  ${text}\n`).join('')}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return rows.flatMap((row) => results.get(row) ?? []);
}

/** @param {Cell} cell */
async function resultOf({ name: cell, run, expected = 'works' }) {
  try {
    const behaviour = (await run()) ?? 'works';
    return behaviour === expected
      ? { cell, ok: true, behaviour }
      : { cell, ok: false, behaviour, reason: `expected: ${expected}` };
  } catch (error) {
    return { cell, ok: expected === 'fails', behaviour: 'fails', reason: describe(error) };
  }
}
