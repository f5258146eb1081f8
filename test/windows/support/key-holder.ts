/**
 * A process that has a security context. It can search its own memory for the keys of the context.
 */
import {
  type ImportedContext,
  adoptContext,
  type ContextOffer,
  type ExportedSecurityContext,
  offerContext,
  SecurityContext,
  type ServerSecurityContext,
} from 'sspi-handoff';

import type { MaskedNeedles } from './key-deriver';
import { newServer } from './reference-package';
import { probe } from './win32-probe';

export type ToKeyHolder =
  | { readonly kind: 'make-bcrypt-wipe' }
  /** Base64, like all bytes here. The first token of a handshake starts a new context. */
  | { readonly kind: 'step'; readonly token: string }
  /** An encrypted message, and a signature of the same text. */
  | { readonly kind: 'read'; readonly encrypted: string; readonly signature: string }
  | { readonly kind: 'offer'; readonly pid: number }
  | { readonly kind: 'adopted' }
  | { readonly kind: 'reclaim' }
  | { readonly kind: 'dispose-offer' }
  | { readonly kind: 'adopt'; readonly ticket: string }
  | { readonly kind: 'export-and-import' }
  | { readonly kind: 'dispose' }
  | { readonly kind: 'search'; readonly needles: MaskedNeedles };

/** The text of the answer or the findings, if there are any. */
export interface FromKeyHolder {
  readonly error?: string;
  readonly text?: string;
  readonly found?: readonly string[];
}

let handshake: ServerSecurityContext | undefined;
let context: SecurityContext | ImportedContext | undefined;
let offer: ContextOffer | undefined;
/** Kept after its disposal, so that its memory is not reused for other bytes. */
let exported: ExportedSecurityContext | undefined;

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The requests are out of order');
  return value;
}

const bytes = (text: string) => Buffer.from(text, 'base64');

async function respond(request: ToKeyHolder): Promise<FromKeyHolder> {
  switch (request.kind) {
    case 'make-bcrypt-wipe':
      return { text: makeBcryptWipe() };
    case 'step':
      if (handshake === undefined || handshake.complete) handshake = newServer();
      context = handshake;
      return { text: (await handshake.step(bytes(request.token)))?.toString('base64') ?? '' };
    case 'read': {
      const text = required(context).unwrap(bytes(request.encrypted));
      required(context).verify(text, bytes(request.signature));
      required(context).sign(text);
      required(context).wrap(text);
      // The caller's copy of the session key. The caller must wipe it.
      required(context).query('sessionKey').fill(0);
      return { text: text.toString() };
    }
    case 'offer':
      offer = await offerContext(required(context), request);
      return { text: offer.ticket };
    case 'adopted':
      await required(offer).adopted;
      return {};
    case 'reclaim':
      context = await required(offer).reclaim();
      return {};
    case 'dispose-offer':
      required(offer).dispose();
      // Another thread withdraws the offer, and then the bytes are wiped.
      await required(offer).adopted.catch(() => undefined);
      return {};
    case 'adopt':
      context = await adoptContext(request.ticket);
      return {};
    case 'export-and-import': {
      exported = await required(context).export();
      context = await SecurityContext.import(exported);
      exported.dispose();
      return {};
    }
    case 'dispose':
      context?.dispose();
      return {};
    case 'search':
      return { found: search(request.needles) };
  }
}

/** Returns how many remains of a key Wine's BCrypt leaves behind before and after the change. */
function makeBcryptWipe(): string {
  const before = probe.findRemainsOfHmacKey().length;
  if (!probe.makeBcryptWipe()) throw new Error('bcrypt.dll does not import what it frees with');
  return JSON.stringify([before, probe.findRemainsOfHmacKey().length]);
}

function search({ mask, masked, names }: MaskedNeedles): string[] {
  globalThis.gc?.();
  const findings = probe.searchMemory(bytes(mask), bytes(masked));
  return findings.map(
    ({ needle, address, memory, allocation }) =>
      `${names[needle] ?? ''}: ${memory} memory, 0x${address.toString(16)} of 0x${allocation.toString(16)}`,
  );
}

process.on('message', (request: ToKeyHolder) => {
  respond(request).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({});
