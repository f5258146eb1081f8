import { AccessToken, type IpcReceiver, openHandles, sendAccessToken } from 'sspi-handoff';

import { redeemAsToken } from '../hostile/redeem-as-token';
import { codeOf, type Settled, settledBy, type TransferSide } from './transfer-side';

/**
 * Transfers an access token with sendAccessToken() and onAccessToken(). The sender could keep its
 * token, but here the one that serves the client has the only one.
 */
export class TokenSide implements TransferSide {
  outcome: Promise<Settled> | undefined;
  #token: AccessToken | undefined;
  readonly #withdrawing = new AbortController();

  async offer(pid: number, expiresIn: number): Promise<string | null> {
    const token = AccessToken.ofProcess();
    this.#token = token;
    const ticket = new Promise<string>((resolve) => {
      const receiver: IpcReceiver = {
        pid,
        send: (message, _socket, _options, sent) => {
          resolve((message as { readonly ticket: string }).ticket);
          sent(null);
          return true;
        },
      };
      const { signal } = this.#withdrawing;
      this.outcome = this.#settle(sendAccessToken(receiver, token, { expiresIn, signal }));
    });
    return Promise.race([ticket, this.outcome?.then(() => null) ?? null]);
  }

  withdraw(): void {
    this.#withdrawing.abort();
  }

  async adopt(ticket: string): Promise<Settled> {
    return settledBy(
      redeemAsToken(ticket).then((token) => {
        this.#token = token;
      }),
    );
  }

  use(message: Buffer): Buffer {
    if (this.#token === undefined) throw new Error('This process has no token');
    return Buffer.concat([message, Buffer.from(this.#token.userSync().sid)]);
  }

  get held(): number {
    return openHandles().accessTokens;
  }

  dispose(): void {
    this.#token?.dispose();
  }

  async #settle(sending: Promise<void>): Promise<Settled> {
    try {
      await sending;
      this.#token?.dispose();
      return { owns: false, error: null };
    } catch (error) {
      return { owns: true, error: codeOf(error) };
    }
  }
}
