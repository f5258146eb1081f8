/**
 * The front of examples/http-negotiate. The header X-Hold of a request names a function of Windows. The next call of this
 * function waits until the front reads bytes again. The parent gets the message 'held' when the call waits.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

import '../../../examples/http-negotiate/main';
import { probe, startWatching, untilHeld } from './win32-probe';

startWatching();
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.on('data', (bytes) => {
    const [, name] = /^X-Hold: (\w+)/m.exec(bytes.toString()) ?? [];
    if (probe.heldCalls() > 0) probe.releaseCalls();
    else if (name !== undefined) hold(name);
  });
});

function hold(name: string): void {
  probe.holdCalls(name);
  void untilHeld(1).then(() => process.send?.('held'));
}
