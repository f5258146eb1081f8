import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import * as sspi from 'sspi-handoff';

import {
  acquire,
  converse,
  describeWithReferencePackage,
  identity,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';

type Package = typeof sspi;

/** A realm with its own globals, like the realm of a jest test. */
const realm = createContext({ Buffer, console, process });

/** Evaluates an expression in the other realm. */
function made<Value>(expression: string, ...args: unknown[]): Value {
  const make = runInContext(`(...args) => (${expression})`, realm) as (...args: unknown[]) => Value;
  return make(...args);
}

/** Copies bytes into a Uint8Array of the other realm. */
function bytesThere(bytes: Uint8Array): Uint8Array {
  const there = made<Uint8Array>('Uint8Array.from(args[0])', bytes);
  assert.ok(!(there instanceof Uint8Array));
  return there;
}

/** Runs the package's code in the other realm, as jest does. */
function loadThere(): Package {
  const file = require.resolve('sspi-handoff');
  const wrapper = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  const module = { exports: {} };
  const run = runInContext(wrapper, realm, { filename: file }) as (...args: unknown[]) => void;
  run(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports as Package;
}

describeWithReferencePackage('Values from another realm:', () => {
  it('sign(), encrypt() and their counterparts accept bytes', () => {
    using conversation = converse();
    const { client, server } = conversation;
    const message = bytesThere(Buffer.from('message'));
    server.verify(message, bytesThere(client.sign(message)));
    const { trailer, data } = client.encrypt(message);
    const parts = made<{ trailer: Uint8Array; data: Uint8Array }>(
      '({ trailer: args[0], data: args[1] })',
      bytesThere(trailer),
      bytesThere(data),
    );
    assert.equal(
      server.decrypt(parts, made('({ acceptUnencrypted: false })')).toString(),
      'message',
    );
    assert.equal(server.unwrap(bytesThere(client.wrap(message))).toString(), 'message');

    const room = bytesThere(Buffer.alloc(client.query('sizes').securityTrailer));
    const inPlace = bytesThere(Buffer.from('message'));
    const { trailerLength } = client.encryptInPlace({ trailer: room, data: inPlace });
    const received = { trailer: room.subarray(0, trailerLength), data: inPlace };
    assert.equal(server.decryptInPlace(received).toString(), 'message');
  });

  it('step(), export() and import() accept bytes and options', async () => {
    using client = newClient({ channelBindings: bytesThere(Buffer.from('bindings')) });
    using server = newServer();
    let token = await client.step();
    while (token !== null) {
      const answer: Buffer | null = await server.step(bytesThere(token));
      token = answer === null ? null : client.stepSync(bytesThere(answer));
    }
    using exported = await server.export(made('({ flags: 2, accessToken: false })'));
    const { packedContext } = exported;
    const options = made<sspi.ImportOptions>(
      '({ packageName: args[0], packedContext: args[1] })',
      packageName,
      bytesThere(packedContext),
    );
    (await sspi.SecurityContext.import(options)).dispose();
  });

  it('acquire() and the context constructors accept options, identities, passwords and arrays', async () => {
    const password = bytesThere(Buffer.from(identity.password, 'utf16le'));
    const options = made<sspi.AcquireOptions>(
      "({ packageName: args[0], use: 'outbound', identity: { user: 'alice', domain: 'EXAMPLE', password: args[1] } })",
      packageName,
      password,
    );
    using credentials = await sspi.Credentials.acquire(options);
    const make = "({ credentials: args[0], applicationProtocols: ['h2'] })";
    new sspi.ClientSecurityContext(made(make, credentials)).dispose();
  });

  it('impersonate() and groups() accept functions and options', () => {
    using token = sspi.AccessToken.ofProcess(made('({ access: 0xe })'));
    assert.equal(token.impersonate(made('() => 7')), 7);
    assert.ok(Array.isArray(token.groupsSync(made('({ accounts: false })'))));
    using duplicate = token.duplicate(made("({ type: 'impersonation' })"));
    assert.equal(duplicate.type, 'impersonation');
    assert.throws(() => token.impersonate(made('async () => 7')), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  });

  it('flagNames() and endPointBindings() accept objects', () => {
    assert.deepEqual(sspi.flagNames(made('({ A: 1, B: 2 })'), 3), ['A', 'B']);
    const pem = readFileSync('test/windows/certificates/rsa-sha256.pem');
    assert.deepEqual(sspi.endPointBindings(bytesThere(pem)), sspi.endPointBindings(pem));
  });

  it('AccessToken.ofProcess() refuses an array as an options object', () => {
    assert.throws(() => sspi.AccessToken.ofProcess(made('[]')), { code: 'ERR_INVALID_ARG_TYPE' });
  });
});

describeWithReferencePackage('The package loaded in another realm', () => {
  // `using` does not work here: Node.js 22 and earlier define Symbol.dispose in their own realm
  // only.
  function disposing(...objects: readonly { dispose(): void }[]): void {
    for (const object of objects) object.dispose();
  }

  it('completes a handshake with its defaults, and protects messages', async () => {
    const there = loadThere();
    const credentials = await there.Credentials.acquire({ packageName, use: 'both', identity });
    const client = new there.ClientSecurityContext({ credentials });
    const server = new there.ServerSecurityContext({ credentials });
    await there.conductHandshake(client, server);
    assert.equal(server.decrypt(client.encrypt(Buffer.from('message'))).toString(), 'message');
    assert.equal(server.unwrap(client.wrap(Buffer.from('message'))).toString(), 'message');
    const exported = await server.export();
    const imported = await there.SecurityContext.import(exported);
    disposing(credentials, client, exported, imported);
  });

  it('does not report an argument that was not passed', () => {
    const there = loadThere();
    const credentials = there.Credentials.acquireSync({ packageName, use: 'both', identity });
    disposing(
      credentials,
      new there.ClientSecurityContext({ credentials }),
      new there.ServerSecurityContext({ credentials }),
    );
  });

  it('probes a package with probeExport()', async () => {
    const trials = await loadThere().probeExport(packageName, { identity });
    assert.ok(trials.some(({ importStatus }) => importStatus === 'SEC_E_OK'));
  });
});

describeWithReferencePackage('An object of another copy of the package', () => {
  /** Loads a second copy, like a second version in node_modules. */
  function loadCopy(): Package {
    const file = require.resolve('sspi-handoff');
    const original = require.cache[file];
    Reflect.deleteProperty(require.cache, file);
    try {
      return require(file) as Package;
    } finally {
      require.cache[file] = original;
    }
  }

  const twoCopies = {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message:
      /of the same copy of sspi-handoff\. Two copies are loaded, version .+ from .+, and version .+ from .+\. .*npm ls sspi-handoff.*npm dedupe/,
  };

  it('is refused with an error that reports two copies', async () => {
    const copy = loadCopy();
    assert.notEqual(copy.Credentials, sspi.Credentials);
    using credentials = acquire('both');
    using conversation = converse();
    using token = sspi.AccessToken.ofProcess();
    assert.throws(() => new copy.ClientSecurityContext({ credentials }), twoCopies);
    assert.throws(() => new copy.ServerSecurityContext({ credentials }), twoCopies);
    const { client, server } = conversation;
    await assert.rejects(copy.conductHandshake(client, server), twoCopies);
    await assert.rejects(copy.offerContext(server, { pid: process.pid }), twoCopies);
    const packed = { packageName, packedContext: Buffer.of(1), accessToken: token };
    assert.throws(() => copy.SecurityContext.importSync(packed), twoCopies);
  });

  it('is distinguished from an object of an unrelated class with the same name', () => {
    class Credentials {
      readonly secretAccessKey = '';
    }
    const credentials = new Credentials() as unknown as sspi.Credentials;
    assert.throws(() => new sspi.ClientSecurityContext({ credentials }), {
      code: 'ERR_INVALID_ARG_TYPE',
      message:
        'The "options.credentials" argument must be an instance of Credentials. Received an instance of Credentials',
    });
  });

  it('is distinguished from an object of another class of this copy', () => {
    using token = sspi.AccessToken.ofProcess();
    const credentials = token as unknown as sspi.Credentials;
    assert.throws(() => new sspi.ClientSecurityContext({ credentials }), {
      message:
        'The "options.credentials" argument must be an instance of Credentials. Received an instance of AccessToken',
    });
  });
});
