import { type ImportedContext, type ContextDelivery, onContext } from 'sspi-handoff';

import { answer } from './answer';
import type { ClientSeenByWorker, HandedOver, Report } from './messages';
import { FramedConnection, SecureLines } from './secure-connection';

async function takeOver(
  context: ImportedContext,
  { socket, message }: ContextDelivery,
): Promise<void> {
  if (socket === undefined) throw new Error('The client closed its connection during the handoff');
  const { linesAnswered } = message as HandedOver;
  report({ kind: 'adopted', linesAnswered, client: await describe(context) });

  const lines = new SecureLines(new FramedConnection(socket), context);
  const count = await answer(lines, 'worker', Infinity);
  report({ kind: 'answered', lines: count });
  listening.dispose();
  process.disconnect();
}

async function describe(context: ImportedContext): Promise<ClientSeenByWorker> {
  const user = context.query('names');
  const { accessToken } = context;
  if (accessToken === null) {
    return { user, tokenUser: null, tokenSid: null, tokenType: null, impersonationLevel: null };
  }
  const { sid, account, domain } = await accessToken.user();
  return {
    user,
    tokenUser: account === null ? null : `${domain ?? ''}\\${account}`,
    tokenSid: sid,
    tokenType: accessToken.type,
    impersonationLevel: accessToken.impersonationLevel,
  };
}

function report(event: Report): void {
  process.send?.(event);
}

const listening = onContext(async (context, delivery) => {
  using owned = context;
  await takeOver(owned, delivery);
});
