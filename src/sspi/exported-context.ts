/// <reference lib="esnext.disposable" preserve="true" />

import { readOptions, requireBoolean, requireNative, requireUint32 } from '../arguments';
import { SspiUsageError } from '../errors';
import { Inspectable } from '../inspection';
import { isStatusOk, native, valueOf } from '../native';
import type { NativePackedContext, Outcome } from '../native-types';
import { traced, tracedSync } from '../tracing';
import { AccessToken } from '../windows/access-token';
import { assertReady, type ContextMembers } from './context-core';
import type { ContextOrigin } from './context-origin';
import { ExportFlags } from './flags';
import { optionalImportName, withImportName } from './package-names';

const uncloneable = Symbol(
  'An exported context cannot be cloned: hand over the context with sendContext(). It',
);

/** The result of ExportSecurityContext. */
interface PackedParts {
  readonly packedContext: Buffer;
  readonly bufferType: number;
  readonly accessToken: AccessToken | null;
}

/**
 * A security context as bytes, from `SecurityContext.export()` and for `SecurityContext.import()`. The
 * bytes contain the keys of the session. They are valid on this computer only, until it restarts.
 *
 * This object owns the bytes and the token: `dispose()` wipes the bytes and closes the token. An import consumes
 * it: the bytes are wiped, and the token belongs to the imported context. `util.inspect` and JSON show neither.
 *
 * @category Contexts
 */
export class ExportedSecurityContext extends Inspectable implements Disposable {
  /** @internal */
  static create(origin: ContextOrigin, parts: PackedParts): ExportedSecurityContext {
    return new ExportedSecurityContext(origin, parts);
  }

  /** The object itself if `export()` of this copy of the package returned it. @internal */
  static own(value: object): ExportedSecurityContext | undefined {
    return #origin in value ? value : undefined;
  }

  /** The `packageName` of the context. */
  readonly packageName: string;
  /** The `negotiatedPackageName` of the context. */
  readonly negotiatedPackageName: string | null;
  /** The name to import the context with. */
  readonly importPackageName: string;
  /** The bytes from ExportSecurityContext. All zeros after an import and after `dispose()`. */
  readonly packedContext: Buffer;
  /** The SecBuffer type of the bytes. The importing process must pass the same type. */
  readonly bufferType: number;
  /**
   * The client's access token. Null if it was not asked for, or the package returned none. After an import it
   * belongs to the imported context.
   */
  readonly accessToken: AccessToken | null;
  readonly #origin: ContextOrigin;
  #isDisposed = false;
  /** Also true while an import runs. */
  #isImported = false;

  private constructor(origin: ContextOrigin, parts: PackedParts) {
    super();
    const { packedContext, bufferType, accessToken } = requireNative(new.target.name, parts);
    this.packageName = origin.packageName;
    this.negotiatedPackageName = origin.negotiatedPackageName;
    this.importPackageName = origin.importPackageName;
    this.packedContext = packedContext;
    this.bufferType = bufferType;
    this.accessToken = accessToken;
    this.#origin = origin;
  }

  /** @internal */
  get origin(): ContextOrigin {
    return this.#origin;
  }

