/** A receiver that answers the encrypted messages of each connection, also after its sender has ended. */
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
    // A reset is an end like any other here.
  });
  // Without a channel, the connection alone keeps this process running.
  socket.on('close', () => {
    context.dispose();
  });
});
