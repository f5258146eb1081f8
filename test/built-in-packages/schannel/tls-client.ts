import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import {
  ClientSecurityContext,
  Credentials,
  type DecryptedRecord,
  IscReq,
  SspiError,
} from 'sspi-handoff';

/** A TLS connection whose client is Schannel. */
export class TlsClient implements Disposable {
  readonly context: ClientSecurityContext;
  readonly #socket: Socket;
  /** Received bytes that no step or record has consumed. */
  #received: Buffer = Buffer.alloc(0);

  private constructor(context: ClientSecurityContext, socket: Socket) {
    this.context = context;
    this.#socket = socket;
  }

  static async connect(
    port: number,
    applicationProtocols: readonly string[] = [],
  ): Promise<TlsClient> {
    using credentials = await Credentials.acquire({ packageName: 'Schannel', use: 'outbound' });
    const context = new ClientSecurityContext({
      credentials,
      targetName: 'localhost',
      // The server's certificate is self-signed, so Windows must not validate it.
      requirements:
        IscReq.REPLAY_DETECT |
        IscReq.SEQUENCE_DETECT |
        IscReq.CONFIDENTIALITY |
        IscReq.INTEGRITY |
        IscReq.STREAM |
        IscReq.MANUAL_CRED_VALIDATION,
      applicationProtocols,
    });
    const client = new TlsClient(context, connect(port, '127.0.0.1'));
    await once(client.#socket, 'connect');
    await client.#shakeHands();
    return client;
  }

  async #shakeHands(): Promise<void> {
    const hello = await this.context.step();
    if (hello !== null) this.#socket.write(hello);
    while (!this.context.complete) {
      await this.#receive();
      await this.#takeStep();
    }
  }

  /** Takes one step with the received bytes, which may hold only the beginning of a message. */
  async #takeStep(): Promise<void> {
    try {
      const token = await this.context.step(this.#received);
      this.#received = this.context.extra;
      if (token !== null) this.#socket.write(token);
    } catch (error) {
      if (!(error instanceof SspiError) || error.code !== 'SEC_E_INCOMPLETE_MESSAGE') throw error;
    }
  }

  async #receive(): Promise<void> {
    let chunk = this.#socket.read() as Buffer | null;
    while (chunk === null) {
      if (this.#socket.readableEnded) throw new Error('The server closed the connection');
      await Promise.race([once(this.#socket, 'readable'), once(this.#socket, 'end')]);
      chunk = this.#socket.read() as Buffer | null;
    }
    this.#received = Buffer.concat([this.#received, chunk]);
  }

  send(text: string): void {
    this.#socket.write(this.context.encryptRecord(Buffer.from(text)));
  }

  /**
   * Waits for the server's close_notify. Wine's Schannel decrypts the record but does not report
   * its meaning. There the type of the record shows it, because TLS 1.2 does not encrypt the type.
   */
  async isClosedByServer(): Promise<boolean> {
    const alert = 0x15;
    await this.#receive();
    const [type] = this.#received;
    const { state, data } = this.context.decryptRecord(this.#received);
    return state === 'closed' || (type === alert && data.length === 0);
  }

  /** Returns the next complete record: data, or the end of the stream. */
  async nextRecord(): Promise<DecryptedRecord> {
    for (;;) {
      if (this.#received.length > 0) {
        const record = this.context.decryptRecord(this.#received);
        if (record.state !== 'incomplete') this.#received = record.extra;
        if (record.state === 'renegotiate') await this.#takeStep();
        // TLS 1.3 sends session tickets in records without data.
        else if (record.state === 'closed' || record.data.length > 0) return record;
        else if (record.state === 'data') continue;
      }
      await this.#receive();
    }
  }

  async receiveLine(): Promise<string> {
    let text = '';
    while (!text.endsWith('\n')) {
      const { state, data } = await this.nextRecord();
      if (state === 'closed') throw new Error(`The server closed after ${JSON.stringify(text)}`);
      text += data.toString();
    }
    return text;
  }

  /** Sends close_notify. */
  async close(): Promise<void> {
    this.context.shutDownStream();
    const notice = await this.context.step();
    if (notice !== null) this.#socket.write(notice);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.context.dispose();
  }
}
