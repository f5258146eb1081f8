// What the built-in packages are proven against, and what checks the model of the handoff. Where
// something of it cannot be installed, the tests that need it are skipped.

/** @typedef {import('./programs.mjs').Requirement} Requirement */

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
  name: 'curl with Negotiate and NTLM',
  commands: ['curl'],
  versionOption: '--version',
  suitable: /^Features:(?=.* NTLM\b).* (GSS-API|SSPI)\b/m,
  optional: true,
  packages: { debian12: ['curl=7.88.1-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const openssl = {
  name: 'openssl 3',
  commands: ['openssl'],
  versionOption: 'version',
  suitable: /^OpenSSL 3\./m,
  optional: true,
  packages: { debian12: ['openssl=3.0.*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const spin = {
  name: 'spin 6',
  commands: ['spin'],
  versionOption: '-V',
  suitable: /^Spin Version 6\./m,
  optional: true,
  packages: { debian12: ['spin=6.5.2+dfsg-*'], fedora: [], arch: [] },
};

/** @type {Requirement} */
const gcc = {
  // A compiler without a C library has nothing to start a program with, and prints the bare name.
  name: 'gcc with a C library, for spin',
  commands: ['gcc'],
  versionOption: '-print-file-name=crt1.o',
  suitable: /\/crt1\.o$/m,
  optional: true,
  packages: {
    debian12: ['gcc=4:12.2.0-*', 'libc6-dev=2.36-9+deb12u*'],
    fedora: [],
    arch: [],
  },
};

export const kerberosPrograms = {
  kdc,
  kdb5Util: kerberosDatabase,
  kadminLocal: kerberosAdministration,
  kinit,
};
export const ntlmPrograms = { ntlmAuth };
export const httpPrograms = { curl };
export const tlsPrograms = { openssl };
export const modelPrograms = { spin, gcc };
