import { readOptions, requireNonEmptyText } from '../arguments';
import { SspiError, WindowsError } from '../errors';
import type { Resource } from '../resource';
import { ClientSecurityContext } from './client-context';
import { exportInAnyState, SecurityContext } from './context';
import { acquireArguments, type AcquireOptions, Credentials, type Identity } from './credentials';
import { ExportFlags } from './flags';
import type { NativeIdentity } from '../native-types';
import type { HandshakeContext } from './handshake-context';
import { querySecurityPackageInfo } from './package';
import { ServerSecurityContext } from './server-context';

/** What `probeExport` tries with. */
export interface ProbeExportOptions {
  /** Who to authenticate as. By default the user that the process runs as. */
  readonly identity?: Identity;
}

/** What came of one export, and of the import of what it gave. */
export interface ExportTrial {
  readonly role: 'client' | 'server';
  /** `'half-open'`: the first step of the handshake is done. */
  readonly state: 'half-open' | 'complete';
  /** The sum of ExportFlags that was tried. */
  readonly flags: number;
  /** Why it could not be tried; null if it was. */
  readonly notTried: string | null;
  /** What ExportSecurityContext answered, by name: `'SEC_E_OK'`, `'SEC_E_UNSUPPORTED_FUNCTION'`. */
  readonly exportStatus: string | null;
  /** What ImportSecurityContext answered in the same process; null if there was nothing to import. */
  readonly importStatus: string | null;
  /** The size of the packed context in bytes. */
  readonly packedBytes: number | null;
  /** The SecBuffer type that the package gave it. */
  readonly bufferType: number | null;
  /** Whether an access token came with it. */
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
 * Finds out whether a security package can export contexts, by trying: no capability flag tells, and
 * it is documented nowhere. Each role, state and flag is tried with contexts of its own, client and
 * server in this process. The network is never touched: what would need it is not tried.
 *
 * @example
 * ```ts
 * for (const { role, state, flags, exportStatus } of await probeExport('Negotiate')) {
 *   console.log(role, state, flags, exportStatus);
 * }
 * ```
 * @param packageName As `enumerateSecurityPackages()` lists it.
 * @returns One trial for each role, state and flag.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, before any system call.
 * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
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
        const outcome = needOfNetwork(acquire) ?? (await tryExport(acquire, role, state, flags));
        trials.push({ role, state, flags, ...outcome });
      }
    }
  }
  return trials;
}

/** A copy of the identity: each trial needs it, and the caller may wipe the password meanwhile. */
function heldIdentity(identity: NativeIdentity | null): Identity | null {
  if (identity === null || typeof identity.password === 'string') return identity;
  const { user, domain, password } = identity;
  // In memory of its own: bytes on V8's heap are moved, and copies of them stay behind.
  const bytes = new Uint8Array(new ArrayBuffer(password.byteLength));
  bytes.set(password);
  return { user, domain, password: bytes };
}

type Acquire = Omit<AcquireOptions, 'use'>;
type Outcome = Omit<ExportTrial, 'role' | 'state' | 'flags'>;

function notTried(reason: string): Outcome {
  return {
    notTried: reason,
    exportStatus: null,
    importStatus: null,
    packedBytes: null,
    bufferType: null,
    hasAccessToken: null,
  };
}

function needOfNetwork({ packageName, identity }: Acquire): Outcome | null {
  if (packageName === 'Kerberos') return notTried('Its handshake asks a KDC, over the network');
  const { hostname } = require('node:os') as typeof import('node:os');
  const { domain = '' } = identity ?? {};
  const isLocal = ['', '.', hostname().toLowerCase()].includes(domain.toLowerCase());
  if (['NTLM', 'Negotiate'].includes(packageName) && !isLocal) {
    return notTried('It asks a domain controller for that identity, over the network');
  }
  return null;
}

async function tryExport(
  acquire: Acquire,
  role: ExportTrial['role'],
  state: ExportTrial['state'],
  flags: number,
): Promise<Outcome> {
  const owned: Resource[] = [];
  try {
    const context = await reach(acquire, role, state, owned);
    if (context === null) return notTried(`The ${role}'s handshake is never ${state}`);
    return await exportAndImport(context, flags);
  } catch (error) {
    return notTried(`${syscallOf(error)} gave ${statusOf(error)}`);
  } finally {
    for (const each of owned.reverse()) each.dispose();
  }
}

/**
 * A new context of that role in that state, or null if its handshake takes another way. Without a
 * target name: a service principal name would make Negotiate ask for a ticket.
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

async function exportAndImport(context: HandshakeContext, flags: number): Promise<Outcome> {
  const nothing = { notTried: null, packedBytes: null, bufferType: null, hasAccessToken: null };
  try {
    const exported = await exportInAnyState(context, { flags });
    const outcome = {
      notTried: null,
      exportStatus: 'SEC_E_OK',
      packedBytes: exported.packedContext.byteLength,
      bufferType: exported.bufferType,
      hasAccessToken: exported.accessToken !== null,
    };
    // `using` would need Symbol.dispose, which a realm of jest or node:vm may not have.
    try {
      (await SecurityContext.import(exported)).dispose();
      return { ...outcome, importStatus: 'SEC_E_OK' };
    } catch (error) {
      return { ...outcome, importStatus: statusOf(error) };
    } finally {
      exported.dispose();
    }
  } catch (error) {
    return { ...nothing, exportStatus: statusOf(error), importStatus: null };
  }
}

/** What Windows answered; whatever else was thrown is no answer, and goes on its way. */
function statusOf(error: unknown): string {
  if (error instanceof SspiError || error instanceof WindowsError) return error.code;
  throw error;
}

function syscallOf(error: unknown): string {
  return error instanceof SspiError || error instanceof WindowsError ? error.syscall : '';
}
