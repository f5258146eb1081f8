import { requireNative } from '../arguments';
import type { Shown } from '../inspection';
import { native } from '../native';
import type { NativeImportedContext, NativeSecurityContext } from '../native-types';
import { Resource } from '../resource';
import { AccessToken } from '../windows/access-token';
import type { Synchronous } from '../windows/impersonation';
import { type ContextAttributeName, type ContextAttributes, queryAttribute } from './attributes';
import { impersonateClient, openClientToken, openClientTokenSync } from './client-token';
import { ContextCore } from './context-core';
import { type ContextOrigin, type ContextRole, roleNumber, roleOf } from './context-origin';
import {
  exportContext,
  exportContextSync,
  type ExportedSecurityContext,
  type ExportOptions,
} from './exported-context';
import { AscRet, flagNames, IscRet } from './flags';
import type { HandshakeState } from './handshake-state';
import {
  importNative,
  importNativeSync,
  type ImportOptions,
  type NativeImport,
} from './import-context';
import { noOptions } from './message-arguments';
import * as batches from './message-batches';
import * as messages from './messages';
import type {
  DecryptOptions,
  EncryptedLengths,
  EncryptedMessage,
  UnwrapOptions,
  WrapOptions,
} from './message-options';
import type { PackageNames } from './package-names';
import * as records from './records';
import type { DecryptedRecord } from './records';

const uncloneable = Symbol(
  'A security context cannot be cloned: hand it over with sendContext(). It',
);

/**
 * One side of an authenticated session. A context is created by a handshake (ClientSecurityContext,
 * ServerSecurityContext), by `import()` or by a handoff (ImportedContext). `dispose()` or garbage
 * collection deletes it with DeleteSecurityContext.
 *
 * **Errors of every method.** Wrong arguments throw a TypeError or RangeError before any system call. A
 * context that cannot do the operation now throws an SspiUsageError: ERR_SSPI_DISPOSED,
 * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_HANDSHAKE_NOT_COMPLETE, and, from synchronous methods,
 * ERR_SSPI_CONTEXT_BUSY. An SspiError can have any status of the security package; each method lists the
 * usual ones.
 *
 * **Messages.** Message methods are synchronous, like node:crypto. The peer must process messages in the
 * order in which they were made. `qualityOfProtection` is a code of the security package; 0 is its default.
 * Only the methods named `…InPlace` change the bytes of their arguments.
 *
 * This package does not treat messages as secrets. Wipe results with `fill(0)`. To be able to wipe a short
 * message, create it over `new ArrayBuffer(length)`: V8 keeps a second copy of an array of 64 bytes or less.
 *
 * @category Contexts
 */
export abstract class SecurityContext extends Resource {
  readonly #core: ContextCore;

  protected constructor(
    nativeContext: NativeSecurityContext,
    packageNames: PackageNames,
    state: HandshakeState = 'complete',
  ) {
    super();
    const checked = requireNative(new.target.name, nativeContext);
    this.#core = new ContextCore(checked, packageNames, state);
  }

  /** The facts that an exported context carries. @internal */
  abstract get origin(): ContextOrigin;

  /** A getter and not a field, because inspection and copies must not show it. @internal */
  get core(): ContextCore {
    return this.#core;
  }

  /** @internal */
  protected get kind(): string {
    return 'security context';
  }

