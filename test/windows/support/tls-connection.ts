import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect, createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';

export type CertificateName = 'ecdsa-sha384' | 'ed25519' | 'rsa-sha1' | 'rsa-sha256';

const folder = join(__dirname, '..', '..', '..', '..', 'test', 'windows', 'certificates');

/** A file with a certificate and its key. */
export function certificateFile(name: CertificateName): string {
  return join(folder, `${name}.pem`);
}

export function certificatePem(name: CertificateName): Buffer {
  return readFileSync(certificateFile(name));
}

export interface TlsOptions {
  readonly certificate: CertificateName;
  readonly version: 'TLSv1.2' | 'TLSv1.3';
  /** Whether the server starts TLS on a plain connection without a tls.Server, like STARTTLS. */
  readonly startTls?: boolean;
  /** A session of an earlier connection to resume. */
  readonly session?: Buffer;
  /** The keys of the server's session tickets. */
  readonly ticketKeys?: Buffer;
}

async function end(socket: TLSSocket): Promise<void> {
  if (socket.closed) return;
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

/** Calls `use` with both ends of a TLS connection within this process, after the handshake. */
export async function withTlsConnection(
  options: TlsOptions,
  use: (client: TLSSocket, server: TLSSocket) => Promise<void> | void,
): Promise<void> {
  const pem = certificatePem(options.certificate);
  const { version, ticketKeys } = options;
  const security = {
    ...{ cert: pem, key: pem, minVersion: version, maxVersion: version },
    ...(ticketKeys && { ticketKeys }),
  };
  const listener = options.startTls
    ? createServer((socket: Socket) => {
        const secureContext = createSecureContext(security);
        const secured = new TLSSocket(socket, { isServer: true, secureContext });
        secured.once('secure', () => listener.emit('secureConnection', secured));
      })
    : createTlsServer(security);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const { port } = listener.address() as AddressInfo;
  const client = connect({
    socket: connectTcp(port, '127.0.0.1'),
    // The certificate is self-signed. The tests are about its contents, not its issuer.
    rejectUnauthorized: false,
    ...(options.session && { session: options.session }),
  });
  const [[server]] = (await Promise.all([
    once(listener, 'secureConnection'),
    once(client, 'secureConnect'),
  ])) as [[TLSSocket], unknown];
  try {
    await use(client, server);
  } finally {
    listener.close();
    await Promise.all([client, server].map(end));
  }
}
