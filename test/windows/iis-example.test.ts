import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { AccessToken } from 'sspi-handoff';

import { describeWithReferencePackage } from './support/reference-package';
import { probe } from './support/win32-probe';

const example = join(__dirname, '../../examples/tasks/iis.mjs');
const secret = 'secret of the module';

describeWithReferencePackage('examples/tasks/iis.mts', () => {
  let service: ChildProcess;
  let port: number;

  async function start(variables: NodeJS.ProcessEnv): Promise<void> {
    service = fork(example, { env: { ...process.env, ...variables }, silent: true });
    const [address] = (await once(service, 'message')) as [AddressInfo];
    port = address.port;
  }

  afterEach(async () => {
    const exit = once(service, 'exit');
    service.kill();
    await exit;
  });

  async function statusOf(headers: Record<string, string>): Promise<number | undefined> {
    const request = get({ host: '127.0.0.1', port, headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }

  /** Creates a handle of the service, as IIS does for each request. */
  function newHandle(): bigint {
    using token = AccessToken.ofProcess();
    return token.duplicateTo(service.pid ?? 0);
  }

  const handles = () => probe.handlesOf(service.pid ?? 0);

  /** Also compares the type, because Windows reuses the value of a closed handle. */
  function opennessOf(handle: bigint): () => boolean {
    const token = handles().find(({ value }) => value === Number(handle));
    assert.ok(token);
    return () => handles().some(({ value, type }) => value === token.value && type === token.type);
  }

  it('closes the handle of each request from HttpPlatformHandler', async () => {
    await start({ HTTP_PLATFORM_PORT: '0' });
    for (let request = 0; request < 3; request++) {
      const handle = newHandle();
      const isOpen = opennessOf(handle);
      assert.equal(await statusOf({ 'X-IIS-WindowsAuthToken': handle.toString(16) }), 200);
      await statusOf({}); // The service begins it after the end of the request before.
      assert.equal(isOpen(), false);
    }
  });

  it('refuses a request without a token, and a value that is not an access token', async () => {
    await start({ HTTP_PLATFORM_PORT: '0' });
    assert.equal(await statusOf({}), 401);
    for (const value of ['7ffffff0', 'no number', '-4', '4, 8', '']) {
      assert.equal(await statusOf({ 'X-IIS-WindowsAuthToken': value }), 400, value);
    }
  });

  it('serves the ASP.NET Core Module, and refuses a request without its secret', async () => {
    await start({ ASPNETCORE_PORT: '0', ASPNETCORE_TOKEN: secret });
    const handle = newHandle();
    const isOpen = opennessOf(handle);
    const token = { 'MS-ASPNETCORE-WINAUTHTOKEN': handle.toString(16) };
    assert.equal(await statusOf(token), 400);
    assert.equal(await statusOf({ ...token, 'MS-ASPNETCORE-TOKEN': `${secret}.` }), 400);
    assert.equal(isOpen(), true);
    assert.equal(await statusOf({ ...token, 'MS-ASPNETCORE-TOKEN': secret }), 200);
    await statusOf({});
    assert.equal(isOpen(), false);
  });

  it('ignores the header of HttpPlatformHandler under the ASP.NET Core Module', async () => {
    await start({ ASPNETCORE_PORT: '0', ASPNETCORE_TOKEN: secret });
    const handle = newHandle().toString(16);
    const headers = { 'X-IIS-WindowsAuthToken': handle, 'MS-ASPNETCORE-TOKEN': secret };
    assert.equal(await statusOf(headers), 401);
  });
});