  /** @internal */
  protected release(): void {
    native().SecurityContext.dispose(this.#core.native);
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }

  /**
   * The name of the security package, from SECPKG_ATTR_PACKAGE_INFO. It is the name of the credentials'
   * package until the handshake is complete, and if the package does not return the attribute.
   */
  get packageName(): string {
    return this.#core.packageName;
  }

  /**
   * The name of the package that Negotiate has selected, from SECPKG_ATTR_NEGOTIATION_INFO. Null until the
   * handshake is complete, and if the package does not return the attribute.
   */
  get negotiatedPackageName(): string | null {
    return this.#core.packageNames.negotiatedPackageName;
  }

  /**
   * The name to import this context with, if `export()`, `offerContext()` or `sendContext()` does not select
   * another one: `packageName`; for an imported context, the name that it was imported with.
   */
  get importPackageName(): string {
    return this.#core.packageNames.importPackageName;
  }

  /** The facts that JSON and console.log show. */
  toJSON(): Shown {
    const { state, packageName } = this;
    return { state, packageName };
  }

  /**
   * Creates a live context from an exported one. Runs off the main thread, because it can wait on LSA.
   * The packed context is copied at the call, and each copy is wiped after use.
   *
   * A success consumes an ExportedSecurityContext: its bytes are wiped, the context owns its token, and a second
   * import throws ERR_SSPI_CONTEXT_IMPORTED. After a failure it is unchanged. Import other objects once too: a
   * second import creates a second owner of the same keys.
   *
   * The context protects the handle of the token with HANDLE_FLAG_PROTECT_FROM_CLOSE, so that a package
   * cannot close a handle that this process uses. Under a debugger, such an attempt of a package raises the
   * exception STATUS_HANDLE_NOT_CLOSABLE (0xC0000235). It is harmless: continue.
   *
   * @example
   * ```ts
   * const context = await SecurityContext.import(exported);
   * ```
   * @param exported The result of `export()`, or its parts. The caller keeps the bytes and the token of parts,
   * after a success and after a failure.
   * @returns The context. With an ExportedSecurityContext its `accessToken`, `role` and `attributes` are known;
   * otherwise they are null, null and 0.
   * @throws {SspiError} SEC_E_SECPKG_NOT_FOUND for an unknown package, SEC_E_INVALID_TOKEN for bytes that
   * the package did not export, SEC_E_UNSUPPORTED_FUNCTION if the package cannot import.
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_IMPORTED, ERR_SSPI_DISPOSED for a disposed `exported` or token,
   * ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-importsecuritycontextw
   * @see https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-sethandleinformation
   */
  static async import(exported: ImportOptions): Promise<ImportedContext> {
    return ImportedContext.ofImport(await importNative(exported));
  }

  /** Same as `import()`, but blocks this thread until the package has finished. */
  static importSync(exported: ImportOptions): ImportedContext {
    return ImportedContext.ofImport(importNativeSync(exported));
  }

  /**
   * Packs this context for another process on this computer. Runs off the main thread, because it can wait
   * on LSA. With DELETE_OLD, which is the default, a success consumes this object: its methods then throw
   * ERR_SSPI_CONTEXT_EXPORTED. After a failure the security package decides whether the context still works.
   *
   * @example
   * ```ts
   * const { packageName, packedContext, bufferType, accessToken } = await context.export();
   * ```
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the package cannot export this context with these
   * flags, SEC_E_INSUFFICIENT_MEMORY. ERR_SSPI_NO_RESULT if the package reported success without a packed
   * context: DELETE_OLD has then consumed this object.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-exportsecuritycontext
   */
  async export(options: ExportOptions = {}): Promise<ExportedSecurityContext> {
    return await exportContext(this, options);
  }

  /** Same as `export()`, but blocks this thread until the package has finished. */
  exportSync(options: ExportOptions = {}): ExportedSecurityContext {
    return exportContextSync(this, options);
  }

  /**
   * Opens the access token of the client. The caller disposes of it; it outlives this context. Runs off the
   * main thread, because it can wait on LSA.
   *
   * @throws {SspiError} SEC_E_NO_IMPERSONATION if there is no token, for example on the client's side.
   * SEC_E_UNSUPPORTED_FUNCTION if the package has no tokens.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querysecuritycontexttoken
   */
  async openAccessToken(): Promise<AccessToken> {
    return await openClientToken(this);
  }

  /** Same as `openAccessToken()`, but blocks this thread until the package has finished. */
  openAccessTokenSync(): AccessToken {
    return openClientTokenSync(this);
  }

  /**
   * Runs a function while this thread impersonates the client of the context, then restores the thread.
   * The rules and the other errors of `AccessToken.impersonate` apply.
   *
   * @example
   * ```ts
   * const text = server.impersonate(() => readFileSync(path, 'utf8'));
   * ```
   * @param action A synchronous function. It is called once, without arguments.
   * @returns The result of the function. An error of the function is thrown unchanged.
   * @throws {SspiError} SEC_E_NO_IMPERSONATION if there is no token of the client, SEC_E_UNSUPPORTED_FUNCTION
   * if the package cannot impersonate. The function was not called.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-impersonatesecuritycontext
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-revertsecuritycontext
   */
  impersonate<Value>(action: () => Value & Synchronous<Value>): Value {
    return impersonateClient<Value>(this, action);
  }

  /**
   * Queries an attribute of the context. Most attributes exist only after the handshake is complete. The
   * attributes `negotiationInfo`, `packageInfo` and `lastClientTokenStatus` exist after the first step.
   *
   * @param attribute A name from ContextAttributes, which describes each attribute.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION if the package does not know the attribute.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-querycontextattributesw
   */
  query<Name extends ContextAttributeName>(attribute: Name): ContextAttributes[Name] {
    return queryAttribute(this, attribute);
  }

  /**
   * Signs a message for the peer's `verify`.
   *
   * @returns The signature, without the message.
   * @throws {SspiError} SEC_E_QOP_NOT_SUPPORTED, SEC_E_CONTEXT_EXPIRED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-makesignature
   */
  sign(message: Uint8Array, qualityOfProtection = 0): Buffer {
    return messages.sign(this, message, qualityOfProtection);
  }

  /**
   * Checks the peer's signature of a message. Throws if the signature is wrong.
   *
   * @returns The quality of protection that the peer signed with.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE for a replayed or reordered message,
   * SEC_E_CONTEXT_EXPIRED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-verifysignature
   */
  verify(message: Uint8Array, signature: Uint8Array): number {
    return messages.verify(this, message, signature);
  }

  /**
   * Encrypts a message for the peer's `decrypt`.
   *
   * @returns The parts of the encrypted message, as views of one Buffer.
   * @throws {SspiError} SEC_E_QOP_NOT_SUPPORTED, SEC_E_CONTEXT_EXPIRED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-encryptmessage
   */
  encrypt(message: Uint8Array, qualityOfProtection = 0): Required<EncryptedMessage> {
    return messages.encrypt(this, message, qualityOfProtection);
  }

  /**
   * Encrypts a message for the peer's `unwrap`: trailer, data and padding in one Buffer. For Kerberos and
   * NTLM this is a GSS-API wrap token.
   *
   * @returns The message, in a new Buffer or in `options.into`, where it need not begin at the first byte.
   * @throws {RangeError} ERR_OUT_OF_RANGE, which names the size that `options.into` needs. Nothing is encrypted.
   * @throws {SspiError} The errors of `encrypt`.
   * @see https://learn.microsoft.com/windows/win32/secauthn/sspi-kerberos-interoperability-with-gssapi
   */
  wrap(message: Uint8Array, qualityOfProtection = 0, options: WrapOptions = noOptions): Buffer {
    return messages.wrap(this, message, qualityOfProtection, options);
  }

  /**
   * Encrypts several messages, each for the peer's `unwrap` or `unwrapAll`. One call for many short messages
   * takes less time than many calls.
   *
   * @example
   * ```ts
   * const [first, second] = context.wrapAll([Buffer.from('1'), Buffer.from('2')]);
   * ```
   * @returns The encrypted messages in the same order, as views of one Buffer.
   * @throws {RangeError} ERR_OUT_OF_RANGE if the messages need 4 GiB or more. Nothing is encrypted.
   * @throws {SspiError} The errors of `encrypt`, with the index of the message. Dispose of the context then: it has
   * counted the messages before that one as sent.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-encryptmessage
   */
  wrapAll(messages: readonly Uint8Array[], qualityOfProtection = 0): Buffer[] {
    return batches.wrapAll(this, messages, qualityOfProtection);
  }

  /**
   * Encrypts a message in the caller's memory, without a copy.
   *
   * @param message `data` holds the message, and is overwritten with the encrypted message. `trailer` and
   * `padding` need at least `query('sizes').securityTrailer` and `.blockSize` bytes.
   * @returns The number of bytes used of each part.
   * @throws {SspiError} The errors of `encrypt`, and SEC_E_BUFFER_TOO_SMALL. Do not use `data` after a failure.
   */
  encryptInPlace(message: EncryptedMessage<Uint8Array>, qualityOfProtection = 0): EncryptedLengths {
    return messages.encryptInPlace(this, message, qualityOfProtection);
  }

  /**
   * Decrypts a message of the peer's `encrypt`, and checks that it is the next one in sequence.
   *
   * @returns The plaintext, in a new Buffer.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE for a replayed or reordered message,
   * SEC_E_CONTEXT_EXPIRED.
   * @throws {SspiUsageError} ERR_SSPI_NOT_ENCRYPTED for a message that was only signed. The message counts as
   * received: a second attempt fails with SEC_E_OUT_OF_SEQUENCE, with `acceptUnencrypted` too.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-decryptmessage
   */
  decrypt(message: EncryptedMessage<Uint8Array>, options: DecryptOptions = noOptions): Buffer {
    return messages.decrypt(this, message, options);
  }

  /**
   * Decrypts a message of the peer's `wrap`, and checks that it is the next one in sequence.
   *
   * @param message The whole message and no other bytes.
   * @returns The plaintext, in a new Buffer or in `options.into`.
   * @throws {RangeError} ERR_OUT_OF_RANGE if `options.into` is smaller than the message. Nothing is decrypted.
   * @throws {SspiError} The errors of `decrypt`, and SEC_E_INVALID_TOKEN or another status if the package
   * cannot find the parts by itself. Wine's Kerberos cannot.
   */
  unwrap(message: Uint8Array, options: UnwrapOptions = noOptions): Buffer {
    return messages.unwrap(this, message, options);
  }

  /**
   * Decrypts several messages of the peer's `wrap` or `wrapAll`, in the order in which the peer encrypted them. One
   * call for many short messages takes less time than many calls.
   *
   * If one message fails, none is returned, and the messages before it count as received. Call `unwrap` for each
   * message if your protocol needs the messages before a wrong one.
   *
   * @param messages Each element is a whole message and no other bytes.
   * @returns The plaintexts in the same order, in one new Buffer that contains nothing else.
   * @throws {RangeError} ERR_OUT_OF_RANGE if the messages have 4 GiB or more. Nothing is decrypted.
   * @throws {SspiError} The errors of `unwrap`, with the index of the message.
   * @throws {SspiUsageError} ERR_SSPI_NOT_ENCRYPTED for a message that was only signed. All messages count as
   * received.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-decryptmessage
   */
  unwrapAll(messages: readonly Uint8Array[], options: DecryptOptions = noOptions): Buffer[] {
    return batches.unwrapAll(this, messages, options);
  }

  /**
   * Decrypts a message in the caller's memory, without a copy. Throws the errors of `decrypt`; do not use the
   * parts after a failure.
   *
   * @param message `data` holds the encrypted message, and is overwritten with the plaintext.
   * @returns The part of `data` that is the plaintext.
   */
  decryptInPlace(
    message: EncryptedMessage<Uint8Array>,
    options: DecryptOptions = noOptions,
  ): Buffer {
    return messages.decryptInPlace(this, message, options);
  }

  /**
   * Encrypts a message into a record of a Schannel stream.
   *
   * @param message At most `query('streamSizes').maximumMessage` bytes. The result for an
   * empty message is empty.
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION from a package that does not protect streams.
   * @see https://learn.microsoft.com/windows/win32/secauthn/encryptmessage--schannel
   */
  encryptRecord(message: Uint8Array): Buffer {
    return records.encryptRecord(this, message);
  }

  /**
   * Decrypts the first record of a Schannel stream.
   *
   * @param stream The bytes received and not yet decrypted. An empty array is an incomplete record.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_DECRYPT_FAILURE.
   * @see https://learn.microsoft.com/windows/win32/secauthn/decryptmessage--schannel
   */
  decryptRecord(stream: Uint8Array): DecryptedRecord {
    return records.decryptRecord(this, stream);
  }

  /**
   * Ends a Schannel stream in order. The next `step()` returns the message that notifies the peer; a server
   * passes an empty Buffer to that step. An imported context has no steps: close its connection instead.
   *
   * @throws {SspiError} SEC_E_UNSUPPORTED_FUNCTION from a package that does not protect streams.
   * @see https://learn.microsoft.com/windows/win32/secauthn/shutting-down-an-schannel-connection
   */
  shutDownStream(): void {
    records.shutDownStream(this);
  }
}

const flagsOfRole = { client: IscRet, server: AscRet, unknown: {} };

/**
 * A security context from `SecurityContext.import()`, `adoptContext()`, `onContext()` or `reclaim()`. It owns
 * its `accessToken`: `dispose()`, an export with DELETE_OLD and a handoff close the token.
 *
 * This class is in the file of SecurityContext because `SecurityContext.import()` returns it.
 *
 * @category Contexts
 */
export class ImportedContext extends SecurityContext {
  /** @internal */
  static create(
    { context, accessToken }: NativeImportedContext,
    origin: ContextOrigin,
  ): ImportedContext {
    return new ImportedContext(context, accessToken && AccessToken.wrap(accessToken), origin);
  }

