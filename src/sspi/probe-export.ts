import { readOptions, requireNonEmptyText } from '../arguments';
import { SspiError, WindowsError } from '../errors';
import type { NativeIdentity } from '../native-types';
import type { Resource } from '../resource';
import { ClientSecurityContext } from './client-context';
import { SecurityContext } from './context';
import { acquireArguments, type AcquireOptions, Credentials, type Identity } from './credentials';
import { exportInAnyState } from './exported-context';
import { ExportFlags } from './flags';
import type { HandshakeContext } from './handshake-context';
import { querySecurityPackageInfo } from './package';
import { ServerSecurityContext } from './server-context';

/**
 * Options of `probeExport()`.
 *
 * @category Contexts
 */
export interface ProbeExportOptions {
  /** The account to authenticate as. By default the user of this process. */
  readonly identity?: Identity;
}

/**
 * The result of one trial: an export, and the import of the exported context.
 *
 * @category Contexts
 */
export interface ExportTrial {
  /** The side of the handshake that was exported. */
  readonly role: 'client' | 'server';
  /** The progress of the handshake. `'half-open'`: its first step has succeeded. */
  readonly state: 'half-open' | 'complete';
  /** The sum of ExportFlags that was tried. */
  readonly flags: number;
  /** The reason why the trial was not possible. Null if it was. */
  readonly notTried: string | null;
  /** The status of ExportSecurityContext by name: `'SEC_E_OK'`, `'SEC_E_UNSUPPORTED_FUNCTION'`. Null if not tried. */
  readonly exportStatus: string | null;
  /** The status of ImportSecurityContextW in this process. Null without an exported context. */
  readonly importStatus: string | null;
  /** The size of the packed context in bytes. Null without an exported context. */
  readonly packedBytes: number | null;
  /** The SecBuffer type of the packed context. Null without an exported context. */
  readonly bufferType: number | null;
  /** Whether the export returned an access token. Null without an exported context. */
  readonly hasAccessToken: boolean | null;
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
 * process. Trials that need the network are skipped.
 *
 * @example
 * ```ts
 * for (const { role, state, flags, exportStatus } of await probeExport('Negotiate')) {
 *   console.log(role, state, flags, exportStatus);
 * }
 * ```
 * @param packageName A name as `enumerateSecurityPackages()` lists it.
 * @returns One trial for each role, state and sum of flags.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
 * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
 * @category Contexts
 */
export async function probeExport(
  packageName: string,
  options: ProbeExportOptions = {},
): Promise<ExportTrial[]> {
  const { identity } = readOptions('options', options, ['identity']);
  const asked = requireNonEmptyText('packageName', packageName);
  const acquiring = acquireArguments({
    packageName: asked,
    use: 'outbound',
    ...(identity !== undefined && { identity }),
  });
  const held = heldIdentity(acquiring.identity);
  try {
    const { name } = await querySecurityPackageInfo(asked);
    return await tryAll({ packageName: name, ...(held !== null && { identity: held }) });
  } finally {
    if (held !== null && typeof held.password !== 'string') held.password.fill(0);
  }
}

async function tryAll(acquire: Acquire): Promise<ExportTrial[]> {
  const trials: ExportTrial[] = [];
  for (const role of roles) {
    for (const state of states) {
      for (const flags of flagSums) {
        const result = skipIfNetwork(acquire) ?? (await tryExport(acquire, role, state, flags));
        trials.push({ role, state, flags, ...result });
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

type Acquire = Omit<AcquireOptions, 'use'>;
type TrialResult = Omit<ExportTrial, 'role' | 'state' | 'flags'>;

function notTried(reason: string): TrialResult {
  return {
    notTried: reason,
    exportStatus: null,
    importStatus: null,
    packedBytes: null,
    bufferType: null,
    hasAccessToken: null,
  };
}

function skipIfNetwork({ packageName, identity }: Acquire): TrialResult | null {
  if (packageName === 'Kerberos') return notTried('The handshake needs a KDC, over the network');
  const { hostname } = require('node:os') as typeof import('node:os');
  const { domain = '' } = identity ?? {};
  const isLocal = ['', '.', hostname().toLowerCase()].includes(domain.toLowerCase());
  if (['NTLM', 'Negotiate'].includes(packageName) && !isLocal) {
    return notTried('The identity needs a domain controller, over the network');
  }
  return null;
}

async function tryExport(
  acquire: Acquire,
  role: ExportTrial['role'],
  state: ExportTrial['state'],
  flags: number,
): Promise<TrialResult> {
  const owned: Resource[] = [];
  try {
    const context = await reach(acquire, role, state, owned);
    if (context === null) return notTried(`The handshake of the ${role} is never ${state}`);
    return await exportAndImport(context, flags);
  } catch (error) {
    return notTried(`${syscallOf(error)} returned ${statusOf(error)}`);
  } finally {
    for (const each of owned.reverse()) each.dispose();
  }
}

/**
 * A new context of this role in this state. Null if the handshake never reaches the state. There is no
 * target name, because Negotiate would request a ticket for a service principal name.
 */
async function reach(
  acquire: Acquire,
  role: ExportTrial['role'],
  state: ExportTrial['state'],
  owned: Resource[],
): Promise<HandshakeContext | null> {
  const outbound = await Credentials.acquire({ ...acquire, use: 'outbound' });
  owned.push(outbound);
  const client = new ClientSecurityContext({ credentials: outbound });
  owned.push(client);
  let toServer = await client.step();
  if (role === 'client' && state === 'half-open') return client.complete ? null : client;

  const inbound = await Credentials.acquire({ ...acquire, use: 'inbound' });
  owned.push(inbound);
  const server = new ServerSecurityContext({ credentials: inbound });
  owned.push(server);
  let toClient = toServer === null ? null : await server.step(toServer);
  if (role === 'server' && state === 'half-open') return server.complete ? null : server;

  while (toClient !== null) {
    toServer = await client.step(toClient);
    toClient = toServer === null ? null : await server.step(toServer);
  }
  const context = role === 'client' ? client : server;
  return context.complete ? context : null;
}

async function exportAndImport(context: HandshakeContext, flags: number): Promise<TrialResult> {
  const failed = { notTried: null, packedBytes: null, bufferType: null, hasAccessToken: null };
  try {
    const exported = await exportInAnyState(context, { flags });
    const succeeded = {
      notTried: null,
      exportStatus: 'SEC_E_OK',
      packedBytes: exported.packedContext.byteLength,
      bufferType: exported.bufferType,
      hasAccessToken: exported.accessToken !== null,
    };
    // Not `using`, because it needs Symbol.dispose, which a realm of jest or node:vm may not have.
    try {
      (await SecurityContext.import(exported)).dispose();
      return { ...succeeded, importStatus: 'SEC_E_OK' };
    } catch (error) {
      return { ...succeeded, importStatus: statusOf(error) };
    } finally {
      exported.dispose();
    }
  } catch (error) {
    return { ...failed, exportStatus: statusOf(error), importStatus: null };
  }
}

/** The status that Windows returned. Any other error is thrown again. */
function statusOf(error: unknown): string {
  if (error instanceof SspiError || error instanceof WindowsError) return error.code;
  throw error;
}

function syscallOf(error: unknown): string {
  return error instanceof SspiError || error instanceof WindowsError ? error.syscall : '';
}
