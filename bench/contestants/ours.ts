import assert from 'node:assert/strict';

import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  SecurityContext,
  ServerSecurityContext,
} from 'sspi-handoff';

import type { Parties } from '../parties';
import { Contestant } from './contestant';

/** Room for the trailer and the padding of a message. */
const ROOM = 100;

/** Uses this package. */
export class Conversation extends Contestant {
  readonly canRefuse = true;
  client!: SecurityContext;
  server!: SecurityContext;
  readonly #outbound: Credentials;
  readonly #inbound: Credentials;
  readonly #targetName: string;
  #parts: { readonly trailer: Buffer; readonly data: Buffer } | undefined;
  #signature: Buffer = Buffer.alloc(0);
  readonly #wrapped: Buffer;
  readonly #unwrapped: Buffer;

  constructor({ packageName, targetName, user, password }: Parties, size = 100) {
    super(size);
    this.#wrapped = Buffer.alloc(size + ROOM);
    this.#unwrapped = Buffer.alloc(size + ROOM);
    const identity = user === '' ? {} : { identity: { user, password } };
    this.#outbound = Credentials.acquireSync({ packageName, use: 'outbound', ...identity });
    this.#inbound = Credentials.acquireSync({ packageName, use: 'inbound', ...identity });
    this.#targetName = targetName;
  }

  /** Returns a conversation after its handshake. */
  static start(parties: Parties): Conversation {
    const conversation = new Conversation(parties);
    conversation.shakeHands();
    return conversation;
  }

  #newContexts() {
    const client = new ClientSecurityContext({
      credentials: this.#outbound,
      targetName: this.#targetName,
    });
    return { client, server: new ServerSecurityContext({ credentials: this.#inbound }) };
  }

  firstToken(): void {
    const credentials = this.#outbound;
    const client = new ClientSecurityContext({ credentials, targetName: this.#targetName });
    client.stepSync();
    client.dispose();
  }

  shakeHands(): void {
    this.#disposeContexts();
    const { client, server } = this.#newContexts();
    this.client = client;
    this.server = server;
    let toServer = client.stepSync();
    while (toServer !== null) {
      const toClient = server.stepSync(toServer);
      toServer = toClient && client.stepSync(toClient);
    }
  }

  /** Shakes hands between other contexts, which it disposes. */
  async shakeHandsAside(): Promise<void> {
    const { client, server } = this.#newContexts();
    await conductHandshake(client, server);
    client.dispose();
    server.dispose();
  }

  exportImport(): void {
    const exported = this.server.exportSync();
    this.server = SecurityContext.importSync(exported);
    exported.dispose();
  }

  encrypt(): void {
    this.#parts ??= {
      trailer: Buffer.alloc(this.client.query('sizes').securityTrailer),
      data: this.message,
    };
    this.client.encryptInPlace(this.#parts);
  }

  decrypt(): void {
    assert.ok(this.#parts);
    this.server.decryptInPlace(this.#parts);
  }

  sign(): void {
    this.#signature = this.client.sign(this.message);
  }

  verify(): void {
    this.server.verify(this.message, this.#signature);
  }

  wrapUnwrap(): Buffer {
    return this.server.unwrap(this.client.wrap(this.message));
  }

  wrapUnwrapInto(): Buffer {
    const wrapped = this.client.wrap(this.message, 0, { into: this.#wrapped });
    return this.server.unwrap(wrapped, { into: this.#unwrapped });
  }

  wrapUnwrapAll(messages: readonly Buffer[]): Buffer[] {
    return this.server.unwrapAll(this.client.wrapAll(messages));
  }

  #disposeContexts(): void {
    // Undefined before the first handshake.
    (this.client as SecurityContext | undefined)?.dispose();
    (this.server as SecurityContext | undefined)?.dispose();
  }

  [Symbol.dispose](): void {
    this.#disposeContexts();
    this.#outbound.dispose();
    this.#inbound.dispose();
  }
}
