/**
 * A worker of examples/http-negotiate. A request makes it drain or end while it receives its next connection, or makes it
 * close its channel.
 */
import { HandedServer } from '../../../examples/http-negotiate/handed-server';
import { answer } from '../../../examples/http-negotiate/session';
import { untilHeld, whileHeld } from './win32-probe';

/** It does not drain when the front asks it to, as if it were still busy. */
class LateServer extends HandedServer {
  readonly askedToDrain = new Promise<void>((resolve) => {
    this.once('asked to drain', resolve);
  });

  override drain(): void {
    this.emit('asked to drain');
  }

  drainNow(): void {
    super.drain();
  }
}

const server = new LateServer((request, response) => {
  const answerNow = () => {
    answer(request, response);
  };
  if (request.url === '/asked-to-drain') {
    void server.askedToDrain.then(answerNow);
    return;
  }
  if (request.url === '/drain-during-handover') {
    void duringHandover(() => {
      server.drainNow();
    });
  }
  if (request.url === '/end-during-handover') void duringHandover(() => process.kill(process.pid));
  if (request.url === '/close-channel') process.disconnect();
  answerNow();
});

/** Runs the action after this process has claimed the next context, and before it has imported the context. */
async function duringHandover(action: () => void): Promise<void> {
  await whileHeld('ImportSecurityContextW', async () => {
    await untilHeld(1);
    action();
  });
}
