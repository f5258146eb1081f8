/** A process that cannot end an impersonation. Writes into a file how far it gets. */
import { appendFileSync } from 'node:fs';

import { AccessToken } from 'sspi-handoff';

import { probe } from './win32-probe';

const [, , file = ''] = process.argv;

function reached(place: string): void {
  appendFileSync(file, `${place}\n`);
}

process.on('exit', () => {
  reached('exit handler');
});

const token = AccessToken.ofProcess();
probe.watchAddon();
probe.refuseSetThreadToken();
try {
  token.impersonate(() => {
    reached('function');
    throw new Error('Not to be caught');
  });
} catch {
  reached('catch');
} finally {
  reached('finally');
}
