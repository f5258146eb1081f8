import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Parties } from '../parties';
import { Contestant } from './contestant';

/** JavaScript memory, or an address. */
type Pointer = Uint8Array | bigint | null;
type ForeignFunction = (...args: (Pointer | number | string)[]) => number;

interface Koffi {
  load(library: string): {
    func(name: string, result: string, parameters: readonly string[]): ForeignFunction;
  };
  address(memory: Uint8Array): bigint;
}

/** `npm run bench` installs koffi here. */
const folder = join(__dirname, '../../../.cache/bench-packages/node_modules/koffi');
const koffi = require(folder) as Koffi;
export const koffiVersion = (require(`${folder}/package.json`) as { version: string }).version;

const secur32 = koffi.load('secur32.dll');
const kernel32 = koffi.load('kernel32.dll');

/** Parameters: p is a pointer, s is UTF-16 text, i is an integer. */
function declare(name: string, parameters: string, library = secur32): ForeignFunction {
  const types = { p: 'void *', s: 'str16', i: 'uint32' } as Readonly<Record<string, string>>;
  const list = Array.from(parameters, (letter) => types[letter] ?? letter);
  return library.func(name, 'int32', list);
}

const AcquireCredentialsHandle = declare('AcquireCredentialsHandleW', 'psipppppp');
const FreeCredentialsHandle = declare('FreeCredentialsHandle', 'p');
const InitializeSecurityContext = declare('InitializeSecurityContextW', 'pppiiipipppp');
const AcceptSecurityContext = declare('AcceptSecurityContext', 'pppiipppp');
const ExportSecurityContext = declare('ExportSecurityContext', 'pipp');
const ImportSecurityContext = declare('ImportSecurityContextW', 'pppp');
const EncryptMessage = declare('EncryptMessage', 'pipi');
const DecryptMessage = declare('DecryptMessage', 'ppip');
const MakeSignature = declare('MakeSignature', 'pipi');
const VerifySignature = declare('VerifySignature', 'ppip');
const DeleteSecurityContext = declare('DeleteSecurityContext', 'p');
const FreeContextBuffer = declare('FreeContextBuffer', 'p');
const CloseHandle = declare('CloseHandle', 'p', kernel32);
const RtlMoveMemory = kernel32.func('RtlMoveMemory', 'void', ['void *', 'void *', 'size_t']);

const SECBUFFER_EMPTY = 0;
const SECBUFFER_DATA = 1;
const SECBUFFER_TOKEN = 2;
const SECPKG_CRED_INBOUND = 1;
const SECPKG_CRED_OUTBOUND = 2;
const SECPKG_CONTEXT_EXPORT_DELETE_OLD = 2;
// The addon's default requirements, as in bench/native/bare_secur32.h.
const CLIENT_REQUIREMENTS = 0x1001e;
const SERVER_REQUIREMENTS = 0x2001e;
const SECURITY_NATIVE_DREP = 16;
const SEC_WINNT_AUTH_IDENTITY_UNICODE = 2;
const SEC_I_CONTINUE_NEEDED = 0x90312;
const MAX_TOKEN = 48_000;
/** The trailer size of HandoffReference. */
const TRAILER = 37;
/** Room for a signature of HandoffReference or Kerberos. */
const SIGNATURE = 64;

function requireOk(status: number): void {
  if (status !== 0) throw new Error(`Secur32 returned ${status.toString(16)}`);
}

function requireStep(status: number): void {
  if (status !== SEC_I_CONTINUE_NEEDED) requireOk(status);
}

function writeSecBuffer(to: Buffer, type: number, size: number, address: bigint): void {
  to.writeUInt32LE(size, 0);
  to.writeUInt32LE(type, 4);
  to.writeBigUInt64LE(address, 8);
}

/**
 * Allocates outside V8's heap, because V8 moves objects in its heap. koffi passes Buffers without a
 * conversion, but converts plain objects at each call.
 */
function allocate(size: number): Buffer {
  return Buffer.from(new ArrayBuffer(Math.max(size, 128)), 0, size);
}

/** Returns a SecBufferDesc, and the objects in it, which must live as long. */
function newDescription(...buffers: readonly (readonly [type: number, memory: Buffer])[]) {
  const secBuffers = allocate(16 * buffers.length);
  buffers.forEach(([type, memory], index) => {
    writeSecBuffer(secBuffers.subarray(index * 16), type, memory.byteLength, koffi.address(memory));
  });
  const description = allocate(16);
  description.writeUInt32LE(buffers.length, 4);
  description.writeBigUInt64LE(koffi.address(secBuffers), 8);
  return { description, secBuffers, buffers };
}

