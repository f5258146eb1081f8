/** A thread that exports and imports contexts without end, several at a time. */
import { parentPort } from 'node:worker_threads';

import { SecurityContext } from 'sspi-handoff';

import { converse } from './reference-package';

async function handOverForever(): Promise<never> {
  let context: SecurityContext = converse().server;
  for (;;) {
    const exported = await context.export();
    context = await SecurityContext.import(exported);
    await exported.accessToken?.user();
    parentPort?.postMessage('handed over');
  }
}

for (let i = 0; i < 4; i++) void handOverForever();
