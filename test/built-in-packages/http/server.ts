/**
 * A server of HTTP that authenticates its clients with Negotiate or NTLM, and answers with who they
 * are. `/Kerberos` leaves the scheme Negotiate to the package Kerberos, any other path to Negotiate.
 * The first argument names the file that gets the port.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Credentials, type ServerSecurityContext, SspiError } from 'sspi-handoff';

import { serverOf } from '../support/loopback';

/** What the server says of a request, as JSON. */
export interface Answer {
  readonly scheme?: string;
  /** The package that authenticated the client. */
  readonly packageName?: string;
  /** The client's name; null where the package does not tell. */
  readonly name?: string | null;
  /** Why the client was not authenticated: a status by name. */
  readonly refusal?: string;
}

/** HTTP neither signs nor seals with the context, and curl does not offer it for NTLM. */
const NO_REQUIREMENTS = 0;

const schemes = ['Negotiate', 'NTLM'] as const;

/** A handshake is of a connection, not of a request: NTLM takes two requests for one. */
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
  const say = (status: number, said: Answer, challenges: string[]) => {
    if (challenges.length > 0) response.setHeader('WWW-Authenticate', challenges);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(said));
  };
  if (!schemes.some((known) => known === scheme)) {
    say(401, { refusal: 'authenticate first' }, [...schemes]);
    return;
  }
  const packageName = scheme === 'Negotiate' && request.url === '/Kerberos' ? 'Kerberos' : scheme;
  const context = handshakeOf(request.socket, packageName);
  try {
    const reply = await context.step(Buffer.from(token, 'base64'));
    const challenges = reply === null ? [] : [`${scheme} ${reply.toString('base64')}`];
    if (context.complete) say(200, { scheme, packageName, name: nameOf(context) }, challenges);
    else say(401, {}, challenges);
  } catch (error) {
    // The next request may try again, from the beginning.
    handshakes.delete(request.socket);
    context.dispose();
    say(401, { refusal: error instanceof SspiError ? error.code : String(error) }, [...schemes]);
  }
}

// Longer than any suite takes: it must not stay for ever if whoever started it was killed.
const LIFETIME_MS = 15 * 60_000;

const [, , portFile] = process.argv;
if (portFile === undefined) throw new Error('Usage: server.js PORT_FILE');
// Without a key, a server cannot authenticate anybody: then it does not start.
Credentials.acquireSync({ packageName: 'Negotiate', use: 'inbound' }).dispose();

setTimeout(() => process.exit(1), LIFETIME_MS);

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  // Whoever waits for the file finds the whole port in it.
  writeFileSync(`${portFile}.partial`, String(port));
  renameSync(`${portFile}.partial`, portFile);
});
