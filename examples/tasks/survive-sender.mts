import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { onContext, sendContext } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

if (process.send) {
  // The worker must not exit on 'disconnect': the event also comes when its sender ends.
  const listening = onContext(async (context, { message }) => {
    using owned = context;
    await once(process, 'disconnect');
    console.log(`After the sender's end: ${owned.unwrap(message as Buffer)}`);
    listening.dispose();
  });
} else {
  const { client, server } = await authenticatedPair('export');

  const log = join(tmpdir(), `survive-sender-${process.pid}.log`);
  const output = openSync(log, 'a'); // the worker cannot write to a terminal that is closed
  const worker = fork(fileURLToPath(import.meta.url), {
    detached: true, // otherwise the worker ends together with this process
    stdio: ['ignore', output, output, 'ipc'],
  });
  await sendContext(worker, server, { message: client.wrap(Buffer.from('hello')) });
  console.log(`The worker writes to ${log}`);
  process.exit();
}
