import { AscReq, IscReq } from 'sspi-handoff';

import { type Conversation, conversationOf, newClient, newServer } from './reference-package';

export type FlagName = 'REPLAY_DETECT' | 'SEQUENCE_DETECT' | 'CONFIDENTIALITY' | 'INTEGRITY';

/** Every flag that protects messages. */
export const allProtection = [
  'REPLAY_DETECT',
  'SEQUENCE_DETECT',
  'CONFIDENTIALITY',
  'INTEGRITY',
] as const;

const sumOf = (flags: Readonly<Record<FlagName, number>>, names: readonly FlagName[]) =>
  names.reduce((sum, name) => sum | flags[name], 0);

/** A conversation in which each side requests exactly these flags. */
export function converseWith(ofClient: readonly FlagName[], ofServer = ofClient): Conversation {
  return conversationOf(
    newClient({ requirements: sumOf(IscReq, ofClient) }),
    newServer(sumOf(AscReq, ofServer)),
  );
}
