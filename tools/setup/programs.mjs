// The programs that building and testing on Linux needs. Any suitable version on the PATH will do; on
// Debian 12 what is missing gets installed, in the version that the distribution pins.

import { Failure } from '../failure.mjs';
import { outcomeOf } from '../program.mjs';
import {
  installDebianPackages,
  installationAdvice,
  isDebian12,
  isRoot,
} from './linux-packages.mjs';
import {
  httpPrograms,
  kerberosPrograms,
  modelPrograms,
  ntlmPrograms,
  tlsPrograms,
} from './proof-programs.mjs';

/**
 * @typedef {object} Requirement
 * @property {string} name
 * @property {string[]} commands the first one that is suitable is used
 * @property {string} versionOption
 * @property {RegExp} suitable matches what the version option prints
 * @property {boolean} [optional] is installed with the others, but not insisted on
 * @property {import('./linux-packages.mjs').Packages} packages
 */

/** @type {Requirement} */
const wine = {
  name: 'Wine 8 or later',
  commands: ['wine'],
  versionOption: '--version',
  suitable: /^wine-([89]|\d\d)\./m,
  packages: {
    debian12: ['wine=8.0~repack-*', 'wine64=8.0~repack-*'],
    fedora: ['wine'],
    arch: ['wine'],
  },
};

/** @type {Requirement} */
const compiler = {
  // With the other thread model there is no std::mutex, which napi.h needs.
  name: 'MinGW-w64 g++ with POSIX threads',
  commands: ['x86_64-w64-mingw32-g++-posix', 'x86_64-w64-mingw32-g++'],
  versionOption: '-v',
  suitable: /^Thread model: posix$/m,
  packages: {
    debian12: ['g++-mingw-w64-x86-64-posix=12.2.0-*'],
    fedora: ['mingw64-gcc-c++', 'mingw64-winpthreads-static'],
    arch: ['mingw-w64-gcc'],
  },
};

/** @type {Requirement} */
const ninja = {
  name: 'ninja 1.10 or later',
  commands: ['ninja'],
  versionOption: '--version',
  suitable: /^1\.\d\d/m,
  packages: {
    debian12: ['ninja-build=1.11.1-*'],
    fedora: ['ninja-build'],
    arch: ['ninja'],
  },
};

/** @type {Requirement} */
const python = {
  name: 'Python 3.9 or later',
  commands: ['python3'],
  versionOption: '--version',
  suitable: /^Python 3\.(9|\d\d)/m,
  packages: {
    debian12: ['python3=3.11.2-*'],
    fedora: ['python3'],
    arch: ['python'],
  },
};

/** @type {Requirement} */
const clangFormat = {
  // Another version would format differently.
  name: 'clang-format 14',
  commands: ['clang-format-14', 'clang-format'],
  versionOption: '--version',
  suitable: /version 14\./,
  optional: true,
  packages: { debian12: ['clang-format-14=1:14.0.6-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const clang = {
  name: 'clang 14',
  commands: ['clang++-14', 'clang++'],
  versionOption: '--version',
  suitable: /version 14\./,
  packages: { debian12: ['clang-14=1:14.0.6-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const clangTidy = {
  // Another version would find other things.
  name: 'clang-tidy 14',
  commands: ['clang-tidy-14', 'clang-tidy'],
  versionOption: '--version',
  suitable: /version 14\./,
  packages: { debian12: ['clang-tidy-14=1:14.0.6-*'], fedora: [], arch: [] },
};

const REQUIREMENTS = [
  wine,
  compiler,
  ninja,
  python,
  clangFormat,
  ...Object.values(kerberosPrograms),
  ...Object.values(ntlmPrograms),
  ...Object.values(httpPrograms),
  ...Object.values(tlsPrograms),
  ...Object.values(modelPrograms),
];

/**
 * @param {Requirement} requirement
 * @returns {Promise<string | undefined>} the command to call
 */
async function findCommand({ commands, versionOption, suitable }) {
  for (const command of commands) {
    const version = await outcomeOf(command, [versionOption]).catch(() => undefined);
    if (version && suitable.test(version.output)) return command;
  }
  return undefined;
}

export const findCompiler = () => findCommand(compiler);
export const findClangFormat = () => findCommand(clangFormat);
export const findClang = () => findCommand(clang);
export const findClangTidy = () => findCommand(clangTidy);

/**
 * @template {string} Name
 * @param {Record<Name, Requirement>} wanted
 * @returns {Promise<{ commands: Record<Name, string>, missing: string[] }>} the commands, if nothing is missing
 */
export async function findCommands(wanted) {
  const commands = /** @type {Record<Name, string>} */ ({});
  const missing = [];
  for (const name of /** @type {Name[]} */ (Object.keys(wanted))) {
    const command = await findCommand(wanted[name]);
    if (command) commands[name] = command;
    else missing.push(wanted[name].name);
  }
  return { commands, missing };
}

/** @param {Requirement[]} requirements */
async function missingOf(requirements) {
  const found = await Promise.all(requirements.map(findCommand));
  return requirements.filter((_, index) => !found[index]);
}

/**
 * @param {string} title
 * @param {Requirement[]} requirements
 * @returns {import('./prepare.mjs').SetupStep}
 */
const installationOf = (title, requirements) => ({
  title,

  async isDone() {
    const missing = await missingOf(requirements);
    return missing.every(({ optional }) => optional && !canInstall());
  },

  async run(report) {
    const missing = await missingOf(requirements);
    if (!canInstall()) {
      const insisted = missing.filter(({ optional }) => !optional);
      throw new Failure(
        `Missing: ${namesOf(insisted)}.\n${installationAdvice(insisted.map(({ packages }) => packages))}`,
      );
    }
    await installDebianPackages(
      missing.map(({ packages }) => packages),
      report,
    );

    const stillMissing = await missingOf(requirements);
    if (stillMissing.length > 0) {
      throw new Failure(
        `The packages are installed, yet there is no ${namesOf(stillMissing)}.\n` +
          `Does another version stand before it on the PATH? ${process.env.PATH}`,
      );
    }
  },
});

export const programs = installationOf('Wine and the compiler', REQUIREMENTS);

/** With the headers and libraries that come with the compiler. */
export const clangPrograms = installationOf('clang', [compiler, ninja, python, clang, clangTidy]);

/** As root, on the one distribution whose packages we know. */
const canInstall = () => isRoot() && isDebian12();

/** @param {Requirement[]} requirements */
const namesOf = (requirements) => requirements.map(({ name }) => name).join(', ');
