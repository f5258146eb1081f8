import type { Socket } from 'node:net';

import { AccessToken, SecurityContext } from 'sspi-handoff';

import { answer } from './answer';
import type { ClientSeenByWorker, HandedOver, Report } from './messages';
import { FramedConnection, SecureLines } from './secure-connection';

async function main(handedOver: HandedOver, socket: Socket): Promise<void> {
  const { tokenHandle, head, ...exported } = handedOver;
  using accessToken = tokenHandle === null ? null : AccessToken.fromHandle(tokenHandle);
  using context = await SecurityContext.import({ ...exported, accessToken });
  exported.packedContext.fill(0);
  report({ kind: 'took-over', client: await describe(context, accessToken) });

  const lines = new SecureLines(new FramedConnection(socket, head), context);
  const count = await answer(lines, 'worker', Infinity);
  report({ kind: 'answered', lines: count });
  process.disconnect();
}

async function describe(
  context: SecurityContext,
  accessToken: AccessToken | null,
): Promise<ClientSeenByWorker> {
  const user = context.query('names');
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

function report(what: Report): void {
  process.send?.(what);
}

process.once('message', (handedOver: HandedOver, socket: Socket) => {
  void main(handedOver, socket);
});
