/**
 * A handoff with three processes and one TCP connection. A client authenticates. The front answers the first
 * encrypted lines, then hands off the socket, the security context and the client's access token to a worker.
 * This process is the front.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  Credentials,
  isSupported,
  sendContext,
  ServerSecurityContext,
  SspiUsageError,
} from 'sspi-handoff';

import { answer } from './answer';
import type { ClientSeenByWorker, ClientTask, HandedOver, Report } from './messages';
import { candidates, choosePackage, identityWith } from './package-choice';
import { FramedConnection, SecureLines } from './secure-connection';

const clientLines = ['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6'];
const linesBefore = clientLines.length / 2;

const options = parseOptions();

function parseOptions() {
  try {
    return parseArgs({
      options: { json: { type: 'boolean', default: false }, package: { type: 'string' } },
    }).values;
  } catch (error) {
    return fail(error);
  }
}

function say(who: string, pid: number | undefined, text: string): void {
  if (!options.json) console.log(`${who.padEnd(6)} ${String(pid ?? '').padStart(6)}  ${text}`);
}

function start(who: 'client' | 'worker'): ChildProcess {
  const child = fork(join(__dirname, `${who}.js`), { serialization: 'advanced' });
  child.on('message', (report: Report) => {
    if (report.kind === 'said') say(who, child.pid, report.text);
  });
  child.on('exit', (code, signal) => {
    if (code === 0) return;
    console.error(`The ${who} ended with ${String(code ?? signal)}.`);
    process.exit(1);
  });
  return child;
}

function reported<Kind extends Report['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Report, { kind: Kind }>> {
  return new Promise((resolve) => {
    child.on('message', (report: Report) => {
      if (report.kind === kind) resolve(report as Extract<Report, { kind: Kind }>);
    });
  });
}

async function authenticate(
  connection: FramedConnection,
  server: ServerSecurityContext,
): Promise<void> {
  while (!server.complete) {
    const token = await connection.receive();
    if (token === null) throw new Error('The client closed its connection during the handshake');
    const reply = await server.step(token);
    if (reply !== null) connection.send(reply);
  }
}

/** The error of every method of a context that was handed off. */
function errorOfMovedContext(server: ServerSecurityContext): SspiUsageError {
  try {
    server.sign(Buffer.from('too late'));
  } catch (error) {
    if (error instanceof SspiUsageError) return error;
    throw error;
  }
  throw new Error('The front can still use the context that it handed off');
}

async function main(): Promise<void> {
  if (!isSupported) throw new Error('This example needs Windows, or Wine.');
  const identityFor = identityWith(randomBytes(16).toString('base64'));
  const from = options.package === undefined ? candidates : [options.package];
  const { packageName, packedBytes, refusals } = await choosePackage(from, identityFor);
  const reasons = refusals.map((refused) => `cannot use ${refused.packageName}: ${refused.reason}`);
  if (packageName === null) throw new Error(reasons.join('\n'));
  for (const reason of reasons) say('front', process.pid, reason);
  say(
    'front',
    process.pid,
    `chose ${packageName}: its context packs into ${String(packedBytes)} bytes`,
  );
  const identity = identityFor(packageName);
  const worker = start('worker');
  const client = start('client');

  const listener = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const task: ClientTask = { port, packageName, identity, lines: clientLines };
  client.send(task);
  const [socket] = (await once(listener, 'connection')) as [Socket];
  listener.close();

  using credentials = await Credentials.acquire({
    packageName,
    use: 'inbound',
    ...(identity && { identity }),
  });
  using server = new ServerSecurityContext({ credentials });
  const connection = new FramedConnection(socket);
  await authenticate(connection, server);
  say('front', process.pid, `authenticated ${server.query('names')} with ${server.packageName}`);

  const answered = await answer(new SecureLines(connection, server), 'front', linesBefore);
  say('front', process.pid, `answered ${String(answered)} lines`);

  const adopted = reported(worker, 'adopted');
  const finished = reported(worker, 'answered');
  const message: HandedOver = { linesAnswered: answered };
  await sendContext(worker, server, { socket, head: connection.takeHead(), message });
  say('front', process.pid, 'handed off the socket, the context, the access token and a message');

  const frontError = errorOfMovedContext(server);
  say('front', process.pid, `using the context here now throws ${frontError.code}`);

  const { pid } = worker;
  const { client: seen, linesAnswered } = await adopted;
  say('worker', pid, `owns the context of ${seen.user} after ${String(linesAnswered)} lines`);
  say('worker', pid, describeToken(seen));
  const { lines: linesAfter } = await finished;
  say('worker', pid, `answered ${String(linesAfter)} lines`);

  if (options.json) {
    console.log(
      JSON.stringify({
        package: packageName,
        frontPid: process.pid,
        workerPid: pid,
        packedBytes,
        linesBefore: answered,
        linesAfter,
        ...seen,
        frontError: frontError.code,
      }),
    );
  }
}

function describeToken(seen: ClientSeenByWorker): string {
  if (seen.tokenSid === null) return 'the package returned no access token';
  return (
    `its access token speaks for ${seen.tokenUser ?? 'an unknown account'} (${seen.tokenSid}): ` +
    `${String(seen.tokenType)}, level ${String(seen.impersonationLevel)}`
  );
}

function fail(reason: unknown): never {
  console.error(reason instanceof Error ? reason.message : reason);
  process.exit(1);
}

setTimeout(() => fail('The three processes did not finish within 60 seconds.'), 60_000).unref();
main().catch(fail);
