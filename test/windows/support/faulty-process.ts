/**
 * The other process of package-faults.test.ts. The environment names the faults of the package. The
 * process exports, imports or hands off, and reports the results.
 */
import { once } from 'node:events';

import {
  adoptContext,
  ClientSecurityContext,
  Credentials,
  ExportFlags,
  HandoffError,
  offerContext,
  openHandles,
  probeExport,
  SecurityContext,
  setThreadPoolSize,
} from 'sspi-handoff';

import type { FromAdopter } from './adopter';
import { AdoptingProcess } from './adopting-process';
import { converseByFaultyPackage, faultyPackageName } from './faulty-package';
import { passOnByNegotiatedName } from './faulty-names';
import { authenticateWithoutCertificate, queryAttributes } from './faulty-queries';
import { type Resources, lossesOf } from './losses';
import { exchangeMessages, identity } from './reference-package';
import { useClosedTokens } from './closed-tokens';
import { continueMeanwhile } from './slow-package';
import { callsOf, observeAsync, onlyCallOf, probe } from './win32-probe';

/** The result of an attempt: success or an error. */
export type Outcome = 'done' | Readonly<Record<'name' | 'code' | 'message', string>>;

export interface Passage {
  readonly exported: Outcome;
  readonly packedSize: number | undefined;
  readonly bufferType: number | undefined;
  /** The result of reading the token's user. */
  readonly token: Outcome | 'none';
  /** The result of another use of the old object. */
  readonly old: Outcome;
  readonly imported: Outcome | 'not tried';
  /** The result of messages to and from the new context; without one, the old context is used. */
  readonly conversation: Outcome;
  /** The export buffers and tokens that SSPI returned, and their release. */
  readonly buffers: Readonly<Record<'given' | 'wipedAndFreed', number>>;
  readonly tokens: Readonly<Record<'given' | 'closed', number>>;
  readonly deletionsOfOld: number;
  readonly open: ReturnType<typeof openHandles>;
}

export interface Handoff {
  readonly offered: Outcome;
  /** The result of messages to and from the context of the error. */
  readonly reclaimed: Outcome | 'none';
  readonly cause: string | null;
  readonly old: Outcome;
  /** `'adopted'`, or the code of the other process's error. */
  readonly adopted: string;
  readonly status: number | null;
  readonly tokenSid: string | null;
  /** The rights of the token in the other process. */
  readonly tokenAccess: number | null;
  /** The result of messages to and from the other process, or the old object if the offer failed. */
  readonly conversation: Outcome;
  readonly open: ReturnType<typeof openHandles>;
}

export interface Repetition {
  readonly rounds: number;
  readonly lost: Resources;
  readonly open: ReturnType<typeof openHandles>;
}

const reports = {
  async 'pass on'() {
    const moved = await passOn(ExportFlags.DELETE_OLD);
    const copied = await passOn(0);
    return { moved, copied, handedOff: await handOff(), repeated: await repeat() };
  },
  async 'pass on in one thread'() {
    setThreadPoolSize(1);
    return passOn(ExportFlags.DELETE_OLD);
  },
  'continue meanwhile': continueMeanwhile,
  'pass on by name': passOnByNegotiatedName,
  'authenticate without a certificate': authenticateWithoutCertificate,
  'query attributes': queryAttributes,
  'probe export': () => probeExport(faultyPackageName, { identity }),
  'protect messages': protectMessages,
  'take a step': takeStep,
  'use closed tokens': useClosedTokens,
};

export type Reports = {
  [Kind in keyof typeof reports]: Awaited<ReturnType<(typeof reports)[Kind]>>;
};

interface Attempt<Value> {
  readonly outcome: Outcome;
  readonly value?: Value;
  readonly error?: Error;
}

