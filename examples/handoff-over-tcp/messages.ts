import type { Identity, ImpersonationLevel, TokenType } from 'sspi-handoff';

/** What the front tells the client to do. */
export interface ClientTask {
  readonly port: number;
  readonly packageName: string;
  readonly identity: Identity | undefined;
  readonly lines: readonly string[];
}

/** What the front tells the worker with the context and the socket. */
export interface HandedOver {
  readonly linesAnswered: number;
}

/** Who the client is, as the worker sees it. */
export interface ClientSeenByWorker {
  readonly user: string;
  readonly tokenUser: string | null;
  readonly tokenSid: string | null;
  readonly tokenType: TokenType | null;
  readonly impersonationLevel: ImpersonationLevel | null;
}

/** What client and worker report to the front. */
export type Report =
  | { readonly kind: 'said'; readonly what: string }
  | {
      readonly kind: 'took-over';
      readonly linesAnswered: number;
      readonly client: ClientSeenByWorker;
    }
  | { readonly kind: 'answered'; readonly lines: number };
