import assert from 'node:assert/strict';

import { ClientSecurityContext, Credentials, IscReq } from 'sspi-handoff';

import * as winSso from '../peers/win-sso';
import { type Race, timed } from '../race';

const PACKAGE = 'Negotiate';
const HOST = 'localhost';

function firstToken(iterations: number): number {
  let token: Buffer | null = null;
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      const credentials = Credentials.acquireSync({ packageName: PACKAGE, use: 'outbound' });
      const client = new ClientSecurityContext({
        credentials,
        targetName: `HTTP/${HOST}`,
        requirements: IscReq.MUTUAL_AUTH | IscReq.SEQUENCE_DETECT,
      });
      token = client.stepSync();
      client.dispose();
      credentials.dispose();
    }
  });
  assert.ok(token);
  return time;
}

/** win-sso supports only the client's side, so this is the only comparison with it. */
export const negotiateFirstToken: Race = {
  name: 'first-token',
  title: 'Acquire credentials, make the first token of Negotiate, free both',
  contestants: {
    'sspi-handoff': firstToken,
    'win-sso': (iterations) => winSso.firstToken(PACKAGE, HOST, iterations),
  },
  marks: [{ contestant: 'sspi-handoff', against: 'win-sso', mark: null }],
};
