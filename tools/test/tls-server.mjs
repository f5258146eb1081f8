import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { freePort, startDaemon } from './daemon.mjs';

/**
 * Starts a TLS server of openssl, which sends each line back in reverse.
 *
 * @param {string} openssl
 * @param {import('./surroundings.mjs').Site} site
 */
export async function startTlsServer(openssl, site) {
  const key = join(site.folder, 'tls-key.pem');
  const certificate = join(site.folder, 'tls-certificate.pem');
  await run(openssl, [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '2'],
    ...['-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
  ]);
  const port = await freePort();
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-key', key, '-cert', certificate];
  await startDaemon(site, openssl, [...args, '-rev', '-quiet', '-alpn', 'http/1.1'], port);
  return { port, certificate: readFileSync(certificate, 'utf8') };
}
