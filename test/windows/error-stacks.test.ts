import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  AccessToken,
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  type ExportedSecurityContext,
  offerContext,
  probeExport,
  querySecurityPackageInfo,
  querySecurityPackageInfoSync,
  SecurityContext,
  sendAccessToken,
  SspiError,
  TokenAccess,
} from 'sspi-handoff';

import { idleReceiver, publicFunctions } from './support/public-functions';
import {
  acquire,
  converse,
  describeWithReferencePackage,
  newClient,
  newServer,
  packageName,
} from './support/reference-package';

/** Returns the frames of an error, without the frames of Node.js and of JavaScript built-ins. */
function framesOf(error: unknown): string[] {
  assert.ok(error instanceof Error);
  const lines = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return lines.filter((line) => !/\(<anonymous>\)$|\(node:/.test(line));
}

async function errorOf(use: () => unknown): Promise<unknown> {
  try {
    await use();
  } catch (error) {
    return error;
  }
  throw new Error('No error was thrown');
}

/** Asserts that the first frame is in the function, and that the second frame is in a test file. */
function assertBeginsIn(name: string, error: unknown): void {
  const [first = '', second = ''] = framesOf(error);
  const called = new RegExp(
    `^ {4}at (async )?(new )?([\\w$]+\\.)?(get )?${name}( \\[as \\w+\\])? \\(`,
  );
  assert.match(first, called, (error as Error).stack);
  assert.match(second, /\.test\.js|public-functions\.js/, (error as Error).stack);
}

const garbage = { packageName, packedContext: Buffer.from('garbage') };

/** Registers an object that is disposed after the test. */
type Own = <Type extends Disposable>(object: Type) => Type;

function disposed<Type extends Disposable>(object: Type): Type {
  object[Symbol.dispose]();
  return object;
}

describeWithReferencePackage('The stack of an error', () => {
  for (const { name, shortName, takesArguments, prepare } of publicFunctions()) {
    if (!takesArguments) continue;
    it(`begins in ${name} for a wrong argument`, async () => {
      await using prepared = await prepare();
      const [, ...others] = prepared.validArguments;
      const error = await errorOf(async () => {
        // No public function accepts a symbol.
        await prepared.call([Symbol('wrong'), ...others]);
      });
      assertBeginsIn(shortName, error);
    });
  }

  const failures: [string, (own: Own) => unknown][] = [
    ['acquire', async () => await Credentials.acquire({ packageName: 'None', use: 'both' })],
    ['acquireSync', () => Credentials.acquireSync({ packageName: 'None', use: 'both' })],
    [
      'ClientSecurityContext',
      (own) => new ClientSecurityContext({ credentials: disposed(own(acquire('both'))) }),
    ],
    [
      'conductHandshake',
      async (own) => await conductHandshake(disposed(newClient()), own(newServer())),
    ],
    ['decrypt', () => disposed(newClient()).decrypt({ trailer: Buffer.of(1), data: Buffer.of(1) })],
    ['duplicate', (own) => own(AccessToken.ofProcess({ access: TokenAccess.QUERY })).duplicate()],
    ['expiry', () => disposed(acquire('both')).expiry],
    ['export', async (own) => await own(newServer()).export()],
    ['exportSync', (own) => own(newServer()).exportSync()],
    ['fromHandle', () => AccessToken.fromHandle(0x7ffffffcn)],
    ['groups', async () => await disposed(AccessToken.ofProcess()).groups()],
    ['impersonate', (own) => own(newServer()).impersonate(() => 1)],
    ['import', async () => await SecurityContext.import(garbage)],
    ['importSync', () => SecurityContext.importSync(garbage)],
    ['offerContext', async (own) => await offerContext(own(newServer()), { pid: process.pid })],
    ['openAccessToken', async (own) => await own(newServer()).openAccessToken()],
    ['probeExport', async () => await probeExport('None')],
    ['query', (own) => own(newServer()).query('names')],
    ['queryName', async () => await disposed(acquire('both')).queryName()],
    ['querySecurityPackageInfo', async () => await querySecurityPackageInfo('None')],
    ['querySecurityPackageInfoSync', () => querySecurityPackageInfoSync('None')],
    [
      'sendAccessToken',
      async () => {
        await sendAccessToken(idleReceiver(), disposed(AccessToken.ofProcess()));
      },
    ],
    ['sign', (own) => own(newServer()).sign(Buffer.from('early'))],
    ['step', async (own) => await own(newServer()).step(Buffer.from('garbage'))],
    ['stepSync', (own) => own(newServer()).stepSync(Buffer.from('garbage'))],
    ['type', () => disposed(AccessToken.ofProcess()).type],
    ['user', async () => await disposed(AccessToken.ofProcess()).user()],
    ['verify', (own) => own(converse()).client.verify(Buffer.from('message'), Buffer.alloc(32))],
  ];
  for (const [name, fail] of failures) {
    it(`begins in ${name}() for a failed call`, async () => {
      const owned: Disposable[] = [];
      const own: Own = (object) => {
        owned.push(object);
        return object;
      };
      assertBeginsIn(name, await errorOf(() => fail(own)));
      for (const each of owned) each[Symbol.dispose]();
    });
  }

  it('begins in a method that waited in the queue of the context', async () => {
    using conversation = converse();
    const { server } = conversation;
    const moved: Promise<ExportedSecurityContext> = server.export();
    const error = await errorOf(async () => {
      // `await` keeps the frame of the caller on the stack.
      await server.export();
    });
    (await moved).dispose();
    assertBeginsIn('export', error);
  });

  it('contains as many frames of the caller as Error.stackTraceLimit allows', async () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 2;
    try {
      const error = await errorOf(async () => await SecurityContext.import(garbage));
      assert.equal(framesOf(error).length, 2, (error as Error).stack);
      assertBeginsIn('import', error);
      assert.equal(Error.stackTraceLimit, 2);
      Error.stackTraceLimit = 0;
      assert.deepEqual(framesOf(await errorOf(() => SecurityContext.importSync(garbage))), []);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('is formatted by a prepareStackTrace() function of the caller', async () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_error, sites) => sites;
    try {
      const { stack } = (await errorOf(() => SecurityContext.importSync(garbage))) as Error;
      assert.ok(Array.isArray(stack));
      Error.prepareStackTrace = () => {
        throw new Error('of the caller');
      };
      assert.ok((await errorOf(() => SecurityContext.importSync(garbage))) instanceof SspiError);
    } finally {
      Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
    }
  });

  it('names the class of the error, and is not enumerable', async () => {
    const error = await errorOf(() => SecurityContext.importSync(garbage));
    assert.ok(error instanceof SspiError);
    assert.ok(error.stack?.startsWith(`SspiError: ${error.message}\n    at `), error.stack);
    assert.ok(!Object.keys(error).includes('stack'));
  });

  it('stays unchanged if an impersonated function throws the error', () => {
    using conversation = converse();
    const own = new Error('own');
    const { stack } = own;
    assert.throws(
      () =>
        conversation.server.impersonate(() => {
          throw own;
        }),
      (error) => error === own && own.stack === stack,
    );
    assert.throws(
      () =>
        conversation.server.impersonate(() =>
          conversation.server.verify(Buffer.of(1), Buffer.of(1)),
        ),
      (error) => {
        assertBeginsIn('verify', error);
        assert.ok(framesOf(error).some((frame) => frame.includes('impersonate')));
        return true;
      },
    );
  });

  it('keeps the frames of the caller in a bundle, where they are in the same file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      const code = readFileSync(require.resolve('sspi-handoff'), 'utf8');
      const caller = `(function inTheBundle() {
        try { exports.endPointBindings(1); } catch (error) { console.log(error.stack); }
      })();`;
      writeFileSync(join(folder, 'bundle.js'), `${code}\n${caller}\n`);
      const stack = execFileSync(process.execPath, [join(folder, 'bundle.js')], {
        encoding: 'utf8',
      });
      assert.match(stack, /at (Module\.)?endPointBindings .*\n +at inTheBundle /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
