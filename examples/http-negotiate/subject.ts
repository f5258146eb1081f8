import type { ChildProcess } from 'node:child_process';

import {
  AccessToken,
  HandoffError,
  type SecurityContext,
  sendAccessToken,
  sendContext,
  type SendContextOptions,
  SspiError,
} from 'sspi-handoff';

/** The security context of a client, or its access token if the security package cannot export the context. */
export type Subject = SecurityContext | AccessToken;

/** The name of the client's account, or null if the package does not report it. */
export async function nameOf(subject: Subject): Promise<string | null> {
  if (subject instanceof AccessToken) {
    const { sid, account, domain } = await subject.user();
    return account === null ? sid : `${domain ?? ''}\\${account}`;
  }
  try {
    return subject.query('names');
  } catch (error) {
    if (isUnsupported(error)) return null;
    throw error;
  }
}

/** The client's access token, or undefined if the package returns none. The caller owns it. */
export async function accessTokenOf(context: SecurityContext): Promise<AccessToken | undefined> {
  try {
    return await context.openAccessToken();
  } catch (error) {
    if (isUnsupported(error)) return undefined;
    throw error;
  }
}

/** Sends a subject and its connection. If that succeeds, this process has neither of them any more. */
export async function sendSubject(
  receiver: ChildProcess | NodeJS.Process,
  subject: Subject,
  options: SendContextOptions,
): Promise<void> {
  if (subject instanceof AccessToken) {
    await sendAccessToken(receiver, subject, options);
    // sendAccessToken() sends a duplicate.
    subject.dispose();
  } else {
    await sendContext(receiver, subject, options);
  }
}

/** The subject that this process still has after `sendSubject()` failed. */
export function subjectAfter(error: unknown, sent: Subject): Subject | undefined {
  if (!(error instanceof HandoffError)) return undefined;
  if (sent instanceof AccessToken) return error.senderHasContext === true ? sent : undefined;
  return error.context;
}

export function isUnsupported(error: unknown): boolean {
  return error instanceof SspiError && error.code === 'SEC_E_UNSUPPORTED_FUNCTION';
}
