import assert from 'node:assert/strict';

import { HandoffError, type SecurityContext } from 'sspi-handoff';

import { exchangeMessages } from './reference-package';

/** Returns the error of a handoff that must fail. */
export async function failureOf(handoff: Promise<unknown>): Promise<HandoffError> {
  const error: unknown = await handoff.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HandoffError, String(error));
  return error;
}

/**
 * Asserts that the sender has the context, and that it continues with its next message. Disposes
 * the context.
 */
export function assertIsHere(error: HandoffError, client: SecurityContext): void {
  assert.equal(error.senderHasContext, true);
  assert.ok(error.context);
  exchangeMessages(client, error.context);
  error.context.dispose();
}
