import type { Shown } from '../inspection';
import type { NativeImportedContext } from '../native-types';
import { ClientSecurityContext } from '../sspi/client-context';
import { SecurityContext } from '../sspi/context';
import { AscRet, flagNames, IscRet } from '../sspi/flags';
import { HandshakeContext } from '../sspi/handshake-context';
import { ServerSecurityContext } from '../sspi/server-context';
import { type AccessToken, wrapAccessToken } from '../windows/access-token';

const roles = [null, 'client', 'server'] as const;

/** Which side of the handshake a context was, if it is known. */
export type ContextRole = (typeof roles)[number];

/** What a context is beside what its package knows; it travels with the context. */
export interface ContextOrigin {
  readonly packageName: string;
  readonly role: number;
  readonly attributes: number;
}

const flagsOf = { client: IscRet, server: AscRet, unknown: {} };

/** For the offer; not of the public interface. */
export let wrapImportedContext: (
  native: NativeImportedContext,
  origin: ContextOrigin,
) => ImportedContext;

/**
 * A security context that came through a handoff, or came back from one, and the client's access
 * token with it. `dispose()` closes both, and a further handoff or export moves or closes both.
 */
export class ImportedContext extends SecurityContext {
  static {
    wrapImportedContext = (native, origin) => new ImportedContext(native, origin);
  }

  /** The client's access token, where the package gave one. It belongs to this context. */
  readonly accessToken: AccessToken | null;
  /** Which side of the handshake the context was. Null where its sender did not know. */
  readonly role: ContextRole;
  /** What the handshake granted: a sum of IscRet for a client, of AscRet for a server. */
  readonly attributes: number;

  /** @internal */
  private constructor({ context, accessToken }: NativeImportedContext, origin: ContextOrigin) {
    super(context, origin.packageName);
    this.accessToken = accessToken && wrapAccessToken(accessToken);
    this.role = roles[origin.role] ?? null;
    this.attributes = origin.attributes;
  }

  override toJSON(): Shown {
    const { role, attributes, accessToken } = this;
    const names = flagNames(flagsOf[role ?? 'unknown'], attributes);
    return { ...super.toJSON(), role, attributes: names, accessToken };
  }

  protected override release(): void {
    super.release();
    this.accessToken?.dispose();
  }
}

export function originOf(context: SecurityContext): ContextOrigin {
  const known = context instanceof HandshakeContext || context instanceof ImportedContext;
  return {
    packageName: context.packageName,
    role: roles.indexOf(roleOf(context)),
    attributes: known ? context.attributes : 0,
  };
}

function roleOf(context: SecurityContext): ContextRole {
  if (context instanceof ImportedContext) return context.role;
  if (context instanceof ServerSecurityContext) return 'server';
  return context instanceof ClientSecurityContext ? 'client' : null;
}
