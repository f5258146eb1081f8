import { readOptions, requireBoolean, requireNonEmptyText, requireText } from '../arguments';
import type { NativeIdentity } from '../native-types';
import { acquireArguments, type Identity } from './credentials';
import { type ExportTrial, notTried, type Trial, tryExport } from './export-trial';
import { ExportFlags } from './flags';
import { querySecurityPackageInfo } from './package';

/**
 * Options of `probeExport()`.
 *
 * @category Contexts
 */
export interface ProbeExportOptions {
  /** The account to authenticate as, on both sides. By default the user of this process. */
  readonly identity?: Identity;
  /**
   * The target name of the client. It must name the account of the server side, which is `identity` or the
   * user of this process. Kerberos needs one; Negotiate selects Kerberos only with one. Empty by default.
   */
  readonly targetName?: string;
  /** Whether the trials may ask a KDC or a domain controller. False by default. */
  readonly allowNetwork?: boolean;
}

const roles = ['client', 'server'] as const;
const states = ['half-open', 'complete'] as const;
const flagSums = [
  0,
  ExportFlags.RESET_NEW,
  ExportFlags.DELETE_OLD,
  ExportFlags.RESET_NEW | ExportFlags.DELETE_OLD,
  ExportFlags.TO_KERNEL,
];

/**
 * Finds out by trial whether a security package can export contexts. No capability flag states it, and no
 * documentation does. Each role, state and flag is tried with new contexts, client and server in this
 * process. Trials that need the network are skipped, unless `allowNetwork` is true.
 *
 * No documentation states the package name for the import of a context of Negotiate. So each exported
 * context is imported with the name of SECPKG_ATTR_PACKAGE_INFO, and, if that fails, with the name of
 * SECPKG_ATTR_NEGOTIATION_INFO. `importPackageName` reports which one worked.
 *
 * @example
 * ```ts
 * for (const { role, state, flags, exportStatus, importPackageName } of await probeExport('Negotiate')) {
 *   console.log(role, state, flags, exportStatus, importPackageName);
 * }
 * ```
 * @param packageName A name as `enumerateSecurityPackages()` lists it.
 * @returns One trial for each role, state and sum of flags.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
 * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
 * @category Contexts
 */
export async function probeExport(
  packageName: string,
  options: ProbeExportOptions = {},
): Promise<ExportTrial[]> {
  const given = readOptions('options', options, ['identity', 'targetName', 'allowNetwork']);
  const { identity } = given;
  const asked = requireNonEmptyText('packageName', packageName);
  const targetName = requireText('options.targetName', given.targetName ?? '');
  const allowNetwork = requireBoolean('options.allowNetwork', given.allowNetwork ?? false);
  const acquiring = acquireArguments({
    packageName: asked,
    use: 'outbound',
    ...(identity !== undefined && { identity }),
  });
  const held = heldIdentity(acquiring.identity);
  try {
    const { name } = await querySecurityPackageInfo(asked);
    const acquire = { packageName: name, ...(held !== null && { identity: held }) };
    return await tryAll({ acquire, targetName }, allowNetwork);
  } finally {
    if (held !== null && typeof held.password !== 'string') held.password.fill(0);
  }
}

type Setting = Pick<Trial, 'acquire' | 'targetName'>;

async function tryAll(setting: Setting, allowNetwork: boolean): Promise<ExportTrial[]> {
  const reason = allowNetwork ? null : needOfNetwork(setting);
  const trials: ExportTrial[] = [];
  for (const role of roles) {
    for (const state of states) {
      for (const flags of flagSums) {
        const trial = { role, state, flags };
        const result =
          reason === null ? await tryExport({ ...trial, ...setting }) : notTried(reason);
        trials.push({ ...trial, ...result });
      }
    }
  }
  return trials;
}

/** A copy of the identity. Each trial needs it, and the caller may wipe the password during the trials. */
function heldIdentity(identity: NativeIdentity | null): Identity | null {
  if (identity === null || typeof identity.password === 'string') return identity;
  const { user, domain, password } = identity;
  // Over an ArrayBuffer, because V8 moves bytes on its heap and leaves copies behind.
  const bytes = new Uint8Array(new ArrayBuffer(password.byteLength));
  bytes.set(password);
  return { user, domain, password: bytes };
}

/** The reason why the handshake needs the network. Null if it does not. */
function needOfNetwork({ acquire, targetName }: Setting): string | null {
  const { packageName, identity } = acquire;
  if (packageName === 'Kerberos') {
    return 'The handshake needs a KDC, over the network: pass targetName and allowNetwork';
  }
  if (packageName === 'Negotiate' && targetName !== '') {
    return 'The target name needs a KDC, over the network: pass allowNetwork, or no targetName';
  }
  const { hostname } = require('node:os') as typeof import('node:os');
  const { domain = '' } = identity ?? {};
  const isLocal = ['', '.', hostname().toLowerCase()].includes(domain.toLowerCase());
  if (['NTLM', 'Negotiate'].includes(packageName) && !isLocal) {
    return 'The identity needs a domain controller, over the network: pass allowNetwork';
  }
  return null;
}
