// Writes the results of all suites and doctor's report to a file of docs/evidence.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { replaceFile } from '../compile/output-file.mjs';
import { Failure } from '../failure.mjs';
import { run } from '../program.mjs';
import { root } from '../repository.mjs';
import { outcomeOfWindowsNode } from '../windows-node.mjs';

/**
 * @param {string} file
 * @param {{ title: string, totals: import('../test/totals.mjs').Totals }[]} results of the suites
 */
export async function recordRun(file, results) {
  const { stdout, stderr } = await outcomeOfWindowsNode(['dist/cli.js', 'doctor', '--json']);
  if (stdout === '') throw new Failure(`doctor did not print a report.\n${stderr}`);
  const doctor = JSON.parse(stdout);
  const record = {
    system: await systemOf(doctor),
    revision: await run('git', ['describe', '--always', '--dirty', '--exclude=*']),
    doctor,
    suites: results.map(({ title, totals }) => ({
      title,
      passed: totals.passed,
      failed: totals.failures.length,
      files: totals.files ?? {},
    })),
  };
  replaceFile(resolve(root, file), Buffer.from(await pretty(JSON.stringify(record), file)));
}

/** @param {{ windows: { name: string, version: string } }} doctor */
async function systemOf({ windows }) {
  if (process.platform === 'win32') return `${windows.name} ${windows.version}`;
  const [, wine] = /^wine-(\S+)/m.exec(await run('wine', ['--version'])) ?? [];
  const [, host] = /^PRETTY_NAME="(.*?)"$/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
  return `Wine ${wine} on ${host}`;
}

/**
 * @param {string} text
 * @param {string} file has the ending of the text's language
 */
export async function pretty(text, file) {
  // Imported here, because this module is loaded before npm installs prettier.
  const { format, resolveConfig } = await import('prettier');
  return format(text, { ...(await resolveConfig(resolve(root, file))), filepath: file });
}
