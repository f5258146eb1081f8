/**
 * A receiver that answers the encrypted messages of each connection, even after its sender has
 * ended.
 */
import { onContext } from 'sspi-handoff';

import { FrameReader, framed } from './frames';

onContext((context, { socket }) => {
  if (socket === undefined) {
    context.dispose();
    return;
  }
  const reader = new FrameReader();
  socket.on('data', (chunk) => {
    for (const frame of reader.push(chunk)) {
      const text = context.unwrap(frame).toString();
      const answer = `${text}, answered by ${String(process.pid)}`;
      socket.write(framed(context.wrap(Buffer.from(answer))));
    }
  });
  socket.on('error', () => {
    // A reset ends the connection like any other end.
  });
  // After the channel is closed, only the connections keep this process running.
  socket.on('close', () => {
    context.dispose();
  });
});
