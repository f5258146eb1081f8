/** The application of the example. It shows the user and the path of the connection, live. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';

import { clientOf, type Visit } from './client';

const page = readFileSync(
  join(__dirname, '../../../examples/http-negotiate/page.html'),
  'utf8',
).split('SESSION');

/** The answer to GET /session, as JSON. */
export interface Session {
  readonly user: string | null;
  /** Undefined if the process has only the client's access token. */
  readonly packageName: string | undefined;
  readonly path: string;
  /** The process that answers. */
  readonly pid: number;
  readonly clientPort: number | undefined;
  readonly visits: readonly Visit[];
}

export function sessionOf(request: IncomingMessage): Session {
  const { user, visits, packageName } = clientOf(request);
  return {
    user,
    packageName,
    path: request.url ?? '',
    pid: process.pid,
    clientPort: request.socket.remotePort,
    visits,
  };
}

export const answer: RequestListener = (request, response) => {
  switch (`${request.method ?? ''} ${request.url ?? ''}`) {
    case 'GET /':
      sendPage(request, response);
      break;
    case 'GET /favicon.ico':
      response.writeHead(204).end();
      break;
    case 'POST /upload':
      void receiveUpload(request, response);
      break;
    default:
      sendJson(response, sessionOf(request));
  }
};

function sendPage(request: IncomingMessage, response: ServerResponse): void {
  // The name of a user may contain "</script>".
  const session = JSON.stringify(sessionOf(request)).replaceAll('<', '\\u003c');
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.end(page.join(session));
}

/** Answers with the hash of the body. */
async function receiveUpload(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of request) hash.update(chunk as Buffer);
  } catch {
    // The client has closed the connection, so nobody waits for the response.
    response.destroy();
    return;
  }
  sendJson(response, { ...sessionOf(request), sha256: hash.digest('hex') });
}

function sendJson(response: ServerResponse, value: object): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}
