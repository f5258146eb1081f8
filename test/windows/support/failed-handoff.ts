import assert from 'node:assert/strict';

import { HandoffError, type SecurityContext } from 'sspi-handoff';

import { exchangeMessages } from './reference-package';

/** The error of a handoff that must not come about. */
export async function failureOf(handoff: Promise<unknown>): Promise<HandoffError> {
  const error: unknown = await handoff.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HandoffError, String(error));
  return error;
}

/** The sender has the context, which knows its next message. Disposes it. */
export function assertIsHere(error: HandoffError, client: SecurityContext): void {
  assert.equal(error.senderHasContext, true);
  assert.ok(error.context);
  exchangeMessages(client, error.context);
  error.context.dispose();
}
