import {
  ClientSecurityContext,
  type Credentials,
  openHandles,
  ServerSecurityContext,
} from 'sspi-handoff';

import { type Resources, lossesOf } from './losses';
import { acquire, exchangeMessages, shakeHands } from './reference-package';

export interface Figures {
  readonly handshakes: number;
  readonly lost: Resources;
  /** What the addon holds open at the end, the credentials of all these handshakes included. */
  readonly open: ReturnType<typeof openHandles>;
}

function shakeHandsOnce(credentials: Credentials): void {
  using client = new ClientSecurityContext({ credentials, targetName: 'host/example' });
  using server = new ServerSecurityContext({ credentials });
  shakeHands(client, server);
  exchangeMessages(client, server);
}

/** Handshakes one after the other with the same credentials, and what they have left behind. */
export async function manyHandshakes(warmUp: number, handshakes: number): Promise<Figures> {
  using credentials = acquire('both');
  for (let handshake = 0; handshake < warmUp; handshake++) shakeHandsOnce(credentials);
  const lost = await lossesOf(async () => {
    for (let handshake = 0; handshake < handshakes; handshake++) {
      shakeHandsOnce(credentials);
      // A turn of the event loop, in which finalizers run, as in any real program.
      if (handshake % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return { handshakes, lost, open: openHandles() };
}
