import {
  readOptions,
  requireBoolean,
  requireBytes,
  requireInstance,
  requireNonEmptyText,
  requireUint32,
} from '../arguments';
import type { Shown } from '../inspection';
import { errorOf, isAnsweredOk, native, valueOf } from '../native';
import type {
  ImportArguments,
  NativePackedContext,
  NativeSecurityContext,
  Outcome,
} from '../native-types';
import { AccessToken, nativeAccessToken, wrapAccessToken } from '../windows/access-token';
import { callImpersonated, type Synchronous } from '../windows/impersonation';
import {
  type ContextAttributeName,
  type ContextAttributes,
  isOfHalfOpenContexts,
  requireAttributeName,
  toAttribute,
} from './attributes';
import { ExportedSecurityContext } from './exported-context';
import { ExportFlags, SecBufferType } from './flags';
import type { HandshakeState } from './handshake-state';
import { withCopyOfSecret } from './secret-bytes';
import { StreamProtection } from './stream-protection';

/** How `export()` packs a context. */
export interface ExportOptions {
  /**
   * A sum of ExportFlags. By default DELETE_OLD: the context moves. Without it two live contexts
   * share one set of keys, and their sequence numbers drift apart at the first message.
   */
  readonly flags?: number;
  /** Whether to ask for the client's access token as well. True by default. */
  readonly accessToken?: boolean;
}

/** What an ExportedSecurityContext is, or what was rebuilt of one in another process. */
export interface ImportOptions {
  readonly packageName: string;
  readonly packedContext: Uint8Array;
  /** SecBufferType.TOKEN by default. */
  readonly bufferType?: number;
  /** The client's access token. It stays the caller's. */
  readonly accessToken?: AccessToken | null;
}

const uncloneable = Symbol(
  'A security context cannot be cloned: hand it over with sendContext(). It',
);

/** What `SecurityContext.move` calls: takes the context away, and says what became of it. */
export type Mover<Moved> = (
  nativeContext: NativeSecurityContext,
) => Promise<{ readonly fate: string | null; readonly value: Moved }>;

/**
 * `export()` without the check that the handshake is complete. probeExport needs it: how a package
 * refuses a half-open context is a part of what it finds out.
 */
export let exportInAnyState: (
  context: SecurityContext,
  options: ExportOptions,
) => Promise<ExportedSecurityContext>;

/**
 * A security context: one side of an authenticated conversation. Deleted with
 * DeleteSecurityContext by `dispose()`, or when it is garbage collected.
 *
 * A context comes from a handshake (ClientSecurityContext, ServerSecurityContext) or from `import`.
 */
export class SecurityContext extends StreamProtection {
  static {
    exportInAnyState = (context, options) => context.#export(options);
  }

  protected constructor(
    nativeContext: NativeSecurityContext,
    packageName: string,
    state: HandshakeState = 'complete',
  ) {
    super(nativeContext, packageName, state);
  }

  protected get noun(): string {
    return 'security context';
  }

  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /** What may be shown of it: what its properties say, with the names of its flags. */
  toJSON(): Shown {
    const { state, packageName } = this;
    return { state, packageName };
  }

  /**
   * Throws unless the context can be taken away. While an operation is under way, which may be the last
   * step of the handshake, `move` checks the handshake in its turn.
   *
   * @internal
   */
  assertMovable(): void {
    this.assertUsable();
    if (!this.isBusy) this.assertEstablished('be exported');
  }

  /**
   * Has the context taken away in its turn.
   *
   * @returns The mover's value, and a function that changes the context's fate when more becomes of it.
   * @internal
   */
  async move<Moved>(
    mover: Mover<Moved>,
  ): Promise<{ value: Moved; changeFate: (fate: string) => void }> {
    return this.inTurn(async () => {
      this.assertEstablished('be exported');
      const { fate, value } = await mover(this.native);
      return { value, changeFate: fate === null ? () => undefined : this.consume(fate) };
    });
  }

