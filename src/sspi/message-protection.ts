import {
  readOption,
  requireBoolean,
  requireBytes,
  requireNative,
  requireObject,
  requireUint32,
} from '../arguments';
import { SspiUsageError } from '../errors';
import { callNumbers, errorOf, native, valueOf } from '../native';
import type { NativeDecryptedMessage, NativeSecurityContext, Outcome } from '../native-types';
import { Resource } from '../resource';
import { type HandshakeState, handshakeNotComplete } from './handshake-state';
import {
  type EncryptedMessage,
  messageParts,
  SECQOP_WRAP_NO_ENCRYPT,
  toEncryptedMessage,
  toWrappedMessage,
} from './message';

/** What `decrypt` and its like take for good. */
export interface DecryptOptions {
  /**
   * Whether to take a message that was only signed (SECQOP_WRAP_NO_ENCRYPT). False by default. To be
   * decided beforehand: a message that was refused for it counts as received.
   */
  readonly acceptUnencrypted?: boolean;
}

/** How much of each part `encryptInPlace` has used. */
export interface EncryptedLengths {
  readonly trailerLength: number;
  readonly dataLength: number;
  readonly paddingLength: number;
}

/**
 * What a security context does with messages. All of it is synchronous, as node:crypto's functions
 * are. Each message counts: the peer must take the messages in the order in which they were made.
 *
 * Messages are not treated as secrets of this package. Results can be wiped with `fill(0)`. For a message
 * that is to be wiped, use an array over a `new ArrayBuffer(length)`: of a shorter array than 65 bytes that
 * is on V8's heap, V8 leaves a copy there when the addon reads it.
 */
export abstract class MessageProtection extends Resource {
  readonly #native: NativeSecurityContext;
  #handshakeState: HandshakeState;
  #packageName: string;

  protected constructor(
    nativeContext: NativeSecurityContext,
    packageName: string,
    state: HandshakeState,
  ) {
    super();
    this.#native = requireNative(new.target.name, nativeContext);
    this.#packageName = packageName;
    this.#handshakeState = state;
  }

  /** How far the handshake of this context is. */
  protected get handshakeState(): HandshakeState {
    return this.#handshakeState;
  }

  protected set handshakeState(state: HandshakeState) {
    this.#handshakeState = state;
  }

  /** Not a property of the object itself: inspection and copies must not show it. */
  protected get native(): NativeSecurityContext {
    return this.#native;
  }

  protected release(): void {
    this.#native.dispose();
  }

  /**
   * The package that an export of this context is to be imported under: the one that the handshake
   * settled on, and until it is complete the one that the credentials are of.
   */
  get packageName(): string {
    return this.#packageName;
  }

  protected settleOn(packageName: string): void {
    this.#packageName = packageName;
  }

