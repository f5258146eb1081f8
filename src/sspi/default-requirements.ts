import { AscReq, IscReq } from './flags';

/** The requirements of a package that protects single messages, as Kerberos and NTLM do. */
const forMessages = {
  client:
    IscReq.MUTUAL_AUTH |
    IscReq.REPLAY_DETECT |
    IscReq.SEQUENCE_DETECT |
    IscReq.CONFIDENTIALITY |
    IscReq.INTEGRITY,
  server:
    AscReq.MUTUAL_AUTH |
    AscReq.REPLAY_DETECT |
    AscReq.SEQUENCE_DETECT |
    AscReq.CONFIDENTIALITY |
    AscReq.INTEGRITY,
} as const;

/**
 * The requirements of a package that protects a stream, which is Schannel. MUTUAL_AUTH on its server demands a
 * certificate of the client. Its client always authenticates the server.
 */
const forStreams = {
  client:
    IscReq.REPLAY_DETECT |
    IscReq.SEQUENCE_DETECT |
    IscReq.CONFIDENTIALITY |
    IscReq.INTEGRITY |
    IscReq.STREAM,
  server:
    AscReq.REPLAY_DETECT |
    AscReq.SEQUENCE_DETECT |
    AscReq.CONFIDENTIALITY |
    AscReq.INTEGRITY |
    AscReq.STREAM,
} as const;

export function defaultRequirements(side: 'client' | 'server', protectsStream: boolean): number {
  return (protectsStream ? forStreams : forMessages)[side];
}