  /**
   * Makes a live context of an exported one. Off the main thread: it can wait on LSA. The bytes and
   * the token stay the caller's, whether it succeeds or not.
   *
   * The packed context is copied at the call, and each copy is wiped after use. The caller can wipe its own
   * as it can wipe the bytes of `Identity.password`.
   *
   * Import a context once. A second import makes a second owner of the same keys.
   *
   * @example
   * ```ts
   * const context = await SecurityContext.import(exported);
   * exported.dispose();
   * ```
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND for an unknown package, SEC_E_INVALID_TOKEN for bytes
   * that are not what the package exported, SEC_E_UNSUPPORTED_FUNCTION if it cannot import.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED for a token that is disposed,
   * ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
   */
  static async import(exported: ImportOptions): Promise<SecurityContext> {
    const importing = importArguments(exported);
    const outcome = await withOwnBytes(importing, (args) =>
      native().SecurityContext.import(...args),
    );
    return new SecurityContext(valueOf(outcome, importing[0]), importing[0]);
  }

  /** `import()` on this thread, which waits as long as the package takes. */
  static importSync(exported: ImportOptions): SecurityContext {
    const importing = importArguments(exported);
    const outcome = withOwnBytes(importing, (args) => native().SecurityContext.importSync(...args));
    return new SecurityContext(valueOf(outcome, importing[0]), importing[0]);
  }

  /**
   * Packs this context for another process of this computer. Off the main thread: it can wait on
   * LSA. With DELETE_OLD, which is the default, success consumes this object: its methods then throw
   * ERR_SSPI_CONTEXT_EXPORTED. After a failure it is as usable as its package leaves it.
   *
   * @example
   * ```ts
   * const exported = await context.export();
   * // exported.packageName, .packedContext, .bufferType, .accessToken
   * ```
   * @throws {TypeError | RangeError} For options that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION (the same value as SEC_E_NOT_SUPPORTED) if the
   * package cannot export, or not with these flags; SEC_E_INSUFFICIENT_MEMORY; or another status of the
   * package. ERR_SSPI_NO_RESULT if it answered SEC_E_OK without a packed context: then DELETE_OLD has
   * consumed this object.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
   */
  async export(options: ExportOptions = {}): Promise<ExportedSecurityContext> {
    return await this.#export(options, () => {
      this.assertEstablished('be exported');
    });
  }

  async #export(options: ExportOptions, check?: () => void): Promise<ExportedSecurityContext> {
    const [flags, withAccessToken] = exportArguments(options);
    return await this.inTurn(async () => {
      check?.();
      return this.#exported(flags, await this.native.export(flags, withAccessToken));
    });
  }

  /**
   * `export()` on this thread, which waits as long as the package takes.
   *
   * @throws What `export()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  exportSync(options: ExportOptions = {}): ExportedSecurityContext {
    const [flags, withAccessToken] = exportArguments(options);
    this.assertReady('be exported');
    return this.#exported(flags, this.native.exportSync(flags, withAccessToken));
  }

  #exported(flags: number, outcome: Outcome<NativePackedContext>): ExportedSecurityContext {
    const fate = fateAfterExport(
      outcome,
      'was exported with DELETE_OLD. Import the result of export(), or export with other flags to keep a copy.',
    );
    if ((flags & ExportFlags.DELETE_OLD) !== 0 && fate !== null) this.consume(fate);
    const packed = valueOf(outcome, this.packageName);
    return new ExportedSecurityContext(
      this.packageName,
      packed.packedContext,
      packed.bufferType,
      packed.accessToken && wrapAccessToken(packed.accessToken),
    );
  }

  /**
   * Opens the access token of the client, as a handle that is the caller's to dispose and outlives
   * this context. Off the main thread: it can wait on LSA.
   *
   * @throws {SspiError} SEC_E_NO_IMPERSONATION where there is no token (on the client's side, say),
   * SEC_E_UNSUPPORTED_FUNCTION if the package has none to give.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querysecuritycontexttoken
   */
  async openAccessToken(): Promise<AccessToken> {
    return await this.inTurn(async () => {
      this.assertEstablished('open the access token of its client');
      return wrapAccessToken(valueOf(await this.native.openAccessToken(), this.packageName));
    });
  }

  /**
   * `openAccessToken()` on this thread, which waits as long as the package takes.
   *
   * @throws What `openAccessToken()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  openAccessTokenSync(): AccessToken {
    this.assertReady('open the access token of its client');
    return wrapAccessToken(valueOf(this.native.openAccessTokenSync(), this.packageName));
  }

  /**
   * Runs a function while this thread acts as the context's client. Then the thread is what it was
   * before. All that is said of `AccessToken.impersonate` holds here: what runs as the client and what
   * does not, how calls nest, and that the process ends if the thread cannot be put back.
   *
   * @example
   * ```ts
   * const text = server.impersonate(() => readFileSync(path, 'utf8'));
   * ```
   * @param action A synchronous function. It is called once, without arguments.
   * @returns What the function returns.
   * @throws What the function throws, unchanged.
   * @throws {TypeError} As `AccessToken.impersonate`.
   * @throws {SspiError} SEC_E_NO_IMPERSONATION where there is no client's token,
   * SEC_E_UNSUPPORTED_FUNCTION if the package cannot impersonate. The function is then not called.
   * @throws {WindowsError} ERROR_CANT_OPEN_ANONYMOUS, as `AccessToken.impersonate`.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-impersonatesecuritycontext
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-revertsecuritycontext
   */
  impersonate<Value>(action: () => Value & Synchronous<Value>): Value {
    this.assertReady('impersonate its client');
    return callImpersonated<Value>(action, (checked) =>
      valueOf(this.native.impersonate(checked), this.packageName),
    );
  }

  /**
   * Asks the context for an attribute. Most attributes exist only once the handshake is complete. After
   * the first step, `negotiationInfo`, `packageInfo` and `lastClientTokenStatus` can be asked for already:
   * they describe the handshake itself.
   *
   * @param attribute A name of ContextAttributes, which describes each attribute.
   * @throws {TypeError} ERR_INVALID_ARG_VALUE for another name, before any system call.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycontextattributesw
   */
  query<Name extends ContextAttributeName>(attribute: Name): ContextAttributes[Name] {
    requireAttributeName(attribute);
    this.assertIdle();
    if (this.handshakeState === 'fresh' || !isOfHalfOpenContexts(attribute)) {
      this.assertEstablished(`return the attribute "${attribute}"`);
    }
    const outcome = this.native.query(attribute);
    if (outcome.failure !== undefined && this.handshakeState !== 'complete') {
      const advice = 'The handshake is not complete: the package may return this attribute later.';
      throw errorOf(outcome.failure, this.packageName, advice);
    }
    return toAttribute(attribute, valueOf(outcome, this.packageName));
  }
}

