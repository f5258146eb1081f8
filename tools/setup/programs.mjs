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

// What the tests of the built-in packages run against. Where it cannot be installed, they are skipped.

/** @type {Requirement} */
const kdc = {
  name: "MIT's Kerberos KDC",
  commands: ['krb5kdc', '/usr/sbin/krb5kdc'],
  versionOption: '-?',
  suitable: /^usage: .*krb5kdc/im,
  optional: true,
  packages: {
    debian12: ['krb5-kdc=1.20.1-*'],
    fedora: [],
    arch: [],
    services: ['krb5-kdc'],
  },
};

/** @type {Requirement} */
const kerberosDatabase = {
  name: "kdb5_util of MIT's Kerberos",
  commands: ['kdb5_util', '/usr/sbin/kdb5_util'],
  versionOption: '-?',
  suitable: /^usage: .*kdb5_util/im,
  optional: true,
  packages: { debian12: ['krb5-kdc=1.20.1-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const kerberosAdministration = {
  name: "kadmin.local of MIT's Kerberos",
  commands: ['kadmin.local', '/usr/sbin/kadmin.local'],
  versionOption: '-?',
  suitable: /^usage: .*kadmin\.local/im,
  optional: true,
  packages: {
    debian12: ['krb5-admin-server=1.20.1-*'],
    fedora: [],
    arch: [],
    services: ['krb5-admin-server'],
  },
};

/** @type {Requirement} */
const kinit = {
  name: "kinit of MIT's Kerberos",
  commands: ['kinit'],
  versionOption: '-?',
  suitable: /^usage: .*kinit .*\[-V\]/im,
  optional: true,
  packages: { debian12: ['krb5-user=1.20.1-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const ntlmAuth = {
  name: 'ntlm_auth of Samba 4',
  commands: ['ntlm_auth'],
  versionOption: '--version',
  suitable: /^Version 4\./m,
  optional: true,
  packages: {
    debian12: ['winbind=2:4.17.12+dfsg-*'],
    fedora: [],
    arch: [],
    services: ['winbind'],
  },
};

/** @type {Requirement} */
const curl = {
  name: 'curl with GSS-API and NTLM',
  commands: ['curl'],
  versionOption: '--version',
  suitable: /^Features:.* GSS-API .*NTLM/m,
  optional: true,
  packages: { debian12: ['curl=7.88.1-*'], fedora: [], arch: [] },
};

const REQUIREMENTS = [
  wine,
  compiler,
  ninja,
  python,
  clangFormat,
  kdc,
  kerberosDatabase,
  kerberosAdministration,
  kinit,
  ntlmAuth,
  curl,
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

async function missingRequirements() {
  const found = await Promise.all(REQUIREMENTS.map(findCommand));
  return REQUIREMENTS.filter((_, index) => !found[index]);
}

/** @type {import('./prepare.mjs').SetupStep} */
export const programs = {
  title: 'Wine and the compiler',

  async isDone() {
    return (await missingRequirements()).every(({ optional }) => optional && !canInstall());
  },

  async run(report) {
    const missing = await missingRequirements();
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

    const stillMissing = await missingRequirements();
    if (stillMissing.length > 0) {
      throw new Failure(
        `The packages are installed, yet there is no ${namesOf(stillMissing)}.\n` +
          `Does another version stand before it on the PATH? ${process.env.PATH}`,
      );
    }
  },
};

/** As root, on the one distribution whose packages we know. */
const canInstall = () => isRoot() && isDebian12();

/** @param {Requirement[]} requirements */
const namesOf = (requirements) => requirements.map(({ name }) => name).join(', ');
