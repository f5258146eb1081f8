import { requireBytes } from '../arguments';
import type { Shown } from '../inspection';
import { errorOf, native } from '../native';
import type {
  NativeFailure,
  NativeHandshakeStep,
  NativePackageNames,
  NativeSecurityContext,
} from '../native-types';
import { traced, tracedSync } from '../tracing';
import { fileTimeToDate } from '../windows/file-time';
import { SecurityContext } from './context';
import { type ContextOrigin, roleNumber } from './context-origin';
import type { Credentials } from './credentials';
import { AscRet, flagNames, IscRet } from './flags';
import { packageNames } from './package-names';
import { type ProtectionLevel, type RequiredLevels, shortfall } from './required-level';
import { adviceForLargeToken, handshakeComplete } from './handshake-state';

/**
 * The options of both sides of a handshake.
 *
 * @category Contexts
 */
export interface HandshakeOptions {
  /**
   * The lowest protection of messages that the handshake must grant. Adds the flags that it needs to
   * `requirements`. If less is granted, `step()` fails with ERR_SSPI_INSUFFICIENT_PROTECTION. `'none'` by default.
   */
  readonly requiredProtection?: ProtectionLevel;
  /**
   * The bindings that tie the authentication to the TLS connection around it, from
   * `tlsServerEndPointBindings` or `tlsUniqueBindings`. None by default.
   */
  readonly channelBindings?: Uint8Array;
  /** For Schannel: the ALPN protocols in order of preference, for example `['h2', 'http/1.1']`. */
  readonly applicationProtocols?: readonly string[];
}

const SEC_E_BUFFER_TOO_SMALL = 0x80090321;

const noBytes = Buffer.alloc(0);

/** The results of a synchronous step. The next step overwrites them. */
const numbers = new Uint32Array(new ArrayBuffer(28));

const noNames: NativePackageNames = ['', ''];

let tokenRoom = noBytes;

/** The buffer for the tokens of this thread's synchronous steps. All steps share it, because each copies its token. */
function roomForToken(maxTokenSize: number): Buffer {
  if (tokenRoom.length < maxTokenSize) tokenRoom = Buffer.alloc(maxTokenSize);
  return tokenRoom;
}

/**
 * A context whose handshake runs in this process. Each step accepts the peer's token and returns the token
 * to send back, until both sides are complete.
 *
 * @category Contexts
 */
export abstract class HandshakeContext extends SecurityContext {
  #attributes = 0;
  #expiryHigh = 0;
  #expiryLow = 0;
  #extra: Buffer = noBytes;
  readonly #credentialsPackage: string;
  readonly #maxTokenSize: number;
  readonly #protectsStream: boolean;
  readonly #required: RequiredLevels;

  protected constructor(
    nativeContext: NativeSecurityContext,
    credentials: Credentials,
    required: RequiredLevels,
  ) {
    super(nativeContext, packageNames(credentials.packageName), 'fresh');
    this.#credentialsPackage = credentials.packageName;
    this.#maxTokenSize = credentials.maxTokenSize;
    this.#protectsStream = credentials.protectsStream;
    this.#required = required;
  }

  /** Whether the handshake of this side is complete. The last token may still have to be sent. */
  get complete(): boolean {
    // `super`, so that an object of another class is refused.
    return super.core.handshakeState === 'complete';
  }

  /** The flags granted so far: a sum of IscRet for a client, of AscRet for a server. */
  get attributes(): number {
    return this.#attributes;
  }

  /** The time at which the context expires, as far as it is known. Null means no limit. */
  get expiry(): Date | null {
    return fileTimeToDate((BigInt(this.#expiryHigh) << 32n) | BigInt(this.#expiryLow));
  }

  /**
   * Trailing bytes of the last token that `step()` did not consume. Pass them to the next step, or to
   * `decryptRecord()` after the handshake. Empty with packages other than Schannel.
   */
  get extra(): Buffer {
    return this.#extra;
  }

  /**
   * Runs one step of the handshake. Runs off the main thread, because it can wait on LSA or on a domain
   * controller.
   *
   * After the handshake only a Schannel context accepts further steps: for a new handshake in the same
   * connection, and for the message that ends the stream after `shutDownStream()`.
   *
   * @param token The peer's token. Omit it in the first step of a client. It is copied at the call.
   * @returns The token for the peer, or null if there is none.
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, before any system call.
   * @throws {SspiError} SEC_E_LOGON_DENIED, SEC_E_INVALID_TOKEN, SEC_E_TARGET_UNKNOWN, or another status
   * of the package. SEC_E_BUFFER_TOO_SMALL: the token for the peer is larger than
   * `credentials.maxTokenSize`. SEC_E_INCOMPLETE_MESSAGE: repeat the step with more bytes. After any other
   * status the handshake has failed: dispose this object.
   * @throws {SspiUsageError} ERR_SSPI_HANDSHAKE_COMPLETE, ERR_SSPI_DISPOSED, ERR_SSPI_CONTEXT_EXPORTED.
   * ERR_SSPI_INSUFFICIENT_PROTECTION or ERR_SSPI_INSUFFICIENT_IMPERSONATION if the complete handshake granted less
   * than the options require. This object is then disposed, and the last token must not be sent.
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-initializesecuritycontextw
   * @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-acceptsecuritycontext
   * @see https://learn.microsoft.com/troubleshoot/windows-server/windows-security/kerberos-authentication-problems-if-user-belongs-to-groups
   */
  async step(token?: Uint8Array | null): Promise<Buffer | null> {
    // A copy, because the caller may overwrite the bytes before the step has finished.
    const input = token == null ? null : Buffer.from(requireBytes('token', token));
    return await this.inTurn(async () => {
      this.#assertAcceptsStep();
      return await HandshakeContext.#stepNow(this, input);
    });
  }

  /**
   * Same as `step()`, but blocks this thread until the package has finished.
   *
   * @throws {SspiUsageError} ERR_SSPI_CONTEXT_BUSY, beside the errors of `step()`.
   */
  stepSync(token?: Uint8Array | null): Buffer | null {
    const input = token == null ? null : requireBytes('token', token);
    this.assertIdle();
    this.#assertAcceptsStep();
    return HandshakeContext.#stepNowSync(this, input);
  }

  static readonly #trace = {
    operation: 'step',
    before: (context: HandshakeContext, input: Uint8Array | null) => ({
      packageName: context.packageName,
      role: context.isClient ? 'client' : 'server',
      receivedSize: input?.byteLength ?? 0,
    }),
    after: (token: Buffer | null, context: HandshakeContext) => ({
      packageName: context.packageName,
      tokenSize: token?.byteLength ?? 0,
      complete: context.complete,
    }),
  } as const;

  static readonly #stepNow = traced({
    ...HandshakeContext.#trace,
    run: async (context: HandshakeContext, input: Uint8Array | null) => {
      const outcome = await native().SecurityContext.step(context.core.native, input);
      if (outcome.failure !== undefined) throw context.#errorOf(outcome.failure);
      context.#finishStep(input, outcome.value);
      return outcome.value.token;
    },
  });

