import assert from 'node:assert/strict';

import { messageOf, type Parties } from '../parties';
import { timed } from '../race';
import { type ForeignFunction, koffi, stableBuffer, Structures } from './koffi';

// Secur32 called directly with koffi, with the declarations and loops of a user who wants speed:
// structures are reused Buffers, and each address is looked up once.

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
const EnumerateSecurityPackages = declare('EnumerateSecurityPackagesW', 'pp');
const CloseHandle = declare('CloseHandle', 'p', kernel32);
const RtlMoveMemory = kernel32.func('RtlMoveMemory', 'void', ['void *', 'void *', 'size_t']);

const SECBUFFER_EMPTY = 0;
const SECBUFFER_DATA = 1;
const SECBUFFER_TOKEN = 2;
const SECPKG_CRED_INBOUND = 1;
const SECPKG_CRED_OUTBOUND = 2;
const SECPKG_CONTEXT_EXPORT_DELETE_OLD = 2;
// The addon's default requirements, as in bench/native/work.h.
const CLIENT_REQUIREMENTS = 0x1001e;
const SERVER_REQUIREMENTS = 0x2001c;
const SECURITY_NATIVE_DREP = 16;
const SEC_WINNT_AUTH_IDENTITY_UNICODE = 2;
const SEC_I_CONTINUE_NEEDED = 0x90312;
const SIZE_OF_SEC_BUFFER = 16;
const SIZE_OF_PACKAGE_INFO = 32;
const MAX_TOKEN = 48_000;
/** The trailer size of HandoffReference. */
const TRAILER = 37;

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

/** Returns a SecBufferDesc and its array of SecBuffers. */
function newDescription(structures: Structures, buffers: readonly [number, Buffer][]) {
  const secBuffers = structures.take(SIZE_OF_SEC_BUFFER * buffers.length);
  buffers.forEach(([type, memory], index) => {
    const secBuffer = secBuffers.subarray(index * SIZE_OF_SEC_BUFFER);
    writeSecBuffer(secBuffer, type, memory.byteLength, structures.addressOf(memory));
  });
  const description = structures.take(16);
  description.writeUInt32LE(buffers.length, 4);
  description.writeBigUInt64LE(koffi.address(secBuffers), 8);
  return { description, secBuffers };
}

function utf16(text: string): Buffer {
  const memory = stableBuffer(text.length * 2 + 2);
  memory.write(text, 'utf16le');
  return memory;
}

