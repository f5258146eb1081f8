import { AscReq, IscReq } from 'sspi-handoff';

import { type Conversation, conversationOf, newClient, newServer } from './reference-package';

export type FlagName = 'REPLAY_DETECT' | 'SEQUENCE_DETECT' | 'CONFIDENTIALITY' | 'INTEGRITY';

/** Every flag that messages are protected by. */
export const allProtection = [
  'REPLAY_DETECT',
  'SEQUENCE_DETECT',
  'CONFIDENTIALITY',
  'INTEGRITY',
] as const;

const sumOf = (flags: Readonly<Record<FlagName, number>>, names: readonly FlagName[]) =>
  names.reduce((sum, name) => sum | flags[name], 0);

/** A conversation in which both sides, or each side, ask for these flags and for no others. */
export function converseWith(ofClient: readonly FlagName[], ofServer = ofClient): Conversation {
  return conversationOf(
    newClient({ requirements: sumOf(IscReq, ofClient) }),
    newServer(sumOf(AscReq, ofServer)),
  );
}
