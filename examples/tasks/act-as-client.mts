import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  parentPort,
  Worker,
} from 'node:worker_threads';

import { AccessToken, onAccessToken, sendAccessToken } from 'sspi-handoff';

interface ReadFile {
  readonly path: string;
  readonly reply: MessagePort;
}
type Reply = { readonly text: string } | { readonly error: Error };

/** A thread that acts as one client. Its files are opened with the rights of the client. */
class ClientThread {
  private constructor(private readonly thread: Worker) {}

  static async start(token: AccessToken): Promise<ClientThread> {
    const thread = new Worker(new URL(import.meta.url));
    await sendAccessToken(thread, token);
    return new ClientThread(thread);
  }

  async readFile(path: string): Promise<string> {
    const { port1, port2 } = new MessageChannel();
    this.thread.postMessage({ path, reply: port2 }, [port2]);
    const [reply] = (await once(port1, 'message')) as [Reply];
    if ('error' in reply) throw reply.error;
    return reply.text;
  }

  async stop(): Promise<void> {
    await this.thread.terminate();
  }
}

if (isMainThread) {
  using token = AccessToken.ofProcess(); // in a server: await context.openAccessToken()
  const client = await ClientThread.start(token);
  const path = fileURLToPath(import.meta.url);
  const texts = await Promise.all([client.readFile(path), client.readFile(path)]);
  console.log(`The client can read ${texts.length} files.`);
  await client.readFile(`${path}.missing`).catch((error: Error) => console.log(error.message));
  await client.stop();
} else {
  const client = new Promise<AccessToken>((resolve) => onAccessToken(resolve));
  parentPort?.on('message', async ({ path, reply }: Partial<ReadFile>) => {
    if (path === undefined || reply === undefined) return; // a message of the handoff
    const token = await client;
    try {
      reply.postMessage({ text: token.impersonate(() => readFileSync(path, 'utf8')) });
    } catch (error) {
      reply.postMessage({ error });
    }
    reply.close();
  });
}
