import type { TLSSocket } from 'node:tls';

import { ArgumentValueError, requireBytes, requireMethods } from '../arguments';
import { SspiUsageError } from '../errors';

/**
 * The bindings that tie an authentication to the TLS connection that it travels in, by the server's
 * certificate: RFC 5929's tls-server-end-point. Both sides pass them as `channelBindings`.
 *
 * @param socket The client's or the server's, its TLS handshake done.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS if there is no certificate, or its signature
 * has no hash function that the RFC could name (Ed25519, say).
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-sec_channel_bindings
 */
export function tlsServerEndPointBindings(socket: TLSSocket): Buffer {
  requireMethods('socket', 'a tls.TLSSocket', socket, [
    'getEphemeralKeyInfo',
    'getPeerX509Certificate',
    'getX509Certificate',
  ]);
  const certificate = isServer(socket)
    ? socket.getX509Certificate()
    : socket.getPeerX509Certificate();
  if (certificate === undefined)
    throw noBindings('The TLS socket has no certificate of the server');
  return endPointBindings(certificate.raw);
}

/**
 * `tlsServerEndPointBindings` of a server's certificate.
 *
 * @param certificate In DER, as `X509Certificate.raw` is, or in PEM.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE for bytes that are no certificate.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS, as `tlsServerEndPointBindings`.
 */
export function endPointBindings(certificate: Uint8Array): Buffer {
  const { createHash, X509Certificate } = require('node:crypto') as typeof import('node:crypto');
  requireBytes('certificate', certificate);
  let raw: Buffer;
  try {
    ({ raw } = new X509Certificate(certificate));
  } catch (cause) {
    throw new ArgumentValueError('certificate', 'must be an X.509 certificate, as DER or PEM.', {
      cause,
    });
  }
  const hash = createHash(hashOf(signatureAlgorithm(raw)))
    .update(raw)
    .digest();
  return Buffer.concat([Buffer.from('tls-server-end-point:'), hash]);
}

/**
 * The bindings by the first Finished message of the TLS handshake: RFC 5929's tls-unique. TLS 1.3 has
 * none.
 *
 * @param socket The client's or the server's, its TLS handshake done, and no session resumed.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS with TLS 1.3, and where a session was resumed.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-sec_channel_bindings
 */
export function tlsUniqueBindings(socket: TLSSocket): Buffer {
  requireMethods('socket', 'a tls.TLSSocket', socket, [
    'getEphemeralKeyInfo',
    'getFinished',
    'getPeerFinished',
    'getProtocol',
    'isSessionReused',
  ]);
  if (socket.getProtocol() === 'TLSv1.3') throw noBindings('TLS 1.3 has no tls-unique bindings');
  if (socket.isSessionReused()) throw noBindings('The TLS session was resumed');
  const finished = isServer(socket) ? socket.getPeerFinished() : socket.getFinished();
  if (finished === undefined) throw noBindings('The TLS handshake is not done');
  return Buffer.concat([Buffer.from('tls-unique:'), finished]);
}

/**
 * A socket of a tls.Server has a `server`. One that was made of a plain connection, as STARTTLS has it,
 * tells only by this: Node documents it to answer null on a server's side.
 */
function isServer(socket: TLSSocket): boolean {
  return ('server' in socket && Boolean(socket.server)) || socket.getEphemeralKeyInfo() === null;
}

function noBindings(problem: string): SspiUsageError {
  return new SspiUsageError('ERR_SSPI_NO_CHANNEL_BINDINGS', `${problem}.`);
}

/** The hash function of a signature algorithm, by its object identifier in DER, in hex. */
const hashes: Readonly<Record<string, string>> = {
  // RFC 5929: where the certificate's is MD5 or SHA-1, SHA-256 takes its place.
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010b': 'sha256', // sha256WithRSAEncryption
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040302': 'sha256', // ecdsa-with-SHA256
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

function hashOf(algorithm: string): string {
  const hash = hashes[algorithm];
  if (hash === undefined) {
    throw noBindings(`The certificate's signature algorithm (${algorithm}) names no hash function`);
  }
  return hash;
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER … }, … } */
function signatureAlgorithm(certificate: Buffer): string {
  const tbsCertificate = derElement(certificate, derElement(certificate, 0).start);
  const algorithm = derElement(certificate, tbsCertificate.end);
  const identifier = derElement(certificate, algorithm.start);
  return certificate.subarray(identifier.start, identifier.end).toString('hex');
}

/** Where the content of the DER element at an offset starts and ends. */
function derElement(der: Buffer, offset: number): { start: number; end: number } {
  const first = der.readUInt8(offset + 1);
  if (first < 0x80) return { start: offset + 2, end: offset + 2 + first };
  const lengthBytes = first & 0x7f;
  const start = offset + 2 + lengthBytes;
  return { start, end: start + der.readUIntBE(offset + 2, lengthBytes) };
}