  /**
   * Throws unless the handshake is complete: a package would answer SEC_E_INVALID_HANDLE, which says
   * that the handle was never valid or is deleted.
   *
   * @param act What the context cannot do yet, for the message.
   */
  protected assertEstablished(act: string): void {
    if (this.#handshakeState !== 'complete') throw handshakeNotComplete(act);
  }

  /** The start of each synchronous operation that needs a complete handshake. */
  protected assertReady(act: string): void {
    this.assertIdle();
    this.assertEstablished(act);
  }

  /**
   * Signs a message, for the peer's `verify`.
   *
   * @param message Left as it is.
   * @param qualityOfProtection The package's own code; 0 is its default.
   * @returns The signature alone.
   * @throws {TypeError | RangeError} For arguments that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_QOP_NOT_SUPPORTED, SEC_E_CONTEXT_EXPIRED, or another status of the
   * package.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-makesignature
   */
  sign(message: Uint8Array, qualityOfProtection = 0): Buffer {
    requireBytes('message', message);
    requireUint32('qualityOfProtection', qualityOfProtection);
    this.assertReady('sign a message');
    const outcome = this.#native.sign(message, qualityOfProtection);
    const room = protectedValueOf(outcome, this.packageName, 'sign');
    const { 0: length = 0 } = native().callNumbers;
    return length === room.byteLength ? room : room.subarray(0, length);
  }

  /**
   * Checks the peer's signature of a message. Returns if it is right, and throws if it is not.
   *
   * @returns The quality of protection that the peer signed with.
   * @throws {TypeError} For arguments that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE for a message that was replayed
   * or reordered, SEC_E_CONTEXT_EXPIRED, or another status of the package.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-verifysignature
   */
  verify(message: Uint8Array, signature: Uint8Array): number {
    requireBytes('message', message);
    requireBytes('signature', signature);
    this.assertReady('verify a signature');
    const failure = this.#native.verify(message, signature);
    const { 0: qualityOfProtection = 0 } = callNumbers(failure, this.packageName);
    return qualityOfProtection;
  }

  /**
   * Encrypts a message, for the peer's `decrypt`.
   *
   * @param message Left as it is.
   * @param qualityOfProtection The package's own code; 0 is its default.
   * @returns Its parts, views of one Buffer.
   * @throws {TypeError | RangeError} For arguments that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_QOP_NOT_SUPPORTED, SEC_E_CONTEXT_EXPIRED, or another status of the
   * package.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-encryptmessage
   */
  encrypt(message: Uint8Array, qualityOfProtection = 0): Required<EncryptedMessage> {
    return toEncryptedMessage(this.#encrypt(message, qualityOfProtection, 'encrypt'));
  }

  /**
   * Encrypts a message into one Buffer, for the peer's `unwrap`: trailer, data and padding, one after
   * the other. Kerberos' and NTLM's are what GSS-API calls a wrap token.
   *
   * @throws What `encrypt` throws.
   * @see https://learn.microsoft.com/windows/win32/secauthn/sspi-kerberos-interoperability-with-gssapi
   */
  wrap(message: Uint8Array, qualityOfProtection = 0): Buffer {
    return toWrappedMessage(this.#encrypt(message, qualityOfProtection, 'wrap'));
  }

  #encrypt(message: Uint8Array, qualityOfProtection: number, method: string) {
    requireBytes('message', message);
    requireUint32('qualityOfProtection', qualityOfProtection);
    this.assertReady('encrypt a message');
    const outcome = this.#native.encrypt(message, qualityOfProtection);
    return protectedValueOf(outcome, this.packageName, method);
  }

  /**
   * Encrypts a message in the caller's memory: nothing is copied.
   *
   * @param message `data` holds the message, and then its encryption; `trailer` and `padding` are room
   * of at least `query('sizes').securityTrailer` and `.blockSize` bytes.
   * @returns How much of each part was used.
   * @throws What `encrypt` throws, and {SspiError} SEC_E_BUFFER_TOO_SMALL. What `data` holds after a
   * failure is the package's secret.
   */
  encryptInPlace(message: EncryptedMessage<Uint8Array>, qualityOfProtection = 0): EncryptedLengths {
    const { trailer, data, padding } = messageParts(message);
    requireUint32('qualityOfProtection', qualityOfProtection);
    this.assertReady('encrypt a message');
    const failure = this.#native.encryptInPlace(trailer, data, padding, qualityOfProtection);
    const {
      0: trailerLength = 0,
      1: dataLength = 0,
      2: paddingLength = 0,
    } = callNumbers(failure, this.packageName);
    return { trailerLength, dataLength, paddingLength };
  }

  /**
   * Decrypts a message of the peer's `encrypt`, and checks that it is the one that comes next.
   *
   * @param message Left as it is.
   * @returns The plaintext, in a Buffer of its own.
   * @throws {TypeError} For arguments that are not of their kind, before any system call.
   * @throws {SspiError} SEC_E_MESSAGE_ALTERED, SEC_E_OUT_OF_SEQUENCE for a message that was replayed
   * or reordered, SEC_E_CONTEXT_EXPIRED, or another status of the package.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_NOT_COMPLETE, ERR_SSPI_DISPOSED,
   * ERR_SSPI_CONTEXT_EXPORTED, ERR_SSPI_CONTEXT_BUSY, and ERR_SSPI_NOT_ENCRYPTED for a message that was only signed. That one counts as received: the next is
   * decrypted as ever, and the same once more is SEC_E_OUT_OF_SEQUENCE, with acceptUnencrypted too.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-decryptmessage
   */
  decrypt(message: EncryptedMessage<Uint8Array>, options: DecryptOptions = {}): Buffer {
    const { trailer, data, padding } = messageParts(message);
    const acceptUnencrypted = requireAcceptUnencrypted(options);
    this.assertReady('decrypt a message');
    const outcome = this.#native.decrypt(trailer, data, padding);
    return plaintextOf(valueOf(outcome, this.packageName), acceptUnencrypted);
  }

  /**
   * Decrypts a message of the peer's `wrap`, and checks that it is the one that comes next.
   *
   * @param message All of it, and nothing else. Left as it is.
   * @returns The plaintext, in a Buffer of its own.
   * @throws What `decrypt` throws, and {SspiError} SEC_E_INVALID_TOKEN or what else a package answers
   * that cannot find the parts by itself, as Wine's Kerberos cannot.
   */
  unwrap(message: Uint8Array, options: DecryptOptions = {}): Buffer {
    requireBytes('message', message);
    const acceptUnencrypted = requireAcceptUnencrypted(options);
    this.assertReady('decrypt a message');
    return plaintextOf(valueOf(this.#native.unwrap(message), this.packageName), acceptUnencrypted);
  }

  /**
   * Decrypts a message in the caller's memory: nothing is copied.
   *
   * @param message `data` holds the encryption, and then the message.
   * @returns The part of `data` that is the message.
   * @throws What `decrypt` throws. What the parts hold after a failure is of no use.
   */
  decryptInPlace(message: EncryptedMessage<Uint8Array>, options: DecryptOptions = {}): Buffer {
    const { trailer, data, padding } = messageParts(message);
    const acceptUnencrypted = requireAcceptUnencrypted(options);
    this.assertReady('decrypt a message');
    const failure = this.#native.decryptInPlace(trailer, data, padding);
    const { 0: offset = 0, 1: length = 0, 2: quality = 0 } = callNumbers(failure, this.packageName);
    requireEncrypted(quality, acceptUnencrypted);
    return Buffer.isBuffer(data) && length === data.byteLength
      ? data
      : Buffer.from(data.buffer, data.byteOffset + offset, length);
  }
}

/**
 * The value of an outcome. The addon asks the context for its sizes before it protects a message: that
 * query is no call of the user's, so the error names the method that needed it.
 */
export function protectedValueOf<Value>(
  outcome: Outcome<Value>,
  packageName: string,
  method: string,
): Value {
  if (outcome.failure === undefined) return outcome.value;
  const advice = `${method}() asks the context for its sizes before it protects a message.`;
  const isQuery = outcome.failure.call === 'QueryContextAttributesW';
  throw errorOf(outcome.failure, packageName, isQuery ? advice : undefined);
}

function requireAcceptUnencrypted(options: DecryptOptions): boolean {
  requireObject('options', options);
  return requireBoolean(
    'options.acceptUnencrypted',
    readOption(options, 'acceptUnencrypted') ?? false,
  );
}

function requireEncrypted(qualityOfProtection: number, acceptUnencrypted: boolean): void {
  if (qualityOfProtection !== SECQOP_WRAP_NO_ENCRYPT || acceptUnencrypted) return;
  throw new SspiUsageError(
    'ERR_SSPI_NOT_ENCRYPTED',
    'The peer has signed this message and not encrypted it, and it counts as received. ' +
      'If signed is good enough, pass acceptUnencrypted: true for those to come.',
  );
}

function plaintextOf(message: NativeDecryptedMessage, acceptUnencrypted: boolean): Buffer {
  const { buffer, dataOffset, dataLength, qualityOfProtection } = message;
  requireEncrypted(qualityOfProtection, acceptUnencrypted);
  return buffer.subarray(dataOffset, dataOffset + dataLength);
}
