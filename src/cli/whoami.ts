import { AccessToken } from '../index';
import { type Answer, type Command, ExitCode } from './command';
import { linesOf } from './report';

/** The facts of this process's access token that name nobody. */
export function describeToken() {
  // Not `using`, because Node.js 18.18 has no Symbol.dispose.
  const token = AccessToken.ofProcess();
  try {
    return factsOf(token);
  } finally {
    token.dispose();
  }
}

const factsOf = ({ isElevated, elevationType, integrityLevel, sessionId }: AccessToken) => ({
  isElevated,
  elevationType,
  integrityLevel: integrityLevel.name,
  sessionId,
});

export const whoami: Command = {
  name: 'whoami',
  summary: 'Describes the access token of this process: user, elevation, groups and privileges.',
  options: {},
  ok: 'The token is described.',
  failed: 'The token cannot be queried.',

  async run(): Promise<Answer> {
    const token = AccessToken.ofProcess();
    try {
      const user = await token.user();
      const facts = factsOf(token);
      const { logonSid } = token;
      const groups = await token.groups();
      const privileges = await token.privileges();
      return {
        json: { user, ...facts, logonSid, groups, privileges },
        text: linesOf({
          user: nameOf(user),
          ...facts,
          groups: groups.map((group) => nameOf(group) + (group.enabled ? '' : ', grants nothing')),
          privileges: privileges.map(
            ({ name, enabled }) => name + (enabled ? '' : ', not enabled'),
          ),
        }),
        exitCode: ExitCode.ok,
      };
    } finally {
      token.dispose();
    }
  },
};

interface Account {
  readonly sid: string;
  readonly account: string | null;
  readonly domain: string | null;
}

/** The name and the SID. Some groups have no domain. */
function nameOf({ sid, account, domain }: Account): string {
  return account === null ? sid : `${domain ? `${domain}\\` : ''}${account} (${sid})`;
}
