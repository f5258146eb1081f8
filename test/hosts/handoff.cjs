// Uses the package as a program would, and prints the behaviour of each part as JSON.
//
//   program (fork | cluster | thread)

'use strict';

const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const { once } = require('node:events');
const { connect, createServer } = require('node:net');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');

const packageName = 'HandoffReference';
const identity = { user: 'alice', domain: 'EXAMPLE', password: 'correct horse' };

/** The program is the sender and the receiver. `file` is its path. */
exports.run = async (sspi, file) => {
  // This repository's own package has the same name.
  assert.match(require.resolve('sspi-handoff'), /node_modules/);
  if (process.send !== undefined || !isMainThread) return receive(sspi);
  const channel = process.argv[2];
  const receiver = await start(channel, file);
  const behaviour = {};
  for (const [name, part] of Object.entries(parts)) {
    behaviour[name] = await part(sspi, receiver).catch((error) => `fails: ${error.stack}`);
  }
  console.log(JSON.stringify(behaviour));
  process.exit(0);
};

const parts = {
  async enumerate({ enumerateSecurityPackages }) {
    const packages = await enumerateSecurityPackages();
    assert.ok(packages.some(({ name }) => name === packageName));
    return 'works';
  },

  async handshake(sspi) {
    const { client, server } = await authenticate(sspi);
    converse(client, server);
    return 'works';
  },

  async 'export and import'(sspi) {
    const { client, server } = await authenticate(sspi);
    converse(client, await sspi.SecurityContext.import(await server.export()));
    return 'works';
  },

  async handoff(sspi, receiver) {
    const { client, server } = await authenticate(sspi);
    const answered = once(receiver, 'message');
    await sspi.sendContext(receiver, server, { message: 'text of the sender' });
    const [answer] = await answered;
    assert.equal(String(client.unwrap(Buffer.from(answer.wrapped, 'hex'))), 'text of the sender');
    return 'works';
  },

  async 'handoff with a TCP connection'(sspi, receiver) {
    const { client, server } = await authenticate(sspi);
    const { far, near } = await connectedPair();
    try {
      await sspi.sendContext(receiver, server, { socket: near, message: 'text by TCP' });
    } catch (error) {
      return refusal(error, client, server);
    }
    const [bytes] = await once(far, 'data');
    assert.equal(String(client.unwrap(bytes)), 'text by TCP');
    return 'works';
  },
};

/** A refusal names the host or the receiver, and the sender can still use the context. */
function refusal(error, client, server) {
  assert.equal(error.code, 'ERR_INVALID_ARG_VALUE', error.stack);
  converse(client, server);
  const [, name] = /(process under \w+|only be sent to a process of fork)/.exec(error.message);
  return `refused before the export: "${name}"`;
}

async function start(channel, file) {
  if (channel === 'thread') return ready(new Worker(file));
  if (channel === 'fork') return ready(fork(file));
  cluster.setupPrimary({ exec: file, args: [] });
  return ready(cluster.fork());
}

async function ready(receiver) {
  receiver.on('exit', (code) => code !== 0 && console.error(`The receiver ended with ${code}.`));
  await once(receiver, 'message');
  return receiver;
}

function receive({ onContext }) {
  const tell = (value) =>
    parentPort === null ? process.send(value) : parentPort.postMessage(value);
  onContext((context, { message, socket }) => {
    const wrapped = context.wrap(Buffer.from(message));
    if (socket) socket.end(wrapped);
    else tell({ wrapped: wrapped.toString('hex') });
  });
  tell('ready');
}

async function authenticate(sspi) {
  const inbound = await sspi.Credentials.acquire({ packageName, use: 'inbound', identity });
  const outbound = await sspi.Credentials.acquire({ packageName, use: 'outbound', identity });
  const client = new sspi.ClientSecurityContext({
    credentials: outbound,
    targetName: 'host/example',
  });
  const server = new sspi.ServerSecurityContext({ credentials: inbound });
  await sspi.conductHandshake(client, server);
  return { client, server };
}

function converse(client, server) {
  assert.equal(String(server.unwrap(client.wrap(Buffer.from('there')))), 'there');
  assert.equal(String(client.unwrap(server.wrap(Buffer.from('back')))), 'back');
}

async function connectedPair() {
  const listener = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const far = connect(listener.address().port, '127.0.0.1');
  const [near] = await once(listener, 'connection');
  listener.close();
  return { far, near };
}
