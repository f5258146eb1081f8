/** A thread that decrypts the messages that arrive with a context. */
import { parentPort } from 'node:worker_threads';

import { onContext } from 'sspi-handoff';

onContext((context, { message }) => {
  using owned = context;
  const { number, wrapped } = message as { number: number; wrapped: Uint8Array[] };
  const texts = wrapped.map((each) => owned.unwrap(each).toString());
  parentPort?.postMessage([number, texts.join(' ')]);
});
parentPort?.postMessage('listening');