  /** Wipes the bytes and closes the token, unless an import has taken the token. Can be called again. */
  dispose(): void {
    this.#isDisposed = true;
    this.packedContext.fill(0);
    if (!this.#isImported) this.accessToken?.dispose();
  }

  /** Starts the only import of this object. `finishImport` or `cancelImport` must follow. @internal */
  beginImport(): void {
    if (this.#isImported) {
      throw new SspiUsageError(
        'ERR_SSPI_CONTEXT_IMPORTED',
        'This exported security context was imported before. Use the context that import() returned, ' +
          'or export once for each import.',
      );
    }
    if (this.#isDisposed) {
      throw new SspiUsageError(
        'ERR_SSPI_DISPOSED',
        'This exported security context is disposed. Import it before dispose().',
      );
    }
    this.#isImported = true;
  }

  /** Wipes the bytes. @returns The token, which the imported context now owns. @internal */
  finishImport(): AccessToken | null {
    this.packedContext.fill(0);
    return this.accessToken;
  }

  /** The import has failed: this object keeps its parts. @internal */
  cancelImport(): void {
    this.#isImported = false;
    if (this.#isDisposed) this.accessToken?.dispose();
  }

  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The facts that JSON and console.log show: neither the bytes nor the token. */
  toJSON() {
    const { packageName, negotiatedPackageName, importPackageName } = this;
    const { bufferType, packedContext, accessToken } = this;
    return {
      packageName,
      negotiatedPackageName,
      importPackageName,
      bufferType,
      packedBytes: packedContext.byteLength,
      hasAccessToken: accessToken !== null,
    };
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }
}

/**
 * Options of `SecurityContext.export()`.
 *
 * @category Contexts
 */
export interface ExportOptions {
  /**
   * A sum of ExportFlags. By default DELETE_OLD: the context moves. Without DELETE_OLD, two live contexts
   * share one set of keys, and their sequence numbers differ after the first message.
   */
  readonly flags?: number;
  /** Whether to ask for the client's access token as well. True by default. */
  readonly accessToken?: boolean;
  /**
   * The name to import the context with: `context.packageName`, `context.negotiatedPackageName`, or another
   * name. `context.importPackageName` by default. `probeExport()` finds the name that works.
   */
  readonly importPackageName?: string;
}

export async function exportContext(
  context: ContextMembers,
  options: ExportOptions,
): Promise<ExportedSecurityContext> {
  const exporting = exportArguments(options);
  return await context.inTurn(async () => {
    context.core.assertEstablished('be exported');
    return await exportNow(context, exporting);
  });
}

/** An export without the check that the handshake is complete. probeExport needs the package's refusal. */
export async function exportInAnyState(
  context: ContextMembers,
  options: ExportOptions,
): Promise<ExportedSecurityContext> {
  const exporting = exportArguments(options);
  return await context.inTurn(() => exportNow(context, exporting));
}

export function exportContextSync(
  context: ContextMembers,
  options: ExportOptions,
): ExportedSecurityContext {
  const exporting = exportArguments(options);
  assertReady(context, 'be exported');
  return exportNowSync(context, exporting);
}

const exportTrace = {
  operation: 'export',
  before: ({ core }: ContextMembers, { flags }: ExportArguments) => ({
    packageName: core.packageName,
    flags,
  }),
  after: ({ packedContext, accessToken }: ExportedSecurityContext) => ({
    packedSize: packedContext.byteLength,
    hasAccessToken: accessToken !== null,
  }),
} as const;

const exportNow = traced({
  ...exportTrace,
  run: async (context: ContextMembers, exporting: ExportArguments) => {
    const { flags, accessToken } = exporting;
    return toExported(
      context,
      exporting,
      await native().SecurityContext.export(context.core.native, flags, accessToken),
    );
  },
});

const exportNowSync = tracedSync({
  ...exportTrace,
  run: (context: ContextMembers, exporting: ExportArguments) => {
    const { flags, accessToken } = exporting;
    return toExported(
      context,
      exporting,
      native().SecurityContext.exportSync(context.core.native, flags, accessToken),
    );
  },
});

/** The fate of a context after an export with DELETE_OLD. Null if the context still exists here. */
export function fateAfterExport(outcome: Outcome<unknown>, exported: string): string | null {
  if (!isStatusOk(outcome)) return null;
  return outcome.failure === undefined
    ? exported
    : 'was exported, and its package returned no packed context. The session is lost: authenticate again.';
}

function toExported(
  context: ContextMembers,
  { flags, importPackageName }: ExportArguments,
  outcome: Outcome<NativePackedContext>,
): ExportedSecurityContext {
  const fate = fateAfterExport(
    outcome,
    'was exported with DELETE_OLD. Import the result of export(), or export with other flags to keep a copy.',
  );
  if ((flags & ExportFlags.DELETE_OLD) !== 0 && fate !== null) context.consume(fate);
  const { packedContext, bufferType, accessToken } = valueOf(outcome, context.core.packageName);
  return ExportedSecurityContext.create(withImportName(context.origin, importPackageName), {
    packedContext,
    bufferType,
    accessToken: accessToken && AccessToken.wrap(accessToken),
  });
}

type ExportArguments = ReturnType<typeof exportArguments>;

function exportArguments(options: ExportOptions) {
  const { flags, accessToken, importPackageName } = readOptions('options', options, [
    'flags',
    'accessToken',
    'importPackageName',
  ]);
  return {
    flags: requireUint32('options.flags', flags ?? ExportFlags.DELETE_OLD),
    accessToken: requireBoolean('options.accessToken', accessToken ?? true),
    importPackageName: optionalImportName(importPackageName),
  };
}
