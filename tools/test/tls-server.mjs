import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../program.mjs';
import { freePort, startDaemon } from './daemon.mjs';

/**
 * Starts a TLS server of openssl, which sends each line back in reverse.
 *
 * @param {string} openssl
 * @param {string} folder for the key and the certificate; the caller deletes it
 */
export async function startTlsServer(openssl, folder) {
  const key = join(folder, 'tls-key.pem');
  const certificate = join(folder, 'tls-certificate.pem');
  await run(openssl, [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '2'],
    ...['-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
  ]);
  const port = await freePort();
  const stop = await startDaemon(
    openssl,
    [
      ...['s_server', '-accept', `127.0.0.1:${port}`, '-key', key, '-cert', certificate],
      ...['-rev', '-quiet', '-alpn', 'http/1.1'],
    ],
    port,
  );
  return { port, certificate: readFileSync(certificate, 'utf8'), stop };
}
