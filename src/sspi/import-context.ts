import {
  readOptions,
  requireBytes,
  requireInstance,
  requireNonEmptyText,
  requireObject,
  requireUint32,
} from '../arguments';
import { native, valueOf } from '../native';
import type { ImportArguments, NativeSecurityContext } from '../native-types';
import { traced, tracedSync } from '../tracing';
import { AccessToken } from '../windows/access-token';
import { type ContextOrigin, unknownOrigin } from './context-origin';
import { ExportedSecurityContext } from './exported-context';
import { SecBufferType } from './flags';
import { withCopyOfSecret } from './secret-bytes';

/**
 * The argument of `SecurityContext.import()`: an ExportedSecurityContext, or an object with its parts.
 *
 * @category Contexts
 */
export interface ImportOptions {
  /** The name of the security package that exported the context. */
  readonly packageName: string;
  /** The name to import the context with. `packageName` by default. No other name is tried. */
  readonly importPackageName?: string;
  /** The bytes that `export()` returned. */
  readonly packedContext: Uint8Array;
  /** The SecBuffer type that `export()` returned. SecBufferType.TOKEN by default. */
  readonly bufferType?: number;
  /**
   * The client's access token. The caller keeps the object and disposes of it. The context uses the same handle,
   * so Windows closes the handle when both are disposed.
   */
  readonly accessToken?: AccessToken | null;
}

/** A context that Windows has imported, its origin as far as it is known, and the token that it owns. */
export interface NativeImport {
  readonly context: NativeSecurityContext;
  readonly origin: ContextOrigin;
  readonly accessToken: AccessToken | null;
}

export async function importNative(exported: ImportOptions): Promise<NativeImport> {
  requireObject('exported', exported);
  const consumed = ExportedSecurityContext.own(exported);
  consumed?.beginImport();
  try {
    const { importing, origin } = importArguments(exported, consumed?.origin);
    const context = await importNow(importing);
    return { context, origin, accessToken: consumed?.finishImport() ?? null };
  } catch (error) {
    consumed?.cancelImport();
    throw error;
  }
}

export function importNativeSync(exported: ImportOptions): NativeImport {
  requireObject('exported', exported);
  const consumed = ExportedSecurityContext.own(exported);
  consumed?.beginImport();
  try {
    const { importing, origin } = importArguments(exported, consumed?.origin);
    const context = importNowSync(importing);
    return { context, origin, accessToken: consumed?.finishImport() ?? null };
  } catch (error) {
    consumed?.cancelImport();
    throw error;
  }
}

const importTrace = {
  operation: 'import',
  before: ([packageName, packedContext, , accessToken]: ImportArguments) => ({
    packageName,
    packedSize: packedContext.byteLength,
    hasAccessToken: accessToken !== null,
  }),
} as const;

const importNow = traced({
  ...importTrace,
  run: async (importing: ImportArguments) => {
    const { SecurityContext } = native();
    const outcome = await withOwnBytes(importing, (args) => SecurityContext.import(...args));
    return valueOf(outcome, importing[0]);
  },
});

const importNowSync = tracedSync({
  ...importTrace,
  run: (importing: ImportArguments) => {
    const { SecurityContext } = native();
    const outcome = withOwnBytes(importing, (args) => SecurityContext.importSync(...args));
    return valueOf(outcome, importing[0]);
  },
});

/** The packed context contains the keys of the session: see `withCopyOfSecret`. */
function withOwnBytes<Result>(
  importing: ImportArguments,
  use: (importing: ImportArguments) => Result,
): Result {
  const [packageName, packedContext, bufferType, accessToken] = importing;
  return withCopyOfSecret(packedContext, (copy) =>
    use([packageName, copy, bufferType, accessToken]),
  );
}

function importArguments(
  exported: ImportOptions,
  known: ContextOrigin | undefined,
): {
  readonly importing: ImportArguments;
  readonly origin: ContextOrigin;
} {
  const given = readOptions('exported', exported, [
    'packageName',
    'importPackageName',
    'packedContext',
    'bufferType',
    'accessToken',
  ]);
  const packageName = requireNonEmptyText('exported.packageName', given.packageName);
  const importPackageName = requireNonEmptyText(
    'exported.importPackageName',
    given.importPackageName ?? packageName,
  );
  const { packedContext, bufferType, accessToken } = given;
  const origin = known ?? unknownOrigin(packageName);
  return {
    importing: [
      importPackageName,
      requireBytes('exported.packedContext', packedContext),
      requireUint32('exported.bufferType', bufferType ?? SecBufferType.TOKEN),
      accessToken === undefined || accessToken === null
        ? null
        : requireInstance('exported.accessToken', AccessToken, accessToken).usableNative(),
    ],
    origin: { ...origin, packageName, importPackageName },
  };
}