/** What became of a context after an export with DELETE_OLD. Null if the context is still here. */
export function fateAfterExport(outcome: Outcome<unknown>, exported: string): string | null {
  if (!isAnsweredOk(outcome)) return null;
  return outcome.failure === undefined
    ? exported
    : 'was exported, and its package returned no packed context. The session is lost: authenticate again.';
}

function exportArguments(options: ExportOptions) {
  const { flags, accessToken } = readOptions('options', options, ['flags', 'accessToken']);
  return [
    requireUint32('options.flags', flags ?? ExportFlags.DELETE_OLD),
    requireBoolean('options.accessToken', accessToken ?? true),
  ] as const;
}

/** The packed context holds the session's keys: see `withCopyOfSecret`. */
function withOwnBytes<Result>(
  importing: ImportArguments,
  use: (importing: ImportArguments) => Result,
): Result {
  const [packageName, packedContext, bufferType, accessToken] = importing;
  return withCopyOfSecret(packedContext, (copy) =>
    use([packageName, copy, bufferType, accessToken]),
  );
}

function importArguments(exported: ImportOptions): ImportArguments {
  const { packageName, packedContext, bufferType, accessToken } = readOptions(
    'exported',
    exported,
    ['packageName', 'packedContext', 'bufferType', 'accessToken'],
  );
  return [
    requireNonEmptyText('exported.packageName', packageName),
    requireBytes('exported.packedContext', packedContext),
    requireUint32('exported.bufferType', bufferType ?? SecBufferType.TOKEN),
    accessToken === undefined || accessToken === null
      ? null
      : nativeAccessToken(requireInstance('exported.accessToken', AccessToken, accessToken)),
  ];
}
