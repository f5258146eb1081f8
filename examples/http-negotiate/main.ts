/**
 * An HTTP service in several processes. This process, the front, authenticates each connection with Negotiate and
 * hands it to a worker. It listens on loopback.
 *
 *     node build/examples/http-negotiate/main.js [--port N] [--workers N] [--package NAME]
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Credentials, endPointBindings, SspiError } from 'sspi-handoff';

import { createFront } from './front';
import { LOG, logRequests } from './log';
import { answer } from './session';
import { WorkerPool } from './worker-pool';

/** The first line of output with --json, and the message to a parent process. */
export interface Listening {
  readonly port: number;
  readonly packageName: string;
  readonly frontPid: number;
  readonly workerPids: readonly number[];
}

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    worker: { type: 'string', default: join(__dirname, 'worker.js') },
    package: { type: 'string', default: 'Negotiate' },
    // For a security package that needs a shared password, as HandoffReference does.
    user: { type: 'string' },
    password: { type: 'string', default: '' },
    // The certificate with which another process terminates TLS.
    certificate: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  if (options.json) process.env[LOG] = 'json';
  const schemes = new Map([['Negotiate', await acquire(options.package)]]);
  // Kerberos, and any client that Negotiate accepts, needs no NTLM scheme. Old clients know only NTLM.
  if (options.package === 'Negotiate') {
    const ntlm = await acquire('NTLM').catch(ignoreMissingPackage);
    if (ntlm !== undefined) schemes.set('NTLM', ntlm);
  }
  const workers = new WorkerPool(options.worker, Number(options.workers));
  const { certificate } = options;
  const channelBindings = certificate && endPointBindings(readFileSync(certificate));
  const front = createFront({
    ...{ schemes, workers, answerHere: answer },
    ...(channelBindings && { channelBindings }),
  });
  logRequests(front, 'front');
  front.listen(Number(options.port), '127.0.0.1');
  await once(front, 'listening');

  const { port } = front.address() as AddressInfo;
  const listening: Listening = {
    port,
    packageName: options.package,
    frontPid: process.pid,
    workerPids: workers.pids,
  };
  if (process.send) process.send(listening);
  else if (options.json) console.log(JSON.stringify(listening));
  else console.log(`http://localhost:${String(port)} is ready`);
  process.on('message', (message) => {
    if (message === 'restart') workers.restart();
  });
  process.once('disconnect', () => {
    workers.close();
    process.exit();
  });
}

function acquire(packageName: string): Promise<Credentials> {
  const { user, password } = options;
  const identity = user === undefined ? undefined : { user, password };
  return Credentials.acquire({ packageName, use: 'inbound', ...(identity && { identity }) });
}

function ignoreMissingPackage(error: unknown): undefined {
  if (!(error instanceof SspiError)) throw error;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
