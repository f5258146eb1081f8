import assert from 'node:assert/strict';

import { loadInstalled } from '../installed';
import { timed } from '../race';

interface WinSso {
  createAuthRequest(): Buffer;
  freeAuthContext(): void;
}

const { WinSso } = loadInstalled('win-sso') as {
  readonly WinSso: new (securityPackage: string, targetHost: string) => WinSso;
};

export function firstToken(packageName: string, host: string, iterations: number): number {
  let token: Buffer | undefined;
  const time = timed(() => {
    for (let i = 0; i < iterations; i++) {
      const client = new WinSso(packageName, host);
      token = client.createAuthRequest();
      client.freeAuthContext();
    }
  });
  assert.ok(token && token.byteLength > 0);
  return time;
}
