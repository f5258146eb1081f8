import assert from 'node:assert/strict';

import type { Parties } from '../parties';
import { timedSync, type Work } from '../race';

/** A client and a server that call Secur32 in one way. */
export abstract class Contestant implements Disposable {
  /** Is false where an altered message ends the process. */
  abstract readonly canRefuse: boolean;
  /** The other functions encrypt and sign it in place. */
  readonly message: Buffer;

  constructor(size: number) {
    // koffi keeps the address. V8 moves an object in its heap, but never this ArrayBuffer.
    this.message = Buffer.from(new ArrayBuffer(size));
    for (let index = 0; index < size; index++) this.message[index] = index * 7;
  }

  /** Replaces the contexts. */
  abstract shakeHands(): void;
  /** Makes the first token of another client, whose context it deletes. */
  abstract firstToken(): void;
  abstract exportImport(): void;
  abstract encrypt(): void;
  abstract decrypt(): void;
  abstract sign(): void;
  abstract verify(): void;
  /** Wraps the message and unwraps it, both in new memory. Returns the plaintext. */
  abstract wrapUnwrap(): Uint8Array;
  /** The same in memory that is used again. */
  abstract wrapUnwrapInto(): Uint8Array;
  abstract [Symbol.dispose](): void;

  encryptDecrypt(): void {
    this.encrypt();
    this.decrypt();
  }

  signVerify(): void {
    this.sign();
    this.verify();
  }

  /** Throws unless the server verifies the client's next message, and refuses an altered one. */
  requireNextMessageArrives(): void {
    this.signVerify();
    if (!this.canRefuse) return;
    this.sign();
    this.message.writeUInt8(this.message.readUInt8(0) ^ 1);
    const verify = this.verify.bind(this);
    assert.throws(verify, { code: 'SEC_E_MESSAGE_ALTERED' });
  }
}

export type Call =
  | 'firstToken'
  | 'shakeHands'
  | 'exportImport'
  | 'encryptDecrypt'
  | 'signVerify'
  | 'wrapUnwrap'
  | 'wrapUnwrapInto';

/** Returns the same work as `Measure` in bench/native/bench_limit.cc. */
export function callWork(
  Conversation: new (parties: Parties, size: number) => Contestant,
  call: Call,
  parties: Parties,
  size: number,
): Work {
  return (iterations) => {
    using contestant = new Conversation(parties, size);
    contestant.shakeHands();
    const { message } = contestant;
    const original = Buffer.from(message);
    const time = timedSync(() => {
      for (let i = 0; i < iterations; i++) contestant[call]();
    });
    assert.deepEqual(message, original);
    if (call === 'wrapUnwrap' || call === 'wrapUnwrapInto') {
      assert.deepEqual(Buffer.from(contestant[call]()), original);
    }
    if (call === 'encryptDecrypt') {
      contestant.encrypt();
      assert.notDeepEqual(message, original);
    } else {
      contestant.requireNextMessageArrives();
    }
    return time;
  };
}
