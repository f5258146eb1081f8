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
  /** Open objects of the addon at the end, which include the credentials of these handshakes. */
  readonly open: ReturnType<typeof openHandles>;
}

function shakeHandsOnce(credentials: Credentials): void {
  using client = new ClientSecurityContext({ credentials, targetName: 'host/example' });
  using server = new ServerSecurityContext({ credentials });
  shakeHands(client, server);
  exchangeMessages(client, server);
}

/** Performs handshakes one after the other with the same credentials. Returns the losses. */
export async function manyHandshakes(warmUp: number, handshakes: number): Promise<Figures> {
  using credentials = acquire('both');
  for (let handshake = 0; handshake < warmUp; handshake++) shakeHandsOnce(credentials);
  const lost = await lossesOf(async () => {
    for (let handshake = 0; handshake < handshakes; handshake++) {
      shakeHandsOnce(credentials);
      // Finalizers run in a turn of the event loop, as in any real program.
      if (handshake % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return { handshakes, lost, open: openHandles() };
}
