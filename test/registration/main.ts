/**
 * Started by `npm run reference:register [-- --route NAME]` and `npm run reference:unregister`, both
 * with `--this-machine-is-disposable` outside of GitHub's runners.
 */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { builtFile } from '../windows/support/built-file';
import { json } from '../windows/support/command-line';
import { dlls, type Route, routes } from './routes';
import { system32 } from './security-providers';

const options = {
  route: { type: 'string' },
  'this-machine-is-disposable': { type: 'boolean', default: false },
} as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function requireDisposableMachine(isDisposable: boolean): void {
  const { CI, RUNNER_ENVIRONMENT } = process.env;
  if (isDisposable || (CI === 'true' && RUNNER_ENVIRONMENT === 'github-hosted')) return;
  throw new Error(
    'The registration changes the whole machine: each process that uses SSPI loads the package, and ' +
      'LSA may keep it until Windows restarts. On a virtual machine that you can throw away, pass ' +
      '--this-machine-is-disposable.',
  );
}

/** Whether a new process lists HandoffReference. This process has read its list before. */
function isListed(): boolean {
  const { stdout } = json(['packages']);
  return (JSON.parse(stdout) as { name: string }[]).some(({ name }) => name === 'HandoffReference');
}

function printProtection(): void {
  const { lsaProtection } = json(['doctor']).report;
  print(`LSA protection: ${JSON.stringify(lsaProtection)}`);
}

/** A loaded DLL is locked, so an equal copy is not replaced. */
function copyDlls(): void {
  for (const dll of dlls) {
    const [from, to] = [builtFile(dll), join(system32, dll)];
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) continue;
    rmSync(to, { force: true });
    copyFileSync(from, to);
    print(`Copied ${from} to ${to}.`);
  }
}

function remove(route: Route): void {
  print(`Removed from ${route.title}: ${route.remove()}.`);
}

/** Tries each route until the package is listed. */
function register(chosen: string | undefined): void {
  const tried = routes.filter(({ name }) => chosen === undefined || name === chosen);
  if (tried.length === 0) {
    throw new Error(`--route is one of ${routes.map(({ name }) => name).join(', ')}`);
  }
  printProtection();
  copyDlls();
  // A package that is registered in two ways is listed twice.
  if (chosen !== undefined) routes.forEach(remove);
  if (isListed()) {
    print('HandoffReference is already listed.');
    return;
  }
  for (const route of tried) {
    print(`Route ${route.name}, ${route.title}: ${route.add()}.`);
    if (isListed()) {
      print('HandoffReference is listed.');
      return;
    }
    print('HandoffReference is not listed.');
    remove(route);
  }
  throw new Error('No route registers HandoffReference on this machine.');
}

function unregister(): void {
  routes.forEach(remove);
  if (isListed()) {
    print('HandoffReference is still listed. LSA keeps it until Windows restarts.');
    return;
  }
  for (const dll of dlls) rmSync(join(system32, dll), { force: true });
  print('HandoffReference is not listed, and its files are deleted.');
}

try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  requireDisposableMachine(values['this-machine-is-disposable']);
  if (positionals[0] === 'register') register(values.route);
  else unregister();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
