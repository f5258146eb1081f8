/**
 * A process that listens with onContext() and reports every event, for tests that send messages of
 * their own.
 */
import { HandoffError, type ImportedContext, onContext } from 'sspi-handoff';

export type Happening =
  | { readonly kind: 'ready' }
  | { readonly kind: 'context'; readonly message: unknown; readonly hasSocket: boolean }
  | { readonly kind: 'failure'; readonly code: string }
  | { readonly kind: 'uncaught'; readonly error: string }
  | { readonly kind: 'application'; readonly message: unknown };

const contexts: ImportedContext[] = [];
const report = (happening: Happening) => process.send?.(happening);

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    report({ kind: 'uncaught', error: String(error) });
  });
}

onContext(
  (context, { message, socket }) => {
    contexts.push(context);
    report({ kind: 'context', message, hasSocket: socket !== undefined });
    socket?.on('data', (chunk) => socket.write(chunk));
  },
  {
    onFailure: (error) => {
      report({ kind: 'failure', code: error instanceof HandoffError ? error.code : String(error) });
    },
  },
);

process.on('message', (message: unknown) => {
  if (typeof message === 'object' && message !== null && 'application' in message) {
    report({ kind: 'application', message });
  }
});
report({ kind: 'ready' });
