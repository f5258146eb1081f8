import { requireBytes } from '../arguments';
import { type NativeHandshakeStep, valueOf } from '../native';
import { SecurityContext } from './context';

/**
 * A context whose handshake this process conducts, step by step: each step takes the peer's message
 * and gives the one to send back, until both sides are complete.
 */
export abstract class HandshakeContext extends SecurityContext {
  #complete = false;
  #attributes = 0;

  /** Whether this side's handshake is done. A message may still be there to send. */
  get complete(): boolean {
    return this.#complete;
  }

  /** What was granted so far: a sum of IscRet for a client, of AscRet for a server. */
  get attributes(): number {
    return this.#attributes;
  }

  /**
   * Takes one step. Off the main thread: it can wait on LSA or on a domain controller.
   *
   * @param token The peer's message; none in a client's first step.
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
    const input = token == null ? null : requireBytes('token', token);
    return this.inTurn(async () =>
      this.#took(valueOf(await this.native.step(input), this.packageName)),
    );
  }

  /**
   * `step()` on this thread, which waits as long as the package takes.
   *
   * @throws What `step()` throws, and {SspiUsageError} ERR_SSPI_CONTEXT_BUSY.
   */
  stepSync(token?: Uint8Array | null): Buffer | null {
    const input = token == null ? null : requireBytes('token', token);
    return this.atOnce(() => this.#took(valueOf(this.native.stepSync(input), this.packageName)));
  }

  #took(step: NativeHandshakeStep): Buffer | null {
    this.#attributes = step.attributes;
    if (step.complete) {
      this.#complete = true;
      this.settleOn(step.packageName);
    }
    return step.token;
  }
}
