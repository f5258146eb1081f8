/** One of the two processes of a transfer. Each can be the sender and the receiver. */
import { arm, remainingFaults } from './fault-build';

import {
  adoptContext,
  type ContextOffer,
  HandoffError,
  offerContext,
  openHandles,
  type SecurityContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import { newServer } from '../windows/support/reference-package';

export type Request =
  | { readonly kind: 'handshake'; readonly token: Buffer }
  | { readonly kind: 'offer'; readonly pid: number; readonly expiresIn: number }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'outcome' }
  | { readonly kind: 'adopt'; readonly ticket: string }
  | { readonly kind: 'converse'; readonly message: Buffer }
  | { readonly kind: 'release' };

/** Whether this process owns the context, and the error that it received. */
export interface Settled {
  readonly owns: boolean;
  readonly error: string | null;
}

/** The state of the process when it released everything. */
export interface Released {
  /** The number of native contexts, including contexts that this file has no reference to. */
  readonly contexts: number;
  /** Faults that have not occurred. */
  readonly faults: string;
}

export interface Answers {
  readonly handshake: Buffer | null;
  /** The ticket; null if the offer failed. */
  readonly offer: string | null;
  readonly withdraw: null;
  readonly outcome: Settled;
  readonly adopt: Settled;
  readonly converse: Buffer;
  readonly release: Released;
}

let server: ServerSecurityContext | undefined;
let context: SecurityContext | undefined;
let outcome: Promise<Settled> | undefined;
let offer: ContextOffer | undefined;

async function respond(request: Request): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case 'handshake': {
      server ??= newServer();
      const token = server.stepSync(request.token);
      if (server.complete) context = server;
      return token;
    }
    case 'offer':
      return makeOffer(request.pid, request.expiresIn);
    case 'withdraw':
      // The request 'outcome' reports the result.
      offer?.reclaim().catch(() => undefined);
      return null;
    case 'outcome':
      if (outcome === undefined) throw new Error('No context was offered');
      return outcome;
    case 'adopt':
      return adopt(request.ticket);
    case 'converse': {
      if (context === undefined) throw new Error('This process has no context');
      const text = context.unwrap(request.message);
      return context.wrap(Buffer.concat([text, Buffer.from(', indeed')]));
    }
    case 'release': {
      const { securityContexts: contexts } = openHandles();
      for (const owned of [offer, context, server]) owned?.dispose();
      offer = context = server = outcome = undefined;
      return { contexts, faults: remainingFaults() };
    }
  }
}

async function makeOffer(pid: number, expiresIn: number): Promise<string | null> {
  if (context === undefined) throw new Error('This process has no context to offer');
  try {
    offer = await offerContext(context, { pid }, { expiresIn });
  } catch (error) {
    context = error instanceof HandoffError ? error.context : undefined;
    outcome = Promise.resolve({ owns: context !== undefined, error: codeOf(error) });
    return null;
  }
  context = undefined;
  outcome = settle(offer);
  return offer.ticket;
}

async function settle({ adopted }: ContextOffer): Promise<Settled> {
  try {
    await adopted;
    return { owns: false, error: null };
  } catch (error) {
    // A reclaim can fail because memory is exhausted, and can be repeated.
    context = await reclaim()
      .catch(reclaim)
      .catch(() => undefined);
    return { owns: context !== undefined, error: codeOf(error) };
  }
}

async function reclaim(): Promise<SecurityContext | undefined> {
  return offer?.reclaim();
}

async function adopt(ticket: string): Promise<Settled> {
  try {
    context = await adoptContext(ticket);
    return { owns: true, error: null };
  } catch (error) {
    return { owns: false, error: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

export interface FromDriver {
  readonly request: Request;
  readonly faults: string | undefined;
}

export type ToDriver =
  | { readonly kind: 'ready' }
  | { readonly kind: Request['kind']; readonly answer: Answers[Request['kind']] }
  | { readonly kind: 'failure'; readonly message: string };

process.on('message', ({ request, faults }: FromDriver) => {
  if (faults !== undefined) arm(faults);
  respond(request).then(
    (answer) => process.send?.({ kind: request.kind, answer }),
    (error: unknown) => process.send?.({ kind: 'failure', message: String(error) }),
  );
});
process.send?.({ kind: 'ready' });
