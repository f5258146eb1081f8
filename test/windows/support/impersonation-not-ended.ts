/**
 * A process that cannot revert an impersonation. It writes the places that it reaches into a file.
 */
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