  static readonly #stepNowSync = tracedSync({
    ...HandshakeContext.#trace,
    run: (context: HandshakeContext, input: Uint8Array | null) => {
      const room = roomForToken(context.#maxTokenSize);
      const failure = native().SecurityContext.stepSync(context.core.native, input, room, numbers);
      if (failure !== undefined) throw context.#errorOf(failure);
      const {
        0: complete = 0,
        1: attributes = 0,
        2: expiryHigh = 0,
        3: expiryLow = 0,
        4: extra = 0,
        5: length = 0,
        6: settledNames = 0,
      } = numbers;
      context.#finishStep(input, {
        complete: complete !== 0,
        attributes,
        expiryHigh,
        expiryLow,
        extra,
        packageNames: complete !== 0 ? context.#settledPackages(settledNames) : noNames,
      });
      return length === 0 ? null : Buffer.from(room.subarray(0, length));
    },
  });

  /**
   * According to Microsoft Learn, either side of a TLS connection starts a new handshake by a step with the
   * established context, and gets the message that ends the stream by a step after ApplyControlToken. A
   * package that does not protect streams has no further steps.
   */
  #assertAcceptsStep(): void {
    if (this.core.handshakeState === 'complete' && !this.#protectsStream) throw handshakeComplete();
  }

  /** Creates no copy of the names if they are the credentials' name. @param settledNames See stepSync(). */
  #settledPackages(settledNames: number): NativePackageNames {
    if (settledNames === 0) return native().SecurityContext.settledPackages(this.core.native);
    const name = this.#credentialsPackage;
    return [name, settledNames === 2 ? name : ''];
  }

  #errorOf(failure: NativeFailure): Error {
    const advice =
      failure.code === SEC_E_BUFFER_TOO_SMALL ? adviceForLargeToken(this.#maxTokenSize) : undefined;
    return errorOf(failure, this.packageName, advice);
  }

  /** @internal */
  get origin(): ContextOrigin {
    const role = roleNumber(this.isClient ? 'client' : 'server');
    return { ...this.core.packageNames, role, attributes: this.attributes };
  }

  override toJSON(): Shown {
    const { complete, expiry, attributes } = this;
    const role = this.isClient ? 'client' : 'server';
    const names = flagNames(this.isClient ? IscRet : AscRet, attributes);
    return { ...super.toJSON(), role, complete, attributes: names, expiry };
  }

  /** Whether this is the client's side, whose attributes are IscRet. The server's are AscRet. @internal */
  protected abstract get isClient(): boolean;

  #assertGrantedEnough(packageName: string): void {
    const side = this.isClient ? 'client' : 'server';
    const error = shortfall(this.#required, { side, attributes: this.#attributes, packageName });
    if (error === null) return;
    this.dispose();
    throw error;
  }

  #finishStep(token: Uint8Array | null, step: Omit<NativeHandshakeStep, 'token'>): void {
    this.core.messageSizes = null;
    this.#attributes = step.attributes;
    this.#expiryHigh = step.expiryHigh;
    this.#expiryLow = step.expiryLow;
    this.#extra =
      token === null || step.extra === 0
        ? noBytes
        : Buffer.from(token.subarray(token.byteLength - step.extra));
    if (step.complete) {
      const [packageInfo, negotiationInfo] = step.packageNames;
      this.core.packageNames = packageNames(packageInfo, negotiationInfo || null);
      this.#assertGrantedEnough(negotiationInfo || packageInfo);
      this.core.handshakeState = 'complete';
    } else if (this.core.handshakeState === 'fresh') {
      this.core.handshakeState = 'half-open';
    }
  }
}
