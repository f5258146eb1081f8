// The programs that the build, the checks and the tests use on Linux. Any suitable version on the PATH
// is accepted. On Debian 12 and 13 the setup installs the missing ones.

/**
 * @typedef {object} Requirement
 * @property {string} name
 * @property {string[]} commands the first suitable command is used
 * @property {string} versionOption
 * @property {RegExp} suitable must match the output of the version option
 * @property {string[]} debian packages
 * @property {boolean} [required] fails the setup if the program is missing and cannot be installed
 * @property {string[]} [onlyIn] the versions of Debian that have the packages; all tested ones by default
 * @property {string} [service] of the Debian package, which must not run
 */

/**
 * @param {string} name
 * @param {string} commands and the version option, with a space between them
 * @param {RegExp} suitable
 * @param {string} debian the packages, with a space between them
 * @param {string} [service]
 * @returns {Requirement}
 */
function program(name, commands, suitable, debian, service) {
  const words = commands.split(' ');
  const versionOption = String(words.pop());
  const also = service ? { service } : {};
  return { name, commands: words, versionOption, suitable, debian: debian.split(' '), ...also };
}

/** @param {Parameters<typeof program>} args */
const required = (...args) => ({ ...program(...args), required: true });

/**
 * The win32 thread model has no std::mutex, which napi.h needs.
 *
 * @param {string} processor
 * @param {string} command
 * @param {string} debian
 */
const mingw = (processor, command, debian) =>
  required(
    `MinGW-w64 g++ for ${processor} with POSIX threads`,
    `${command}-posix ${command} -v`,
    /^Thread model: posix$/m,
    debian,
  );

/** Its warnings are errors, and those of a newer version are not. */
export const NEWEST_TESTED_GCC = 12;

export const buildPrograms = {
  wine: required('Wine 8 or later', 'wine --version', /^wine-([89]|\d\d)\./m, 'wine wine64'),
  compiler: mingw('x64', 'x86_64-w64-mingw32-g++', 'g++-mingw-w64-x86-64-posix'),
  ninja: required('ninja 1.10 or later', 'ninja --version', /^1\.\d\d/m, 'ninja-build'),
  python: required('Python 3.9 or later', 'python3 --version', /^Python 3\.(9|\d\d)/m, 'python3'),
  ccache: program('ccache 4', 'ccache --version', /^ccache version 4\./m, 'ccache'),
};

export const ia32Programs = {
  compiler: mingw('ia32', 'i686-w64-mingw32-g++', 'g++-mingw-w64-i686-posix'),
};

/**
 * Other versions than 14 report other warnings, and format differently.
 *
 * @param {string} name
 * @param {string} [command]
 */
const llvm = (name, command = name) => ({
  ...program(`${name} 14`, `${command}-14 ${command} --version`, /version 14\./, `${name}-14`),
  onlyIn: ['12'],
});

export const clangPrograms = {
  clang: { ...llvm('clang', 'clang++'), required: true },
  clangTidy: { ...llvm('clang-tidy'), required: true },
};

export const clangFormat = llvm('clang-format');

/**
 * @param {string} command
 * @param {string} debian
 * @param {string} [service]
 */
const mitKerberos = (command, debian, service) =>
  program(
    `${command} of MIT's Kerberos`,
    `${command} /usr/sbin/${command} -?`,
    // Heimdal has a kinit too, without the option -V.
    /^usage: .*(krb5kdc|kdb5_util|kadmin\.local|kinit .*\[-V\])/im,
    debian,
    service,
  );

export const kerberosPrograms = {
  kdc: mitKerberos('krb5kdc', 'krb5-kdc', 'krb5-kdc'),
  kdb5Util: mitKerberos('kdb5_util', 'krb5-kdc'),
  kadminLocal: mitKerberos('kadmin.local', 'krb5-admin-server', 'krb5-admin-server'),
  kinit: mitKerberos('kinit', 'krb5-user'),
};

/** These build MitKerberos (test/mit-kerberos). Winelib calls the compiler of the system. */
export const winelibPrograms = {
  compiler: program(
    'wineg++ with g++',
    'wineg++ --version',
    /^g\+\+ /m,
    'wine64-tools libwine-dev g++',
  ),
  library: program(
    "the headers of MIT's Kerberos",
    'krb5-config --version',
    /^Kerberos 5 release 1\.(19|[2-9]\d)/m,
    'libkrb5-dev',
  ),
};

export const ntlmPrograms = {
  ntlmAuth: program('ntlm_auth', 'ntlm_auth --version', /^Version 4\./m, 'winbind', 'winbind'),
};

export const httpPrograms = {
  curl: program(
    'curl with Negotiate and NTLM',
    'curl --version',
    /^Features:(?=.* NTLM\b).* (GSS-API|SSPI)\b/m,
    'curl',
  ),
};

export const browserPrograms = {
  chromium: program('Chromium', 'chromium --version', /^Chromium \d+\./m, 'chromium'),
};

export const tlsPrograms = {
  openssl: program('openssl 3', 'openssl version', /^OpenSSL 3\./m, 'openssl'),
};

export const modelPrograms = {
  spin: program('spin 6', 'spin -V', /^Spin Version 6\./m, 'spin'),
  // Without a C library, gcc prints the bare name, and cannot link a program.
  gcc: program(
    'gcc with a C library',
    'gcc -print-file-name=crt1.o',
    /\/crt1\.o$/m,
    'gcc libc6-dev',
  ),
};

export const hostPrograms = {
  debootstrap: required('debootstrap', 'debootstrap --version', /^debootstrap 1\./m, 'debootstrap'),
};
