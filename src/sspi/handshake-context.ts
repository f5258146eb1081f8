import {
  ArgumentRangeError,
  ArgumentTypeError,
  requireBytes,
  requireNonEmptyText,
} from '../arguments';
import { errorOf, native } from '../native';
import type {
  NativeFailure,
  NativeHandshakeStep,
  NativeSecurityContext,
  Outcome,
} from '../native-types';
import { fileTimeToDate } from '../windows/file-time';
import type { Shown } from '../inspection';
import { SecurityContext } from './context';
import { type Credentials, protectsStream } from './credentials';
import { AscRet, flagNames, IscRet } from './flags';
import { adviceForLargeToken, handshakeComplete } from './handshake-state';

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

const SEC_E_BUFFER_TOO_SMALL = 0x80090321;

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

export function handshakeArguments({
  // Only undefined means none: null is what a mistake in finding the bindings looks like.
  applicationProtocols = [],
  channelBindings = nothing,
}: { readonly [Name in keyof HandshakeOptions]?: HandshakeOptions[Name] | undefined }) {
  if (!Array.isArray(applicationProtocols)) {
    throw new ArgumentTypeError('options.applicationProtocols', 'an array', applicationProtocols);
  }
  return {
    channelBindings: requireBytes('options.channelBindings', channelBindings),
    applicationProtocols: encodeProtocols(applicationProtocols),
  };
}

/**
 * A context whose handshake this process conducts, step by step: each step takes the peer's message
 * and gives the one to send back, until both sides are complete.
 */
export abstract class HandshakeContext extends SecurityContext {
  #attributes = 0;
  #expiry = 0n;
  #extra: Buffer = nothing;
  readonly #maxTokenSize: number;
  readonly #protectsStream: boolean;

  protected constructor(nativeContext: NativeSecurityContext, credentials: Credentials) {
    super(nativeContext, credentials.packageName, 'fresh');
    this.#maxTokenSize = credentials.maxTokenSize;
    this.#protectsStream = protectsStream(credentials);
  }

  /** Whether this side's handshake is done. A message may still be there to send. */
  get complete(): boolean {
    // `super`, so that an object of another class is refused.
    return super.handshakeState === 'complete';
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
   * Once the handshake is complete, only a context of Schannel takes further steps: for a new handshake
   * in the same connection, and for the message that ends the stream after `shutDownStream()`.
   *
   * @param token The peer's message; none in a client's first step. It is copied at the call.
   * @returns The message for the peer, or null if there is none.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, before any system call.
   * @throws {SspiError} SEC_E_LOGON_DENIED, SEC_E_INVALID_TOKEN, SEC_E_TARGET_UNKNOWN, or another status
   * of the package. SEC_E_BUFFER_TOO_SMALL means that the token for the peer is larger than
   * `credentials.maxTokenSize`. SEC_E_INCOMPLETE_MESSAGE asks for the same step with more bytes; after
   * any other status the handshake has failed: dispose this object.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_COMPLETE, ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
   * @see https://learn.microsoft.com/troubleshoot/windows-server/windows-security/kerberos-authentication-problems-if-user-belongs-to-groups
   */
  async step(token?: Uint8Array | null): Promise<Buffer | null> {
    // A copy: by its turn, and until it ends, the caller may have put other bytes there.
    const input = token == null ? null : Buffer.from(requireBytes('token', token));
    return await this.inTurn(async () => {
      this.#assertTakesStep();
      const step = this.#valueOf(await this.native.step(input));
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
    this.#assertTakesStep();
    const room = roomForToken(this.#maxTokenSize);
    const failure = this.native.stepSync(input, room);
    if (failure !== undefined) throw this.#errorOf(failure);
    const {
      0: complete = 0,
      1: attributes = 0,
      2: expiryHigh = 0,
      3: expiryLow = 0,
      4: extra = 0,
      5: length = 0,
    } = native().callNumbers;
    this.#took(input, {
      complete: complete !== 0,
      attributes,
      expiry: (BigInt(expiryHigh) << 32n) | BigInt(expiryLow),
      extra,
      packageName: complete !== 0 ? this.native.settledPackage() : '',
    });
    return length === 0 ? null : Buffer.from(room.subarray(0, length));
  }

  /**
   * Learn has either side of a TLS connection start a new handshake by a step with the established
   * context, and get the message that ends the stream by a step after ApplyControlToken. A package
   * that protects no streams has nothing to do after its handshake.
   */
  #assertTakesStep(): void {
    if (this.handshakeState === 'complete' && !this.#protectsStream) throw handshakeComplete();
  }

  #valueOf<Value>(outcome: Outcome<Value>): Value {
    if (outcome.failure === undefined) return outcome.value;
    throw this.#errorOf(outcome.failure);
  }

  #errorOf(failure: NativeFailure): Error {
    const advice =
      failure.code === SEC_E_BUFFER_TOO_SMALL ? adviceForLargeToken(this.#maxTokenSize) : undefined;
    return errorOf(failure, this.packageName, advice);
  }

  override toJSON(): Shown {
    const { complete, expiry, attributes } = this;
    const role = this.isClient ? 'client' : 'server';
    const names = flagNames(this.isClient ? IscRet : AscRet, attributes);
    return { ...super.toJSON(), role, complete, attributes: names, expiry };
  }

  /** Whether this is the client's side, to which IscRet belongs; else AscRet does. */
  protected abstract get isClient(): boolean;

  #took(token: Uint8Array | null, step: Omit<NativeHandshakeStep, 'token'>): void {
    this.#attributes = step.attributes;
    this.#expiry = step.expiry;
    this.#extra =
      token === null || step.extra === 0
        ? nothing
        : Buffer.from(token.subarray(token.byteLength - step.extra));
    if (step.complete) {
      this.handshakeState = 'complete';
      this.settleOn(step.packageName);
    } else if (this.handshakeState === 'fresh') {
      this.handshakeState = 'half-open';
    }
  }
}
