import { SspiError, WindowsError } from '../errors';
import type { Resource } from '../resource';
import { ClientSecurityContext } from './client-context';
import { SecurityContext } from './context';
import { type AcquireOptions, Credentials } from './credentials';
import { type ExportedSecurityContext, exportInAnyState } from './exported-context';
import type { HandshakeContext } from './handshake-context';
import { ServerSecurityContext } from './server-context';

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
  /** The status of the last import, by name. Null without an exported context. */
  readonly importStatus: string | null;
  /** The package name of the import that succeeded. Null if none did. */
  readonly importPackageName: string | null;
  /** The imports in this process, in order. The first that succeeds is the last. */
  readonly imports: readonly ImportTrial[];
  /** The size of the packed context in bytes. Null without an exported context. */
  readonly packedBytes: number | null;
  /** The SecBuffer type of the packed context. Null without an exported context. */
  readonly bufferType: number | null;
  /** Whether the export returned an access token. Null without an exported context. */
  readonly hasAccessToken: boolean | null;
  /** The rights of the exported access token: a sum of TokenAccess. Null without a token. */
  readonly tokenAccess: number | null;
  /** The status of QuerySecurityContextToken by name. Null if not tried: only a complete server has a token. */
  readonly queryTokenStatus: string | null;
  /** The rights of the access token that the query returned: a sum of TokenAccess. Null without a token. */
  readonly queriedTokenAccess: number | null;
}

/**
 * The import of an exported context with one package name.
 *
 * @category Contexts
 */
export interface ImportTrial {
  /** The name that SECPKG_ATTR_PACKAGE_INFO or SECPKG_ATTR_NEGOTIATION_INFO returned. */
  readonly packageName: string;
  /** The status of ImportSecurityContextW by name. */
  readonly status: string;
}

/** The parameters of a trial. */
export interface Trial extends Pick<ExportTrial, 'role' | 'state' | 'flags'> {
  readonly acquire: Omit<AcquireOptions, 'use'>;
  /** Empty for none. */
  readonly targetName: string;
}

/** The results of a trial. */
type TrialResult = Omit<ExportTrial, 'role' | 'state' | 'flags'>;

const withoutExport = {
  importStatus: null,
  importPackageName: null,
  imports: [],
  packedBytes: null,
  bufferType: null,
  hasAccessToken: null,
  tokenAccess: null,
};

const withoutQuery = { queryTokenStatus: null, queriedTokenAccess: null };

export function notTried(reason: string): TrialResult {
  return { notTried: reason, exportStatus: null, ...withoutExport, ...withoutQuery };
}

export async function tryExport(trial: Trial): Promise<TrialResult> {
  const owned: Resource[] = [];
  try {
    const context = await reach(trial, owned);
    if (context === null) {
      return notTried(`The handshake of the ${trial.role} is never ${trial.state}`);
    }
    return await exportAndImport(context, trial.flags);
  } catch (error) {
    return notTried(`${syscallOf(error)} returned ${statusOf(error)}`);
  } finally {
    for (const each of owned.reverse()) each.dispose();
  }
}

/** A new context of this role in this state. Null if the handshake never reaches the state. */
async function reach(
  { role, state, acquire, targetName }: Trial,
  owned: Resource[],
): Promise<HandshakeContext | null> {
  const outbound = await Credentials.acquire({ ...acquire, use: 'outbound' });
  owned.push(outbound);
  const client = new ClientSecurityContext({ credentials: outbound, targetName });
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
  const query = await queryToken(context);
  const packageNames = importPackageNames(context);
  let exported;
  try {
    exported = await exportInAnyState(context, { flags });
  } catch (error) {
    return { notTried: null, exportStatus: statusOf(error), ...withoutExport, ...query };
  }
  // Not `using`, because it needs Symbol.dispose, which a realm of jest or node:vm may not have.
  try {
    const imports = await importUnder(packageNames, exported);
    const last = imports.at(-1);
    return {
      notTried: null,
      exportStatus: 'SEC_E_OK',
      importStatus: last?.status ?? null,
      importPackageName: last?.status === 'SEC_E_OK' ? last.packageName : null,
      imports,
      packedBytes: exported.packedContext.byteLength,
      bufferType: exported.bufferType,
      hasAccessToken: exported.accessToken !== null,
      tokenAccess: exported.accessToken?.access ?? null,
      ...query,
    };
  } finally {
    exported.dispose();
  }
}

/** Queries the client's access token, which only a complete server has. */
async function queryToken(
  context: HandshakeContext,
): Promise<Pick<ExportTrial, 'queryTokenStatus' | 'queriedTokenAccess'>> {
  if (!(context instanceof ServerSecurityContext) || !context.complete) return withoutQuery;
  try {
    const token = await context.openAccessToken();
    try {
      return { queryTokenStatus: 'SEC_E_OK', queriedTokenAccess: token.access };
    } finally {
      token.dispose();
    }
  } catch (error) {
    return { queryTokenStatus: statusOf(error), queriedTokenAccess: null };
  }
}

/** The names of SECPKG_ATTR_PACKAGE_INFO and SECPKG_ATTR_NEGOTIATION_INFO, without repetition. */
function importPackageNames(context: HandshakeContext): readonly string[] {
  const names = new Set([context.packageName]);
  try {
    names.add(context.query('negotiationInfo').packageInfo.name);
  } catch (error) {
    statusOf(error);
  }
  return [...names];
}

/** Stops at the first success, because the end of an imported context may invalidate the bytes. */
async function importUnder(
  packageNames: readonly string[],
  { packedContext, bufferType, accessToken }: ExportedSecurityContext,
): Promise<readonly ImportTrial[]> {
  const imports: ImportTrial[] = [];
  for (const packageName of packageNames) {
    try {
      const options = { packageName, packedContext, bufferType, accessToken };
      (await SecurityContext.import(options)).dispose();
      imports.push({ packageName, status: 'SEC_E_OK' });
      break;
    } catch (error) {
      imports.push({ packageName, status: statusOf(error) });
    }
  }
  return imports;
}

/** The status that Windows returned. Any other error is thrown again. */
function statusOf(error: unknown): string {
  if (error instanceof SspiError || error instanceof WindowsError) return error.code;
  throw error;
}

function syscallOf(error: unknown): string {
  return error instanceof SspiError || error instanceof WindowsError ? error.syscall : '';
}
