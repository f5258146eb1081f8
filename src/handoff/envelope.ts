import { ArgumentValueError } from '../arguments';
import { HandoffError, versionError } from './handoff-error';
import { isReadable, ownVersion, PROTOCOL_VERSION } from './protocol-version';

/** The property that distinguishes an envelope from other messages of the channel. */
export const marker = 'sspi-handoff';

/** The content of a handoff: a context, or an access token alone. */
export type ContentKind = 'context' | 'token';

/**
 * The first envelope of a handoff. `message` is the caller's message after v8.serialize(), in base64, because a
 * channel may use JSON.
 */
export interface ContentEnvelope {
  readonly kind: ContentKind;
  readonly ticket: string;
  readonly message: string | undefined;
  readonly hasSocket: boolean;
}

/**
 * The second envelope of a handoff. It follows after the content is adopted, so that a socket never has to be
 * sent back. `head` is the bytes already read from the socket, in base64.
 */
export interface SocketEnvelope {
  readonly kind: 'socket';
  readonly ticket: string;
  readonly head: string;
}

export type Envelope = ContentEnvelope | SocketEnvelope;

/** The message that is sent through the channel. */
export function toMessage({ kind, ...rest }: Envelope): object {
  return { [marker]: kind, ...ownVersion, ...rest };
}

/** A refused envelope: the error, and the ticket if the envelope has one. */
export class RefusedEnvelope {
  constructor(
    readonly error: HandoffError,
    readonly ticket: string | undefined,
  ) {}
}

/** Validates a received message. Null for a message that is not from this package. */
export function toEnvelope(received: unknown): Envelope | RefusedEnvelope | null {
  if (typeof received !== 'object' || received === null || !Object.hasOwn(received, marker)) {
    return null;
  }
  // Without a prototype, so that only received properties are read.
  const fields = Object.assign(Object.create(null) as object, received) as Readonly<
    Record<string, unknown>
  >;
  const { [marker]: kind, version, minVersion, message, hasSocket, head } = fields;
  const ticket = typeof fields.ticket === 'string' ? fields.ticket : undefined;
  if (!isVersion(version) || !isVersion(minVersion)) return refused('has no version', ticket);
  if (!isReadable({ version, minVersion })) {
    return new RefusedEnvelope(versionError(version, PROTOCOL_VERSION), ticket);
  }
  if (ticket === undefined) return refused('has no ticket', ticket);
  switch (kind) {
    case 'context':
    case 'token':
      if (message !== undefined && !isBase64(message)) return refused('has no message', ticket);
      if (typeof hasSocket !== 'boolean') return refused('does not state hasSocket', ticket);
      return { kind, ticket, message, hasSocket };
    case 'socket':
      if (!isBase64(head)) return refused('has a head that is not base64', ticket);
      return { kind, ticket, head };
    default:
      return refused('is of an unknown kind', ticket);
  }
}

export function invalidMessage(problem: string): HandoffError {
  return new HandoffError(
    'ERR_HANDOFF_INVALID_MESSAGE',
    `A message on the channel ${problem}, so it was refused. Send only with sendContext() and sendAccessToken().`,
    { senderHasContext: null },
  );
}

function refused(problem: string, ticket: string | undefined): RefusedEnvelope {
  return new RefusedEnvelope(invalidMessage(problem), ticket);
}

function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffffffff;
}

function isBase64(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
  );
}

/** Loaded at its first use, so that importing the package is cheap. */
function v8(): typeof import('node:v8') {
  return require('node:v8') as typeof import('node:v8');
}

/** Copies the caller's message at the call. */
export function packMessage(message: unknown): string | undefined {
  if (message === undefined) return undefined;
  try {
    return v8().serialize(message).toString('base64');
  } catch (error) {
    throw new ArgumentValueError(
      'options.message',
      `must be a value that can be cloned (v8.serialize): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export function unpackMessage(message: string | undefined): unknown {
  if (message === undefined) return undefined;
  try {
    return v8().deserialize(Buffer.from(message, 'base64'));
  } catch {
    throw invalidMessage('carries a value that this version of Node.js cannot read');
  }
}