async function attempt<Value>(action: () => Promise<Value> | Value): Promise<Attempt<Value>> {
  try {
    return { outcome: 'done', value: await action() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = codeOf(error) ?? '';
    return { outcome: { name: error.name, code, message: error.message }, error };
  }
}

async function conversationOf(one: SecurityContext, other: SecurityContext): Promise<Outcome> {
  const { outcome } = await attempt(() => {
    exchangeMessages(one, other);
  });
  return outcome;
}

async function passOn(flags: number): Promise<Passage> {
  let results: Omit<Passage, 'buffers' | 'deletionsOfOld' | 'open' | 'tokens'> | undefined;
  const calls = await observeAsync(async () => {
    using conversation = converseByFaultyPackage();
    const { client, server } = conversation;
    const { outcome: exported, value: packed } = await attempt(() => server.export({ flags }));
    const { outcome: old } = await attempt(() => server.query('names'));
    const token = packed?.accessToken;
    const imported = packed && (await attempt(() => SecurityContext.import(packed)));
    results = {
      exported,
      packedSize: packed?.packedContext.length,
      bufferType: packed?.bufferType,
      token: token ? (await attempt(() => token.userSync())).outcome : 'none',
      old,
      imported: imported?.outcome ?? 'not tried',
      conversation: await conversationOf(client, imported?.value ?? server),
    };
    imported?.value?.dispose();
    packed?.dispose();
  });
  if (results === undefined) throw new Error('No export was observed');
  const exporting = onlyCallOf(calls, 'ExportSecurityContext');
  const { buffer, token, contextLower } = exporting;
  // Takes the first call only, because other buffers get the same address later.
  const [freed] = callsOf(calls.slice(calls.indexOf(exporting)), 'FreeContextBuffer');
  const closed = callsOf(calls, 'CloseHandle').filter(({ handle }) => handle === token);
  const deleted = callsOf(calls, 'DeleteSecurityContext');
  return {
    ...results,
    buffers: {
      given: buffer === 0n ? 0 : 1,
      wipedAndFreed: freed?.isWiped === 1n && freed.buffer === buffer ? 1 : 0,
    },
    tokens: { given: token === 0n ? 0 : 1, closed: token === 0n ? 0 : closed.length },
    deletionsOfOld: deleted.filter((call) => call.contextLower === contextLower).length,
    open: openHandles(),
  };
}

async function handOff(): Promise<Handoff> {
  const adopter = await AdoptingProcess.start();
  const results = await handOffTo(adopter);
  await adopter.stop();
  return { ...results, open: openHandles() };
}

async function handOffTo(
  adopter: AdoptingProcess & { readonly pid: number },
): Promise<Omit<Handoff, 'open'>> {
  using conversation = converseByFaultyPackage();
  const { client, server } = conversation;
  const {
    outcome: offered,
    value: offer,
    error,
  } = await attempt(() => offerContext(server, adopter));
  const { outcome: old } = await attempt(() => server.query('names'));
  if (offer === undefined) {
    using context = error instanceof HandoffError ? error.context : undefined;
    return {
      offered,
      reclaimed: context === undefined ? 'none' : await conversationOf(client, context),
      cause: codeOf(error?.cause),
      old,
      adopted: 'not tried',
      status: null,
      tokenSid: null,
      tokenAccess: null,
      conversation: await conversationOf(client, server),
    };
  }
  adopter.child.send({ kind: 'adopt', ticket: offer.ticket });
  const [answer] = (await once(adopter.child, 'message')) as [FromAdopter];
  const { outcome } = await attempt(() => adopter.converseWith(client, 'hello'));
  offer.dispose();
  return {
    offered,
    reclaimed: 'none',
    cause: null,
    old,
    adopted: answer.kind === 'failed' ? answer.code : answer.kind,
    status: answer.kind === 'failed' ? (answer.status ?? null) : null,
    tokenSid: answer.kind === 'adopted' ? (answer.tokenSid ?? null) : null,
    tokenAccess: answer.kind === 'adopted' ? (answer.tokenAccess ?? null) : null,
    conversation: outcome,
  };
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}

async function protectMessages(): Promise<Outcome[]> {
  using conversation = converseByFaultyPackage();
  const { client } = conversation;
  const message = Buffer.from('message');
  const trailer = Buffer.alloc(client.query('sizes').securityTrailer);
  const attempts = [
    () => client.sign(message),
    () => client.encrypt(message),
    () => client.wrap(message),
    () => client.encryptInPlace({ trailer, data: message }),
  ].map(attempt<unknown>);
  return (await Promise.all(attempts)).map(({ outcome }) => outcome);
}

/** Returns the results of a client's first step in both ways, and the size in its credentials. */
async function takeStep(): Promise<{ readonly maxTokenSize: number; readonly steps: Outcome[] }> {
  using credentials = Credentials.acquireSync({
    packageName: faultyPackageName,
    use: 'both',
    identity,
  });
  const { maxTokenSize } = credentials;
  using client = new ClientSecurityContext({ credentials });
  const steps = [await attempt(() => client.stepSync()), await attempt(() => client.step())];
  return { maxTokenSize, steps: steps.map(({ outcome }) => outcome) };
}

async function repeat(): Promise<Repetition> {
  const rounds = 40;
  const lost = await lossesOf(async () => {
    for (let round = 0; round < rounds; round++) await exportAndOffer();
    // Clears the calls that were recorded in the meantime.
    probe.observedCalls();
  });
  return { rounds, lost, open: openHandles() };
}

async function exportAndOffer(): Promise<void> {
  using first = converseByFaultyPackage();
  const { value: exported } = await attempt(() => first.server.export());
  if (exported) (await attempt(() => SecurityContext.import(exported))).value?.dispose();
  exported?.dispose();

  using second = converseByFaultyPackage();
  const { value: offer, error } = await attempt(() => offerContext(second.server, process));
  if (error instanceof HandoffError) error.context?.dispose();
  if (offer) (await attempt(() => adoptContext(offer.ticket))).value?.dispose();
  if (offer) (await attempt(() => offer.reclaim())).value?.dispose();
  offer?.dispose();
}

async function main(): Promise<void> {
  const [, , kind] = process.argv;
  process.send?.(await reports[kind as keyof Reports]());
  process.disconnect();
}

void main();
