import { readOptions, requireBoolean, requireUint32 } from '../arguments';
import { isStatusOk, valueOf } from '../native';
import type { NativePackedContext, NativeSecurityContext, Outcome } from '../native-types';
import { AccessToken } from '../windows/access-token';
import { assertReady, type ContextMembers } from './context-core';
import { ExportedSecurityContext } from './exported-context';
import { ExportFlags } from './flags';

/**
 * Options of `SecurityContext.export()`.
 *
 * @category Contexts
 */
export interface ExportOptions {
  /**
   * A sum of ExportFlags. By default DELETE_OLD: the context moves. Without DELETE_OLD, two live contexts
   * share one set of keys, and their sequence numbers differ after the first message.
   */
  readonly flags?: number;
  /** Whether to ask for the client's access token as well. True by default. */
  readonly accessToken?: boolean;
}

export async function exportContext(
  context: ContextMembers,
  options: ExportOptions,
): Promise<ExportedSecurityContext> {
  const [flags, withAccessToken] = exportArguments(options);
  return await context.inTurn(async () => {
    context.core.assertEstablished('be exported');
    return toExported(context, flags, await context.core.native.export(flags, withAccessToken));
  });
}

/** An export without the check that the handshake is complete. probeExport needs the package's refusal. */
export async function exportInAnyState(
  context: ContextMembers,
  options: ExportOptions,
): Promise<ExportedSecurityContext> {
  const [flags, withAccessToken] = exportArguments(options);
  return await context.inTurn(async () =>
    toExported(context, flags, await context.core.native.export(flags, withAccessToken)),
  );
}

export function exportContextSync(
  context: ContextMembers,
  options: ExportOptions,
): ExportedSecurityContext {
  const [flags, withAccessToken] = exportArguments(options);
  assertReady(context, 'be exported');
  return toExported(context, flags, context.core.native.exportSync(flags, withAccessToken));
}

/**
 * Throws unless the context can be moved. While an operation is not finished, which may be the last step of
 * the handshake, `moveContext` checks the handshake after it.
 */
export function assertMovable(context: ContextMembers): void {
  context.assertUsable();
  if (!context.isBusy) context.core.assertEstablished('be exported');
}

/**
 * The operation of `moveContext`. It moves the native context to another owner and returns the fate of the
 * context for later errors, or null if the context has not moved.
 */
export type Mover<Moved> = (
  nativeContext: NativeSecurityContext,
) => Promise<{ readonly fate: string | null; readonly value: Moved }>;

/**
 * Runs a mover after the earlier operations on the context.
 *
 * @returns The mover's value, and a function that replaces the fate that later errors state.
 */
export async function moveContext<Moved>(
  context: ContextMembers,
  mover: Mover<Moved>,
): Promise<{ value: Moved; changeFate: (fate: string) => void }> {
  return await context.inTurn(async () => {
    context.core.assertEstablished('be exported');
    const { fate, value } = await mover(context.core.native);
    return { value, changeFate: fate === null ? () => undefined : context.consume(fate) };
  });
}

/** The fate of a context after an export with DELETE_OLD. Null if the context still exists here. */
export function fateAfterExport(outcome: Outcome<unknown>, exported: string): string | null {
  if (!isStatusOk(outcome)) return null;
  return outcome.failure === undefined
    ? exported
    : 'was exported, and its package returned no packed context. The session is lost: authenticate again.';
}

function toExported(
  context: ContextMembers,
  flags: number,
  outcome: Outcome<NativePackedContext>,
): ExportedSecurityContext {
  const fate = fateAfterExport(
    outcome,
    'was exported with DELETE_OLD. Import the result of export(), or export with other flags to keep a copy.',
  );
  if ((flags & ExportFlags.DELETE_OLD) !== 0 && fate !== null) context.consume(fate);
  const { packedContext, bufferType, accessToken } = valueOf(outcome, context.core.packageName);
  return ExportedSecurityContext.create(context.origin, {
    packedContext,
    bufferType,
    accessToken: accessToken && AccessToken.wrap(accessToken),
  });
}

function exportArguments(options: ExportOptions) {
  const { flags, accessToken } = readOptions('options', options, ['flags', 'accessToken']);
  return [
    requireUint32('options.flags', flags ?? ExportFlags.DELETE_OLD),
    requireBoolean('options.accessToken', accessToken ?? true),
  ] as const;
}
