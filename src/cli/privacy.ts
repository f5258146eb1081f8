import { homedir, hostname, tmpdir, userInfo } from 'node:os';

import { packageFolder } from './own-files';

let identify = false;

/** Includes the names of users, hosts and folders in all output of this process. */
export function showNames(): void {
  identify = true;
}

/**
 * Replaces folders of this computer, the user's name and the host's name in a text, unless the user asked for
 * them. People paste the output into public issues.
 */
export function hideNames(text: string): string {
  if (identify) return text;
  return [...folders(), ...names()].reduce(
    (rest, [secret, placeholder]) => rest.replace(secret, placeholder),
    text,
  );
}

/** The service of a target name (`'HTTP'`), with a placeholder for its host or account. */
export function hideHost(targetName: string): string {
  if (identify) return targetName;
  const [service = '', host] = targetName.split('/');
  return host === undefined ? '<account>' : `${service}/<host>`;
}

type Replacement = readonly [secret: RegExp, placeholder: string];

/** Paths also appear as JSON strings, with each backslash doubled, and as URLs. */
function folders(): Replacement[] {
  const known = { '<package>': packageFolder, '<temp>': tmpdir(), '<home>': homedir() };
  return (
    Object.entries(known)
      .filter(([, folder]) => folder.length > 1)
      // The longest first, because the package usually lies in the home folder.
      .sort(([, one], [, other]) => other.length - one.length)
      .map(([placeholder, folder]) => {
        const parts = folder.split(/[\\/]/).map(escape).join('[\\\\/]+');
        return [new RegExp(parts, 'gi'), placeholder];
      })
  );
}

/** Only whole words, because a short name can be a part of any word. */
function names(): Replacement[] {
  const { USERNAME, USER, USERDOMAIN } = process.env;
  const known = [
    ...[USERNAME, USER, userName()].map((name) => ['<user>', name] as const),
    ['<host>', hostname()] as const,
    ['<domain>', USERDOMAIN] as const,
  ];
  return known.flatMap(([placeholder, name]) =>
    name
      ? [[new RegExp(`(?<![\\p{L}\\p{N}])${escape(name)}(?![\\p{L}\\p{N}])`, 'giu'), placeholder]]
      : [],
  );
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // The system has no name for this user, so no text can contain it.
    return undefined;
  }
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
