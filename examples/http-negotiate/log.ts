import type { Server } from 'node:http';

import type { Visit } from './client';

/** One answered request, as a line of JSON. */
export interface LoggedRequest {
  readonly role: Visit['role'];
  readonly pid: number;
  readonly path: string;
  readonly status: number;
  readonly clientPort: number;
}

/** The environment variable that switches the log on. Workers inherit it from the front. */
export const LOG = 'HTTP_NEGOTIATE_LOG';

/** Writes a line for each answered request, if the environment asks for it. */
export function logRequests(server: Server, role: Visit['role']): void {
  if (process.env[LOG] === undefined) return;
  server.on('request', (request, response) => {
    const { remotePort: clientPort = 0 } = request.socket;
    response.once('finish', () => {
      const { statusCode: status } = response;
      const line: LoggedRequest = {
        role,
        pid: process.pid,
        path: request.url ?? '',
        status,
        clientPort,
      };
      console.log(JSON.stringify(line));
    });
  });
}
