// The programs that the build, the checks and the tests use on Linux. Any suitable version on the PATH
// is accepted. On Debian 12 the setup installs a missing program in the version given here.

/**
 * @typedef {object} Requirement
 * @property {string} name
 * @property {string[]} commands the first suitable command is used
 * @property {string} versionOption
 * @property {RegExp} suitable must match the output of the version option
 * @property {true} [required] fails the setup if the program is missing and cannot be installed
 * @property {string[]} debian packages; a final * leaves room for security updates
 * @property {string[]} [fedora]
 * @property {string[]} [arch]
 * @property {string} [service] of the Debian package, which must not run
 *
 * @typedef {Record<string, Requirement>} Requirements
 */

/** @satisfies {Requirements} */
export const buildPrograms = {
  wine: {
    name: 'Wine 8 or later',
    commands: ['wine'],
    versionOption: '--version',
    suitable: /^wine-([89]|\d\d)\./m,
    required: true,
    debian: ['wine=8.0~repack-*', 'wine64=8.0~repack-*'],
    fedora: ['wine'],
    arch: ['wine'],
  },
  compiler: {
    // The win32 thread model has no std::mutex, which napi.h needs.
    name: 'MinGW-w64 g++ with POSIX threads',
    commands: ['x86_64-w64-mingw32-g++-posix', 'x86_64-w64-mingw32-g++'],
    versionOption: '-v',
    suitable: /^Thread model: posix$/m,
    required: true,
    debian: ['g++-mingw-w64-x86-64-posix=12.2.0-*'],
    fedora: ['mingw64-gcc-c++', 'mingw64-winpthreads-static'],
    arch: ['mingw-w64-gcc'],
  },
  ninja: {
    name: 'ninja 1.10 or later',
    commands: ['ninja'],
    versionOption: '--version',
    suitable: /^1\.\d\d/m,
    required: true,
    debian: ['ninja-build=1.11.1-*'],
    fedora: ['ninja-build'],
    arch: ['ninja'],
  },
  python: {
    name: 'Python 3.9 or later',
    commands: ['python3'],
    versionOption: '--version',
    suitable: /^Python 3\.(9|\d\d)/m,
    required: true,
    debian: ['python3=3.11.2-*'],
    fedora: ['python3'],
    arch: ['python'],
  },
  ccache: {
    name: 'ccache 4',
    commands: ['ccache'],
    versionOption: '--version',
    suitable: /^ccache version 4\./m,
    debian: ['ccache=4.8+really4.7.5-*'],
  },
};

/** @satisfies {Requirements} */
export const clangPrograms = {
  clang: {
    name: 'clang 14',
    commands: ['clang++-14', 'clang++'],
    versionOption: '--version',
    suitable: /version 14\./,
    required: true,
    debian: ['clang-14=1:14.0.6-*'],
  },
  clangTidy: {
    // Other versions report other warnings.
    name: 'clang-tidy 14',
    commands: ['clang-tidy-14', 'clang-tidy'],
    versionOption: '--version',
    suitable: /version 14\./,
    required: true,
    debian: ['clang-tidy-14=1:14.0.6-*'],
  },
};

/** @type {Requirement} */
export const clangFormat = {
  // Other versions format differently.
  name: 'clang-format 14',
  commands: ['clang-format-14', 'clang-format'],
  versionOption: '--version',
  suitable: /version 14\./,
  debian: ['clang-format-14=1:14.0.6-*'],
};

/** @satisfies {Requirements} */
export const kerberosPrograms = {
  kdc: {
    name: "MIT's Kerberos KDC",
    commands: ['krb5kdc', '/usr/sbin/krb5kdc'],
    versionOption: '-?',
    suitable: /^usage: .*krb5kdc/im,
    debian: ['krb5-kdc=1.20.1-*'],
    service: 'krb5-kdc',
  },
  kdb5Util: {
    name: "kdb5_util of MIT's Kerberos",
    commands: ['kdb5_util', '/usr/sbin/kdb5_util'],
    versionOption: '-?',
    suitable: /^usage: .*kdb5_util/im,
    debian: ['krb5-kdc=1.20.1-*'],
  },
  kadminLocal: {
    name: "kadmin.local of MIT's Kerberos",
    commands: ['kadmin.local', '/usr/sbin/kadmin.local'],
    versionOption: '-?',
    suitable: /^usage: .*kadmin\.local/im,
    debian: ['krb5-admin-server=1.20.1-*'],
    service: 'krb5-admin-server',
  },
  kinit: {
    name: "kinit of MIT's Kerberos",
    commands: ['kinit'],
    versionOption: '-?',
    suitable: /^usage: .*kinit .*\[-V\]/im,
    debian: ['krb5-user=1.20.1-*'],
  },
};

/** @satisfies {Requirements} */
export const ntlmPrograms = {
  ntlmAuth: {
    name: 'ntlm_auth of Samba 4',
    commands: ['ntlm_auth'],
    versionOption: '--version',
    suitable: /^Version 4\./m,
    debian: ['winbind=2:4.17.12+dfsg-*'],
    service: 'winbind',
  },
};

/** @satisfies {Requirements} */
export const httpPrograms = {
  curl: {
    name: 'curl with Negotiate and NTLM',
    commands: ['curl'],
    versionOption: '--version',
    suitable: /^Features:(?=.* NTLM\b).* (GSS-API|SSPI)\b/m,
    debian: ['curl=7.88.1-*'],
  },
};

/** @satisfies {Requirements} */
export const tlsPrograms = {
  openssl: {
    name: 'openssl 3',
    commands: ['openssl'],
    versionOption: 'version',
    suitable: /^OpenSSL 3\./m,
    debian: ['openssl=3.0.*'],
  },
};

/** @satisfies {Requirements} */
export const modelPrograms = {
  spin: {
    name: 'spin 6',
    commands: ['spin'],
    versionOption: '-V',
    suitable: /^Spin Version 6\./m,
    debian: ['spin=6.5.2+dfsg-*'],
  },
  gcc: {
    // Without a C library, gcc prints the bare name, and cannot link a program.
    name: 'gcc with a C library, for spin',
    commands: ['gcc'],
    versionOption: '-print-file-name=crt1.o',
    suitable: /\/crt1\.o$/m,
    debian: ['gcc=4:12.2.0-*', 'libc6-dev=2.36-9+deb12u*'],
  },
};
