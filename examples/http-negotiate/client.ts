import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { AccessToken, ImportedContext } from 'sspi-handoff';

import { nameOf, type Subject } from './subject';

/** A process that a connection has visited. */
export interface Visit {
  readonly role: 'front' | 'worker';
  readonly pid: number;
  /** How many requests the process has answered. */
  readonly requests: number;
}

/** The message sent with each connection. */
export interface Handover {
  /** The processes that had the connection before, oldest first. */
  readonly visits: readonly Visit[];
  /** Set if the connection still holds the request that completed the handshake. */
  readonly authenticated?: {
    /** The WWW-Authenticate header of its response, which proves the server's identity to the client. */
    readonly proof: string | undefined;
  };
}

/** The authenticated client of a connection. */
export class Client {
  /** How many requests this process has answered. */
  requests = 0;
  /** The part of the Handover that the first response uses up. */
  authenticated: Handover['authenticated'];

  private constructor(
    readonly subject: Subject,
    /** The name of the client's account, or null if the package does not report it. */
    readonly user: string | null,
    readonly role: Visit['role'],
    private readonly handover: Handover,
  ) {
    this.authenticated = handover.authenticated;
  }

  static async of(subject: Subject, role: Visit['role'], handover: Handover): Promise<Client> {
    const user = await nameOf(subject);
    return new Client(subject, user, role, handover);
  }

  /** The security package, or undefined if this process has only the access token. */
  get packageName(): string | undefined {
    return this.subject instanceof AccessToken ? undefined : this.subject.packageName;
  }

  /** For impersonation, and for the groups of the client. Null if the package returned no token. */
  get accessToken(): AccessToken | null {
    const { subject } = this;
    if (subject instanceof AccessToken) return subject;
    return subject instanceof ImportedContext ? subject.accessToken : null;
  }

  /** The processes that have had the connection, this one last. */
  get visits(): readonly Visit[] {
    const { role, requests } = this;
    return [...this.handover.visits, { role, pid: process.pid, requests }];
  }
}

const clients = new WeakMap<Socket, Client>();

/** Remembers the client of a connection in this process. */
export function setClient(socket: Socket, client: Client): void {
  clients.set(socket, client);
}

/** The client of the connection on which a request arrived. */
export function clientOf({ socket }: Pick<IncomingMessage, 'socket'>): Client {
  const client = clients.get(socket);
  if (client === undefined) throw new Error('The connection is not authenticated.');
  return client;
}

/**
 * The headers of the response that completes the authentication. Undefined for all later responses. Both servers of
 * this example send them, except in the response to an upgrade.
 */
export function takeAuthenticatedHeaders(
  request: Pick<IncomingMessage, 'socket'>,
): Map<string, string> | undefined {
  const client = clientOf(request);
  if (client.authenticated === undefined) return undefined;
  const { proof } = client.authenticated;
  client.authenticated = undefined;
  // Otherwise curl authenticates each request again.
  const headers = new Map([['Persistent-Auth', 'true']]);
  if (proof !== undefined) headers.set('WWW-Authenticate', proof);
  return headers;
}