class Conversation implements Disposable {
  readonly structures = new Structures();
  readonly client = this.structures.take(16);
  readonly server = this.structures.take(16);
  readonly quality = this.structures.take(4);
  readonly #outbound = this.structures.take(16);
  readonly #inbound = this.structures.take(16);
  readonly #attributes = this.structures.take(4);
  readonly #expiry = this.structures.take(8);
  readonly #target: Buffer;
  readonly #fromClient = newDescription(this.structures, [
    [SECBUFFER_TOKEN, stableBuffer(MAX_TOKEN)],
  ]);
  readonly #fromServer = newDescription(this.structures, [
    [SECBUFFER_TOKEN, stableBuffer(MAX_TOKEN)],
  ]);
  #isOpen = false;

  constructor({ packageName, targetName, user, password }: Parties) {
    this.#target = utf16(targetName);
    let identity: Buffer | null = null;
    if (user !== '') {
      identity = this.structures.take(48);
      [user, '', password].forEach((text, index) => {
        identity?.writeBigUInt64LE(this.structures.addressOf(utf16(text)), index * 16);
        identity?.writeUInt32LE(text.length, index * 16 + 8);
      });
      identity.writeUInt32LE(SEC_WINNT_AUTH_IDENTITY_UNICODE, 44);
    }
    for (const [use, credentials] of [
      [SECPKG_CRED_OUTBOUND, this.#outbound],
      [SECPKG_CRED_INBOUND, this.#inbound],
    ] as const) {
      requireOk(
        AcquireCredentialsHandle(
          ...([null, packageName, use, null, identity] as const),
          ...([null, null, credentials, this.#expiry] as const),
        ),
      );
    }
  }

  shakeHands(): void {
    const { client, server } = this;
    const fromClient = this.#fromClient;
    const fromServer = this.#fromServer;
    let clientStatus = SEC_I_CONTINUE_NEEDED;
    let serverStatus = SEC_I_CONTINUE_NEEDED;
    while (clientStatus !== 0 || serverStatus !== 0) {
      const isFirst = !this.#isOpen;
      fromClient.secBuffers.writeUInt32LE(MAX_TOKEN, 0);
      clientStatus = InitializeSecurityContext(
        ...([this.#outbound, isFirst ? null : client, this.#target] as const),
        ...([CLIENT_REQUIREMENTS, 0, SECURITY_NATIVE_DREP] as const),
        ...([isFirst ? null : fromServer.description, 0, client] as const),
        ...([fromClient.description, this.#attributes, this.#expiry] as const),
      );
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

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    DeleteSecurityContext(this.client);
    DeleteSecurityContext(this.server);
  }

  assertNextMessageArrives(): void {
    const { description } = newDescription(this.structures, [
      [SECBUFFER_DATA, messageOf(100)],
      [SECBUFFER_TOKEN, stableBuffer(64)],
    ]);
    requireOk(MakeSignature(this.client, 0, description, 0));
    requireOk(VerifySignature(this.server, description, 0, this.quality));
  }

  [Symbol.dispose](): void {
    this.end();
    FreeCredentialsHandle(this.#outbound);
    FreeCredentialsHandle(this.#inbound);
  }
}

export function exportImport(parties: Parties, iterations: number): number {
  using conversation = new Conversation(parties);
  conversation.shakeHands();
  const { server, structures } = conversation;
  const packageName = utf16(parties.packageName);
  const exported = structures.take(SIZE_OF_SEC_BUFFER);
  const imported = structures.take(SIZE_OF_SEC_BUFFER);
  const token = structures.take(8);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      writeSecBuffer(exported, SECBUFFER_EMPTY, 0, 0n);
      requireOk(ExportSecurityContext(server, SECPKG_CONTEXT_EXPORT_DELETE_OLD, exported, token));
      const address = exported.readBigUInt64LE(8);
      // Copies into JavaScript memory, because a program exports to get these bytes.
      const packed = Buffer.from(new ArrayBuffer(exported.readUInt32LE(0)));
      RtlMoveMemory(packed, address, packed.byteLength);
      FreeContextBuffer(address);
      const type = exported.readUInt32LE(4);
      writeSecBuffer(imported, type, packed.byteLength, koffi.address(packed));
      const handle = token.readBigUInt64LE(0);
      requireOk(ImportSecurityContext(packageName, imported, handle, server));
      CloseHandle(handle);
    }
  });
  conversation.assertNextMessageArrives();
  return time;
}

export function encryptDecrypt(parties: Parties, iterations: number, size: number): number {
  using conversation = new Conversation(parties);
  conversation.shakeHands();
  const { client, server, quality, structures } = conversation;
  const message = messageOf(size);
  const data = stableBuffer(size);
  message.copy(data);
  const trailer = stableBuffer(TRAILER);
  const { description, secBuffers } = newDescription(structures, [
    [SECBUFFER_TOKEN, trailer],
    [SECBUFFER_DATA, data],
  ]);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      secBuffers.writeUInt32LE(TRAILER, 0);
      requireOk(EncryptMessage(client, 0, description, 0));
      requireOk(DecryptMessage(server, description, 0, quality));
    }
  });
  assert.deepEqual(data, message);
  requireOk(EncryptMessage(client, 0, description, 0));
  assert.notDeepEqual(data, message);
  return time;
}

export function signVerify(parties: Parties, iterations: number, size: number): number {
  using conversation = new Conversation(parties);
  conversation.shakeHands();
  const { client, server, quality, structures } = conversation;
  const signature = stableBuffer(40);
  const { description, secBuffers } = newDescription(structures, [
    [SECBUFFER_DATA, stableBuffer(size)],
    [SECBUFFER_TOKEN, signature],
  ]);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      secBuffers.writeUInt32LE(40, SIZE_OF_SEC_BUFFER);
      requireOk(MakeSignature(client, 0, description, 0));
      requireOk(VerifySignature(server, description, 0, quality));
    }
  });
  // An altered message is not verified, because a C++ exception in the package crashes on koffi's stack.
  assert.ok(signature.some((byte) => byte !== 0));
  return time;
}

export function shakeHands(parties: Parties, iterations: number): number {
  using conversation = new Conversation(parties);
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      conversation.end();
      conversation.shakeHands();
    }
  });
  conversation.assertNextMessageArrives();
  return time;
}

/** Converts names and comments to strings, as the other contestants do. */
export function enumerate(iterations: number): number {
  const structures = new Structures();
  const count = structures.take(4);
  const list = structures.take(8);
  let names: string[] = [];
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      requireOk(EnumerateSecurityPackages(count, list));
      const address = list.readBigUInt64LE(0);
      names = packagesAt(address, count.readUInt32LE(0)).map(({ name }) => name);
      FreeContextBuffer(address);
    }
  });
  assert.ok(names.includes('Schannel'));
  return time;
}

function packagesAt(address: bigint, count: number) {
  const infos = Buffer.from(koffi.view(address, count * SIZE_OF_PACKAGE_INFO));
  return Array.from({ length: count }, (_, index) => {
    const start = index * SIZE_OF_PACKAGE_INFO;
    return {
      capabilities: infos.readUInt32LE(start),
      version: infos.readUInt16LE(start + 4),
      rpcId: infos.readUInt16LE(start + 6),
      maxTokenSize: infos.readUInt32LE(start + 8),
      name: koffi.decode.string16(infos.readBigUInt64LE(start + 16)),
      comment: koffi.decode.string16(infos.readBigUInt64LE(start + 24)),
    };
  });
}
