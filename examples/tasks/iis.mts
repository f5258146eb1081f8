import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import { AccessToken } from 'sspi-handoff';

// HttpPlatformHandler sets the first variable, the ASP.NET Core Module sets the others.
const { HTTP_PLATFORM_PORT, ASPNETCORE_PORT, ASPNETCORE_TOKEN } = process.env;
const port = HTTP_PLATFORM_PORT ?? ASPNETCORE_PORT;
const tokenHeader = HTTP_PLATFORM_PORT ? 'x-iis-windowsauthtoken' : 'ms-aspnetcore-winauthtoken';

/** Takes ownership of the token of the client. Null if IIS did not authenticate the client. */
function takeToken({ headers }: IncomingMessage): AccessToken | null {
  if (ASPNETCORE_TOKEN !== undefined && headers['ms-aspnetcore-token'] !== ASPNETCORE_TOKEN) {
    throw new Error('The request does not come from the ASP.NET Core Module.');
  }
  const handle = headers[tokenHeader];
  return handle === undefined ? null : AccessToken.fromHandle(BigInt(`0x${handle}`));
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  using token = takeToken(request); // in every request, because IIS leaves the handle to this process
  if (token === null) {
    response.writeHead(401).end();
    return;
  }
  const { domain, account } = await token.user();
  response.end(`Hello ${domain}\\${account}\n`);
}

if (port !== undefined) {
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(String(error));
      response.writeHead(400).end();
    });
  });
  server.listen(Number(port), '127.0.0.1', () => process.send?.(server.address()));
} else {
  // Without IIS: does the same as IIS, with the token of this process.
  const env = { ...process.env, HTTP_PLATFORM_PORT: '0' };
  const service = fork(fileURLToPath(import.meta.url), { env });
  const [address] = (await once(service, 'message')) as [AddressInfo];
  using token = AccessToken.ofProcess();
  const handle = token.duplicateTo(service.pid ?? 0).toString(16);
  const request = get(`http://127.0.0.1:${address.port}`, {
    headers: { 'X-IIS-WindowsAuthToken': handle },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  for await (const bytes of response) process.stdout.write(bytes as Buffer);
  service.kill();
}
