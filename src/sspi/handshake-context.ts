import {
  ArgumentRangeError,
  ArgumentTypeError,
  requireBytes,
  requireNonEmptyText,
} from '../arguments';
import { callNumbers, valueOf } from '../native';
import type { NativeHandshakeStep, NativeSecurityContext } from '../native-types';
import { fileTimeToDate } from '../windows/file-time';
import { SecurityContext } from './context';
import type { Credentials } from './credentials';

/** What both sides of a handshake can be told. */
export interface HandshakeOptions {
  /**
   * What ties the authentication to the TLS connection that it travels in, from
   * `tlsServerEndPointBindings` or `tlsUniqueBindings`. None by default.
   */
  readonly channelBindings?: Uint8Array;
  /** For Schannel: the protocols of ALPN in order of preference (`['h2', 'http/1.1']`). */
  readonly applicationProtocols?: readonly string[];
}

const nothing = Buffer.alloc(0);

let tokenRoom = nothing;

/** Where this thread's synchronous steps put their tokens: the same for all, since none outlives its call. */
function roomForToken(maxTokenSize: number): Buffer {
  if (tokenRoom.length < maxTokenSize) tokenRoom = Buffer.alloc(maxTokenSize);
  return tokenRoom;
}

/** Each protocol's name after its length, as ALPN has it. */
function encodeProtocols(protocols: readonly string[]): Buffer {
  if (protocols.length === 0) return nothing;
  const list = Buffer.concat(
    protocols.map((protocol, index) => {
      const name = Buffer.from(
        requireNonEmptyText(`options.applicationProtocols[${String(index)}]`, protocol),
      );
      return Buffer.concat([Buffer.of(requireLength(index, name)), name]);
    }),
  );
  if (list.length > 0xffff) {
    throw new ArgumentRangeError(
      'options.applicationProtocols',
      'at most 65535 bytes in all, with a byte for each',
      list.length,
    );
  }
  return list;
}

function requireLength(index: number, name: Buffer): number {
  if (name.length > 255) {
    throw new ArgumentRangeError(
      `options.applicationProtocols[${String(index)}]`,
      'at most 255 bytes',
      name.length,
    );
  }
  return name.length;
}

export function handshakeArguments(options: HandshakeOptions) {
  // Only undefined means none: null is what a mistake in finding the bindings looks like.
  const { applicationProtocols = [], channelBindings = nothing } = options;
  if (!Array.isArray(applicationProtocols)) {
    throw new ArgumentTypeError('options.applicationProtocols', 'an array', applicationProtocols);
  }
  return [
    requireBytes('options.channelBindings', channelBindings),
    encodeProtocols(applicationProtocols),
  ] as const;
}

/**
 * A context whose handshake this process conducts, step by step: each step takes the peer's message
 * and gives the one to send back, until both sides are complete.
 */
export abstract class HandshakeContext extends SecurityContext {
  #complete = false;
  #attributes = 0;
  #expiry = 0n;
  #extra: Buffer = nothing;
  readonly #maxTokenSize: number;

  protected constructor(nativeContext: NativeSecurityContext, credentials: Credentials) {
    super(nativeContext, credentials.packageName);
    this.#maxTokenSize = credentials.maxTokenSize;
  }

  /** Whether this side's handshake is done. A message may still be there to send. */
  get complete(): boolean {
    return this.#complete;
  }

  /** What was granted so far: a sum of IscRet for a client, of AscRet for a server. */
  get attributes(): number {
    return this.#attributes;
  }

  /** Until when the context is good, as far as is known; null for no limit. */
  get expiry(): Date | null {
    return fileTimeToDate(this.#expiry);
  }

  /**
   * What of the last step's token belongs to what comes next: to the next step while the handshake
   * goes on, and then to `decryptRecord`. Empty with packages other than Schannel.
   */
  get extra(): Buffer {
    return this.#extra;
  }

  /**
   * Takes one step. Off the main thread: it can wait on LSA or on a domain controller.
   *
   * @param token The peer's message; none in a client's first step. It is copied at the call.
   * @returns The message for the peer, or null if there is none.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, before any system call.
   * @throws {SspiError} SEC_E_LOGON_DENIED, SEC_E_INVALID_TOKEN, SEC_E_TARGET_UNKNOWN, or what else
   * the package answered. SEC_E_INCOMPLETE_MESSAGE asks for the same step with more bytes; after
   * any other the handshake has failed, and this object is to be disposed.
   * @throws {SspiUsageError} ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
   */
  async step(token?: Uint8Array | null): Promise<Buffer | null> {
    // A copy: by its turn, and until it ends, the caller may have put other bytes there.
    const input = token == null ? null : Buffer.from(requireBytes('token', token));
    return this.inTurn(async () => {
      const step = valueOf(await this.native.step(input), this.packageName);
      this.#took(input, step);
      return step.token;
    });
  }

  /**
   * `step()` on this thread, which waits as long as the package takes.
   *
   * @throws What `step()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  stepSync(token?: Uint8Array | null): Buffer | null {
    const input = token == null ? null : requireBytes('token', token);
    this.assertIdle();
    const room = roomForToken(this.#maxTokenSize);
    const failure = this.native.stepSync(input, room);
    const {
      0: complete = 0,
      1: attributes = 0,
      2: expiryHigh = 0,
      3: expiryLow = 0,
      4: extra = 0,
      5: length = 0,
    } = callNumbers(failure, this.packageName);
    this.#took(input, {
      complete: complete !== 0,
      attributes,
      expiry: (BigInt(expiryHigh) << 32n) | BigInt(expiryLow),
      extra,
      packageName: complete !== 0 ? this.native.settledPackage() : '',
    });
    return length === 0 ? null : Buffer.from(room.subarray(0, length));
  }

  #took(token: Uint8Array | null, step: Omit<NativeHandshakeStep, 'token'>): void {
    this.#attributes = step.attributes;
    this.#expiry = step.expiry;
    this.#extra =
      token === null || step.extra === 0
        ? nothing
        : Buffer.from(token.subarray(token.byteLength - step.extra));
    if (step.complete) {
      this.#complete = true;
      this.settleOn(step.packageName);
    }
  }
}
