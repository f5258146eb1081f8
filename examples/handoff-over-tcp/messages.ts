import type { Identity, ImpersonationLevel, TokenType } from 'sspi-handoff';

/** The task that the front sends to the client. */
export interface ClientTask {
  readonly port: number;
  readonly packageName: string;
  readonly identity: Identity | undefined;
  readonly lines: readonly string[];
}

/** The message that the front sends with the context and the socket. */
export interface HandedOver {
  readonly linesAnswered: number;
}

/** The client's identity in the worker. */
export interface ClientSeenByWorker {
  readonly user: string;
  readonly tokenUser: string | null;
  readonly tokenSid: string | null;
  readonly tokenType: TokenType | null;
  readonly impersonationLevel: ImpersonationLevel | null;
}

/** Reports of the client and the worker to the front. */
export type Report =
  | { readonly kind: 'said'; readonly text: string }
  | {
      readonly kind: 'adopted';
      readonly linesAnswered: number;
      readonly client: ClientSeenByWorker;
    }
  | { readonly kind: 'answered'; readonly lines: number };
