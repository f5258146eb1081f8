/**
 * An HTTP server that authenticates its clients with Negotiate or NTLM, and answers with their
 * names. For the path `/Kerberos`, the package Kerberos handles the scheme Negotiate; for any other
 * path, the package Negotiate does. The first argument names the file that receives the port.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Credentials, type ServerSecurityContext, SspiError } from 'sspi-handoff';

import { serverOf } from '../support/loopback';

/** The server's answer to a request, as JSON. */
export interface Answer {
  readonly scheme?: string;
  /** The package that authenticated the client. */
  readonly packageName?: string;
  /** The client's name; null if the package does not report it. */
  readonly name?: string | null;
  /** The name of the status that refused the client. */
  readonly refusal?: string;
}

/** HTTP neither signs nor seals with the context, and curl does not offer this for NTLM. */
const NO_REQUIREMENTS = 0;

const schemes = ['Negotiate', 'NTLM'] as const;

/** A handshake belongs to a connection, not to a request: an NTLM handshake takes two requests. */
const handshakes = new WeakMap<Socket, ServerSecurityContext>();

function handshakeOf(socket: Socket, packageName: string): ServerSecurityContext {
  let context = handshakes.get(socket);
  if (context === undefined) {
    const started = serverOf({ packageName, targetName: '' }, NO_REQUIREMENTS);
    socket.once('close', () => {
      started.dispose();
    });
    handshakes.set(socket, started);
    context = started;
  }
  return context;
}

function nameOf(context: ServerSecurityContext): string | null {
  try {
    return context.query('names');
  } catch (error) {
    if (error instanceof SspiError && error.code === 'SEC_E_UNSUPPORTED_FUNCTION') return null;
    throw error;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  const respond = (status: number, body: Answer, challenges: string[]) => {
    if (challenges.length > 0) response.setHeader('WWW-Authenticate', challenges);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  if (!schemes.some((known) => known === scheme)) {
    respond(401, { refusal: 'authenticate first' }, [...schemes]);
    return;
  }
  const packageName = scheme === 'Negotiate' && request.url === '/Kerberos' ? 'Kerberos' : scheme;
  const context = handshakeOf(request.socket, packageName);
  try {
    const reply = await context.step(Buffer.from(token, 'base64'));
    const challenges = reply === null ? [] : [`${scheme} ${reply.toString('base64')}`];
    if (context.complete) respond(200, { scheme, packageName, name: nameOf(context) }, challenges);
    else respond(401, {}, challenges);
  } catch (error) {
    // The next request may start a new handshake.
    handshakes.delete(request.socket);
    context.dispose();
    respond(401, { refusal: error instanceof SspiError ? error.code : String(error) }, [
      ...schemes,
    ]);
  }
}

// Longer than any suite takes. The limit ends a server whose parent process was killed.
const LIFETIME_MS = 15 * 60_000;

const [, , portFile] = process.argv;
if (portFile === undefined) throw new Error('Usage: server.js PORT_FILE');
// Without a key, a server cannot authenticate any client. Then it does not start.
Credentials.acquireSync({ packageName: 'Negotiate', use: 'inbound' }).dispose();

setTimeout(() => process.exit(1), LIFETIME_MS);

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  // The rename makes sure that a reader of the file finds the complete port.
  writeFileSync(`${portFile}.partial`, String(port));
  renameSync(`${portFile}.partial`, portFile);
});
