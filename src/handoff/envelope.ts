/**
 * What crosses between `sendContext` and `onContext`: first the ticket with the message, then, once
 * the context is adopted, the socket with what had been read of it. So a socket never has to come
 * back. Base64, because a channel may speak JSON.
 */
export type Envelope =
  | {
      readonly [marker]: 'context';
      readonly ticket: string;
      readonly message: unknown;
      readonly hasSocket: boolean;
    }
  | { readonly [marker]: 'socket'; readonly ticket: string; readonly head: string };

export const marker = 'sspi-handoff';

export function isEnvelope(message: unknown): message is Envelope {
  return (
    typeof message === 'object' &&
    message !== null &&
    marker in message &&
    (message[marker] === 'context' || message[marker] === 'socket') &&
    'ticket' in message &&
    typeof message.ticket === 'string'
  );
}
