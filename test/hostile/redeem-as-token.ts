import { EventEmitter } from 'node:events';

import { type AccessToken, onAccessToken } from 'sspi-handoff';

import { version } from './forged-record';

/** Redeems a ticket as onAccessToken() does when the ticket arrives from a sender. */
export function redeemAsToken(ticket: string): Promise<AccessToken> {
  const source = new EventEmitter();
  return new Promise((resolve, reject) => {
    const listening = onAccessToken(resolve, { from: source, onFailure: reject });
    const versions = { version, minVersion: version };
    source.emit('message', { 'sspi-handoff': 'token', ...versions, ticket, hasSocket: false });
    // The ticket that has arrived is still redeemed.
    listening.dispose();
  });
}
