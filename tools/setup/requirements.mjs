// The programs that the build, the checks and the tests use on Linux. Any suitable version on the PATH
// is accepted. On Debian 12 the setup installs a missing program in the version given here.

/**
 * @typedef {object} Requirement
 * @property {string} name
 * @property {string[]} commands the first suitable command is used
 * @property {string} versionOption
 * @property {RegExp} suitable must match the output of the version option
 * @property {string[]} debian packages; a final * leaves room for security updates
 * @property {boolean} [required] fails the setup if the program is missing and cannot be installed
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

const mingw = 'x86_64-w64-mingw32-g++';

export const buildPrograms = {
  wine: required(
    'Wine 8 or later',
    'wine --version',
    /^wine-([89]|\d\d)\./m,
    'wine=8.0~repack-* wine64=8.0~repack-*',
  ),
  // The win32 thread model has no std::mutex, which napi.h needs.
  compiler: required(
    'MinGW-w64 g++ with POSIX threads',
    `${mingw}-posix ${mingw} -v`,
    /^Thread model: posix$/m,
    'g++-mingw-w64-x86-64-posix=12.2.0-*',
  ),
  ninja: required('ninja 1.10 or later', 'ninja --version', /^1\.\d\d/m, 'ninja-build=1.11.1-*'),
  python: required(
    'Python 3.9 or later',
    'python3 --version',
    /^Python 3\.(9|\d\d)/m,
    'python3=3.11.2-*',
  ),
  ccache: program(
    'ccache 4',
    'ccache --version',
    /^ccache version 4\./m,
    'ccache=4.8+really4.7.5-*',
  ),
};

// Other versions report other warnings, and format differently.
const llvm14 = /version 14\./;
const llvmPackage = '14=1:14.0.6-*';

export const clangPrograms = {
  clang: required('clang 14', 'clang++-14 clang++ --version', llvm14, `clang-${llvmPackage}`),
  clangTidy: required(
    'clang-tidy 14',
    'clang-tidy-14 clang-tidy --version',
    llvm14,
    `clang-tidy-${llvmPackage}`,
  ),
};

export const clangFormat = program(
  'clang-format 14',
  'clang-format-14 clang-format --version',
  llvm14,
  `clang-format-${llvmPackage}`,
);

/**
 * @param {string} command
 * @param {RegExp} usage
 * @param {string} debian without the version
 * @param {string} [service]
 */
const mitKerberos = (command, usage, debian, service) =>
  program(
    `${command} of MIT's Kerberos`,
    `${command} /usr/sbin/${command} -?`,
    usage,
    `${debian}=1.20.1-*`,
    service,
  );

export const kerberosPrograms = {
  kdc: mitKerberos('krb5kdc', /^usage: .*krb5kdc/im, 'krb5-kdc', 'krb5-kdc'),
  kdb5Util: mitKerberos('kdb5_util', /^usage: .*kdb5_util/im, 'krb5-kdc'),
  kadminLocal: mitKerberos(
    'kadmin.local',
    /^usage: .*kadmin\.local/im,
    'krb5-admin-server',
    'krb5-admin-server',
  ),
  kinit: mitKerberos('kinit', /^usage: .*kinit .*\[-V\]/im, 'krb5-user'),
};

export const ntlmPrograms = {
  ntlmAuth: program(
    'ntlm_auth of Samba 4',
    'ntlm_auth --version',
    /^Version 4\./m,
    'winbind=2:4.17.12+dfsg-*',
    'winbind',
  ),
};

export const httpPrograms = {
  curl: program(
    'curl with Negotiate and NTLM',
    'curl --version',
    /^Features:(?=.* NTLM\b).* (GSS-API|SSPI)\b/m,
    'curl=7.88.1-*',
  ),
};

export const tlsPrograms = {
  openssl: program('openssl 3', 'openssl version', /^OpenSSL 3\./m, 'openssl=3.0.*'),
};

export const modelPrograms = {
  spin: program('spin 6', 'spin -V', /^Spin Version 6\./m, 'spin=6.5.2+dfsg-*'),
  // Without a C library, gcc prints the bare name, and cannot link a program.
  gcc: program(
    'gcc with a C library, for spin',
    'gcc -print-file-name=crt1.o',
    /\/crt1\.o$/m,
    'gcc=4:12.2.0-* libc6-dev=2.36-9+deb12u*',
  ),
};