  /** @internal */
  static ofImport({ context, accessToken, origin }: NativeImport): ImportedContext {
    return new ImportedContext(context, accessToken, origin);
  }

  /** The client's access token. Null after an import of plain parts, and if the package has no token. */
  readonly accessToken: AccessToken | null;
  /** Which side of the handshake the context was. Null if this process cannot know. */
  readonly role: ContextRole;
  /** The flags that the handshake granted: a sum of IscRet for a client, of AscRet for a server. */
  readonly attributes: number;

  private constructor(
    context: NativeSecurityContext,
    accessToken: AccessToken | null,
    origin: ContextOrigin,
  ) {
    super(context, origin);
    this.accessToken = accessToken;
    this.role = roleOf(origin);
    this.attributes = origin.attributes;
  }

  override toJSON(): Shown {
    const { role, attributes, accessToken } = this;
    const names = flagNames(flagsOfRole[role ?? 'unknown'], attributes);
    return { ...super.toJSON(), role, attributes: names, accessToken };
  }

  /** @internal */
  get origin(): ContextOrigin {
    const { core, role, attributes } = this;
    return { ...core.packageNames, role: roleNumber(role), attributes };
  }

  /** @internal */
  protected override release(): void {
    super.release();
    this.accessToken?.dispose();
  }
}
