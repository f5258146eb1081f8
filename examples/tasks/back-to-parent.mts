import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { onContext, sendContext } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

if (process.send) {
  const pair = await authenticatedPair('export');
  using client = pair.client;
  using server = pair.server;

  // In a child, process stands for its parent.
  await sendContext(process, server, { message: client.wrap(Buffer.from('hello')) });
  process.disconnect();
} else {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  onContext(
    (context, { message }) => {
      using owned = context;
      console.log(`${owned.unwrap(message as Buffer)} from ${owned.query('names')}`);
    },
    { from: child },
  );
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