interface Output {
  readonly memory: Buffer;
  readonly address: bigint;
}

const outputOf = (memory: Buffer): Output => ({ memory, address: koffi.address(memory) });

function utf16(text: string): Buffer {
  const memory = allocate(text.length * 2 + 2);
  memory.write(text, 'utf16le');
  return memory;
}

/**
 * Calls Secur32 with koffi, as a user who wants speed: structures are reused Buffers, and each address is
 * looked up once.
 */
export class KoffiConversation extends Contestant {
  // A C++ exception in the package crashes on koffi's stack.
  readonly canRefuse = false;
  // V8 frees memory to which only a C structure refers, so these fields refer to it as well.
  packed = allocate(0);
  readonly texts: readonly { readonly text: string; readonly memory: Buffer }[];
  readonly #client = allocate(16);
  readonly #server = allocate(16);
  readonly #other = allocate(16);
  readonly #outbound = allocate(16);
  readonly #inbound = allocate(16);
  readonly #token = allocate(8);
  readonly #exported = allocate(16);
  readonly #imported = allocate(16);
  readonly #attributes = allocate(4);
  readonly #expiry = allocate(8);
  readonly #packageName: Buffer;
  readonly #target: Buffer;
  readonly #fromClient = newDescription([SECBUFFER_TOKEN, allocate(MAX_TOKEN)]);
  readonly #fromServer = newDescription([SECBUFFER_TOKEN, allocate(MAX_TOKEN)]);
  readonly #encryption: ReturnType<typeof newDescription>;
  readonly #signing: ReturnType<typeof newDescription>;
  readonly #wrapping = newDescription(
    [SECBUFFER_TOKEN, allocate(0)],
    [SECBUFFER_DATA, allocate(0)],
  );
  readonly #wrapped: Output;
  readonly #unwrapped: Output;
  #isOpen = false;

  constructor({ packageName, targetName, user, password }: Parties, size: number) {
    super(size);
    this.#packageName = utf16(packageName);
    this.#target = utf16(targetName);
    const data = [SECBUFFER_DATA, this.message] as const;
    this.#encryption = newDescription([SECBUFFER_TOKEN, allocate(TRAILER)], data);
    this.#signing = newDescription(data, [SECBUFFER_TOKEN, allocate(SIGNATURE)]);
    this.#wrapped = outputOf(allocate(TRAILER + size));
    this.#unwrapped = outputOf(allocate(TRAILER + size));
    const identity = allocate(48);
    this.texts = [user, '', password].map((text) => ({ text, memory: utf16(text) }));
    this.texts.forEach(({ text, memory }, index) => {
      identity.writeBigUInt64LE(koffi.address(memory), index * 16);
      identity.writeUInt32LE(text.length, index * 16 + 8);
    });
    identity.writeUInt32LE(SEC_WINNT_AUTH_IDENTITY_UNICODE, 44);
    for (const [use, credentials] of [
      [SECPKG_CRED_OUTBOUND, this.#outbound],
      [SECPKG_CRED_INBOUND, this.#inbound],
    ] as const) {
      requireOk(
        AcquireCredentialsHandle(
          ...([null, packageName, use, null, user === '' ? null : identity] as const),
          ...([null, null, credentials, this.#expiry] as const),
        ),
      );
    }
  }

  firstToken(): void {
    requireStep(this.#initialize(this.#other, null, null));
    DeleteSecurityContext(this.#other);
  }

  #initialize(client: Buffer, old: Buffer | null, input: Buffer | null): number {
    const { description, secBuffers } = this.#fromClient;
    secBuffers.writeUInt32LE(MAX_TOKEN, 0);
    return InitializeSecurityContext(
      ...([this.#outbound, old, this.#target, CLIENT_REQUIREMENTS, 0] as const),
      ...([SECURITY_NATIVE_DREP, input, 0, client, description] as const),
      ...([this.#attributes, this.#expiry] as const),
    );
  }

  shakeHands(): void {
    this.#deleteContexts();
    const client = this.#client;
    const server = this.#server;
    const fromClient = this.#fromClient;
    const fromServer = this.#fromServer;
    let clientStatus = SEC_I_CONTINUE_NEEDED;
    let serverStatus = SEC_I_CONTINUE_NEEDED;
    while (clientStatus !== 0 || serverStatus !== 0) {
      const isFirst = !this.#isOpen;
      const [old, input] = isFirst ? [null, null] : [client, fromServer.description];
      clientStatus = this.#initialize(client, old, input);
      requireStep(clientStatus);
      if (fromClient.secBuffers.readUInt32LE(0) === 0) break;
      fromServer.secBuffers.writeUInt32LE(MAX_TOKEN, 0);
      serverStatus = AcceptSecurityContext(
        ...([this.#inbound, isFirst ? null : server, fromClient.description] as const),
        ...([SERVER_REQUIREMENTS, SECURITY_NATIVE_DREP, server, fromServer.description] as const),
        ...([this.#attributes, this.#expiry] as const),
      );
      requireStep(serverStatus);
      this.#isOpen = true;
    }
    assert.ok(clientStatus === 0 && serverStatus === 0);
  }

  exportImport(): void {
    const exported = this.#exported;
    writeSecBuffer(exported, SECBUFFER_EMPTY, 0, 0n);
    requireOk(
      ExportSecurityContext(this.#server, SECPKG_CONTEXT_EXPORT_DELETE_OLD, exported, this.#token),
    );
    const address = exported.readBigUInt64LE(8);
    // Copies into JavaScript memory, because a program exports to get these bytes.
    const packed = (this.packed = allocate(exported.readUInt32LE(0)));
    RtlMoveMemory(packed, address, packed.byteLength);
    FreeContextBuffer(address);
    const type = exported.readUInt32LE(4);
    writeSecBuffer(this.#imported, type, packed.byteLength, koffi.address(packed));
    const handle = this.#token.readBigUInt64LE(0);
    requireOk(ImportSecurityContext(this.#packageName, this.#imported, handle, this.#server));
    CloseHandle(handle);
  }

  encrypt(): void {
    this.#encryption.secBuffers.writeUInt32LE(TRAILER, 0);
    requireOk(EncryptMessage(this.#client, 0, this.#encryption.description, 0));
  }

  decrypt(): void {
    requireOk(DecryptMessage(this.#server, this.#encryption.description, 0, this.#attributes));
  }

  sign(): void {
    this.#signing.secBuffers.writeUInt32LE(SIGNATURE, 16);
    requireOk(MakeSignature(this.#client, 0, this.#signing.description, 0));
  }

  verify(): void {
    requireOk(VerifySignature(this.#server, this.#signing.description, 0, this.#attributes));
  }

  wrapUnwrap(): Buffer {
    const size = TRAILER + this.message.byteLength;
    return this.#wrapUnwrapIn(
      outputOf(Buffer.allocUnsafe(size)),
      outputOf(Buffer.allocUnsafe(size)),
    );
  }

  wrapUnwrapInto(): Buffer {
    return this.#wrapUnwrapIn(this.#wrapped, this.#unwrapped);
  }

  #wrapUnwrapIn(wrapped: Output, unwrapped: Output): Buffer {
    const size = this.message.byteLength;
    const { secBuffers, description } = this.#wrapping;
    wrapped.memory.set(this.message, TRAILER);
    writeSecBuffer(secBuffers, SECBUFFER_TOKEN, TRAILER, wrapped.address);
    const data = secBuffers.subarray(16);
    writeSecBuffer(data, SECBUFFER_DATA, size, wrapped.address + BigInt(TRAILER));
    requireOk(EncryptMessage(this.#client, 0, description, 0));
    unwrapped.memory.set(wrapped.memory);
    writeSecBuffer(secBuffers, SECBUFFER_TOKEN, TRAILER, unwrapped.address);
    writeSecBuffer(data, SECBUFFER_DATA, size, unwrapped.address + BigInt(TRAILER));
    requireOk(DecryptMessage(this.#server, description, 0, this.#attributes));
    return unwrapped.memory.subarray(TRAILER);
  }

  #deleteContexts(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    DeleteSecurityContext(this.#client);
    DeleteSecurityContext(this.#server);
  }

  [Symbol.dispose](): void {
    this.#deleteContexts();
    FreeCredentialsHandle(this.#outbound);
    FreeCredentialsHandle(this.#inbound);
  }
}
