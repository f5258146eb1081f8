import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The next message of a child; throws if the child ends instead, which would be waited for in vain. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as unknown),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`A child ended with exit code ${String(code)} where it was to answer`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
