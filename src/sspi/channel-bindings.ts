import type { TLSSocket } from 'node:tls';

import { ArgumentValueError, requireBytes, requireMethods } from '../arguments';
import { SspiUsageError } from '../errors';

/**
 * Computes the channel bindings of a TLS connection from the server's certificate: tls-server-end-point
 * of RFC 5929. Both sides pass them as `channelBindings`.
 *
 * @param socket The socket of the client or the server, after its TLS handshake.
 * @returns The bindings as bytes.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS if there is no certificate, or if the RFC defines no
 * hash function for its signature algorithm, for example Ed25519.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-sec_channel_bindings
 * @category Contexts
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
 * Computes the same bindings as `tlsServerEndPointBindings()` from a server's certificate.
 *
 * @param certificate The certificate in DER (`X509Certificate.raw`) or in PEM.
 * @returns The bindings as bytes.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, or ERR_INVALID_ARG_VALUE for bytes that are not a certificate.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS, as `tlsServerEndPointBindings()`.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-sec_channel_bindings
 * @category Contexts
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
 * Computes the channel bindings of a TLS connection from the first Finished message of its handshake:
 * tls-unique of RFC 5929. TLS 1.3 has no such bindings.
 *
 * @param socket The socket of the client or the server, after a full TLS handshake.
 * @returns The bindings as bytes.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_NO_CHANNEL_BINDINGS with TLS 1.3, and for a resumed session.
 * @see https://learn.microsoft.com/windows/win32/api/sspi/ns-sspi-sec_channel_bindings
 * @category Contexts
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
  if (finished === undefined) throw noBindings('The TLS handshake is not complete');
  return Buffer.concat([Buffer.from('tls-unique:'), finished]);
}

/**
 * A socket of a tls.Server has a `server` property. A server's socket that was created over a plain
 * connection, as for STARTTLS, does not. Node documents that getEphemeralKeyInfo() returns null for it.
 */
function isServer(socket: TLSSocket): boolean {
  return ('server' in socket && Boolean(socket.server)) || socket.getEphemeralKeyInfo() === null;
}

function noBindings(problem: string): SspiUsageError {
  return new SspiUsageError('ERR_SSPI_NO_CHANNEL_BINDINGS', `${problem}.`);
}

/** The hash functions by signature algorithm. The keys are object identifiers in DER, in hex. */
const hashes: Readonly<Record<string, string>> = {
  // RFC 5929: SHA-256 replaces MD5 and SHA-1.
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
    throw noBindings(
      `The signature algorithm of the certificate (${algorithm}) has no hash function`,
    );
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

/** The start and the end of the content of the DER element at an offset. */
function derElement(der: Buffer, offset: number): { start: number; end: number } {
  const first = der.readUInt8(offset + 1);
  if (first < 0x80) return { start: offset + 2, end: offset + 2 + first };
  const lengthBytes = first & 0x7f;
  const start = offset + 2 + lengthBytes;
  return { start, end: start + der.readUIntBE(offset + 2, lengthBytes) };
}
