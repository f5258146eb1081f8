import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

import { SspiUsageError } from './errors';
import { packageVersion } from './package-folder';

/** The error for an addon that cannot be loaded. `problem` states the reason and the remedy. */
export function loadFailure(problem: string, cause?: unknown): SspiUsageError {
  return new SspiUsageError(
    'ERR_SSPI_LOAD_FAILED',
    `The native addon of sspi-handoff cannot be loaded for win32-${process.arch}. ${problem}`,
    cause === undefined ? undefined : { cause },
  );
}

/** The error for an addon without a file in the package's folder. */
export function missingBinary(folder: string): SspiUsageError {
  const { permission } = process as { permission?: { has(scope: string, path: string): boolean } };
  if (permission?.has('fs.read', folder) === false) {
    return loadFailure(
      `The permission model forbids reading it. Start Node.js with ` +
        `--allow-fs-read=${JSON.stringify(folder)} and with --allow-addons.`,
    );
  }
  const build = `npx ${nodeGyp()} rebuild --directory ${JSON.stringify(join(folder, 'native'))}`;
  const processors = processorsIn(join(folder, 'prebuilds'));
  if (processors.includes(process.arch)) {
    return loadFailure(
      `Its file is missing from ${JSON.stringify(join(folder, 'prebuilds'))}. Install sspi-handoff ` +
        `again, and check whether an antivirus program removes the file.`,
    );
  }
  const offer =
    processors.length === 0 ? 'no binary at all' : `binaries for ${processors.join(', ')} only`;
  return loadFailure(
    `The package has ${offer}. Use a Node.js for one of these processors, or build the addon from ` +
      `source, with Python and Visual Studio's C++ tools: ${build}`,
  );
}

/** The newest node-gyp that runs in this Node.js. The latest one crashes in Node.js 20. */
function nodeGyp(): string {
  const major = Number.parseInt(process.versions.node, 10);
  return major >= 22 ? 'node-gyp@13' : major >= 20 ? 'node-gyp@12' : 'node-gyp@11';
}

/** The error for an addon that a bundler has not packed. `folder` is the bundle's, or null. */
export function missingInBundle(folder: string | null, cause?: unknown): SspiUsageError {
  const place =
    folder === null ? '' : `, so that it lies in ${JSON.stringify(join(folder, 'prebuilds'))}`;
  return loadFailure(
    `A bundler has copied the code of sspi-handoff into another file, but not its addon. Mark sspi-handoff as ` +
      `external in the bundler's configuration (esbuild, Rollup: external: ['sspi-handoff']; Vite: ` +
      `ssr: { external: ['sspi-handoff'] }; webpack: externals: { 'sspi-handoff': 'commonjs sspi-handoff' }; ` +
      `ncc: --external sspi-handoff). In esbuild, loader: { '.node': 'file' } packs it. Or copy its folder ` +
      `prebuilds beside the bundle${place}.`,
    cause,
  );
}

function processorsIn(prebuilds: string): string[] {
  try {
    return readdirSync(prebuilds)
      .filter((name) => name.startsWith('win32-'))
      .map((name) => name.slice('win32-'.length));
  } catch {
    // The folder is missing, for example in a checkout that was not built.
    return [];
  }
}

/**
 * The error for a file that Node.js refused or failed to load. `file` is null if a bundler has packed it under
 * another name.
 */
export function unloadable(file: string | null, cause: unknown): SspiUsageError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if ('Deno' in globalThis && /ffi|NotCapable/.test(String(cause))) {
    return loadFailure('Deno forbids loading it. Start Deno with --allow-ffi.', cause);
  }
  if (code === 'ERR_DLOPEN_DISABLED') return loadFailure(whyDisabled(), cause);
  const [firstLine = ''] = message.split(/\.?\r?\n/);
  if (file === null) {
    return loadFailure(`Windows cannot load its file in the bundle: ${firstLine}.`, cause);
  }
  const machine = machineOf(file);
  const shown = JSON.stringify(file);
  if (/\.asar[\\/]/.test(file)) {
    return loadFailure(
      `The file ${shown} is in an archive of Electron, and cannot be loaded from there: ${firstLine}. Keep it ` +
        `outside: in electron-builder add asarUnpack: ['**/*.node'], in Electron Packager and Forge ` +
        `asar: { unpack: '*.node' }.`,
      cause,
    );
  }
  if (machine === null) {
    return loadFailure(
      `The file ${shown} is not a Windows binary: it is damaged or incomplete. Install sspi-handoff ` +
        'again, and check that it was not copied as text or left as a Git LFS pointer.',
      cause,
    );
  }
  if (machine !== process.arch) {
    return loadFailure(
      `The file ${shown} is for the processor ${machine}, and this Node.js is for ${process.arch}. ` +
        'Install sspi-handoff again with this Node.js, and do not copy node_modules between computers.',
      cause,
    );
  }
  return loadFailure(
    `Windows cannot load ${shown}: ${firstLine}. Install sspi-handoff again, and check that neither an ` +
      'antivirus program nor a policy (WDAC, Smart App Control) blocks the file.',
    cause,
  );
}

function whyDisabled(): string {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  if (flags.includes('--no-addons')) {
    const where = process.execArgv.includes('--no-addons') ? 'command line' : 'NODE_OPTIONS';
    return `The flag --no-addons in the ${where} of this process forbids loading addons. Remove the flag.`;
  }
  return 'permission' in process
    ? 'The permission model (--permission, in Node.js 20 --experimental-permission) forbids loading ' +
        'addons. Start Node.js with --allow-addons as well.'
    : 'This process forbids loading addons. Start the process without --no-addons.';
}

/** The error for an addon that belongs to another package, or to another version of this one. */
export function foreignAddon(file: string | null, identity: unknown): SspiUsageError {
  const { name, version } = (identity ?? {}) as { name?: unknown; version?: unknown };
  const shown = file === null ? 'in the bundle' : JSON.stringify(file);
  if (name !== 'sspi-handoff') {
    return loadFailure(
      `The file ${shown} is the addon of another package. Install sspi-handoff again, or copy its folder ` +
        'prebuilds there again.',
    );
  }
  return loadFailure(
    `The file ${shown} belongs to sspi-handoff ${String(version)}, and this is version ${packageVersion}. ` +
      'Install sspi-handoff again. If you copied prebuilds beside a bundle, or built the addon from ' +
      'source, do that again too.',
  );
}

/** The values of IMAGE_FILE_HEADER.Machine, with the names of process.arch. */
const machines = new Map([
  [0x014c, 'ia32'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

/**
 * The processor of a binary. Null if the file is not a binary. The message of Windows (ERROR_BAD_EXE_FORMAT)
 * does not distinguish the two, and it is in the user's language.
 */
function machineOf(file: string): string | null {
  const header = Buffer.alloc(4096);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const at = header.readUInt32LE(0x3c);
  if (header.toString('latin1', 0, 2) !== 'MZ' || at > header.length - 6) return null;
  if (header.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  const machine = header.readUInt16LE(at + 4);
  return machines.get(machine) ?? `0x${machine.toString(16)}`;
}
