import { randomBytes } from 'node:crypto';

import { ExportFlags, type ExportTrial, flagNames, probeExport, TokenAccess } from '../index';
import { type Answer, type Command, type CommandLine, ExitCode, sharedOptions } from './command';
import { hideHost, hideNames } from './privacy';

/** The package of the tests. It authenticates any user with a shared password. */
export const referencePackage = 'HandoffReference';

/** The result for contexts whose handshake is complete, because only these can be handed off. */
type Conclusion = 'exports' | 'refuses' | 'not tried';

/** The JSON of `sspi-handoff probe`. */
export interface ProbeReport {
  readonly packageName: string;
  readonly target: string | null;
  readonly allowNetwork: boolean;
  readonly conclusion: Conclusion;
  /** Trials with the same result are one item, because most trials of a package have the same result. */
  readonly results: readonly TrialGroup[];
}

/** A result without its empty parts, and the trials that had it: `'complete client: DELETE_OLD'`. */
type TrialGroup = Parts & { readonly trials: readonly string[] };
type Parts = { readonly [Part in keyof Result]?: NonNullable<Result[Part]> };

/** The parts of ExportTrial, with the names of rights. */
type Result = Omit<
  ExportTrial,
  'role' | 'state' | 'flags' | 'tokenAccess' | 'queriedTokenAccess'
> & {
  readonly tokenAccess: readonly string[] | null;
  readonly queriedTokenAccess: readonly string[] | null;
};

export const probe: Command = {
  name: 'probe',
  argument: 'NAME',
  summary: 'Tries whether a security package can export a context and import it again.',
  options: sharedOptions,
  ok: 'A complete context was exported and imported.',
  failed: 'No complete context was exported and imported, or none was tried.',

  async run({ name = '', target, allowNetwork }: CommandLine): Promise<Answer> {
    const trials = await probeExport(name, {
      allowNetwork,
      ...(target !== undefined && { targetName: target }),
      ...(name === referencePackage && { identity: throwawayIdentity() }),
    });
    const report: ProbeReport = {
      packageName: name,
      target: target === undefined ? null : hideHost(target),
      allowNetwork,
      conclusion: conclude(trials),
      results: groupTrials(trials),
    };
    return {
      json: report,
      text: linesOfProbe(report),
      exitCode: report.conclusion === 'exports' ? ExitCode.ok : ExitCode.failed,
    };
  },
};

const throwawayIdentity = () => ({ user: 'probe', password: randomBytes(16).toString('hex') });

function conclude(trials: readonly ExportTrial[]): Conclusion {
  const tried = trials.filter(({ state, notTried }) => state === 'complete' && notTried === null);
  if (tried.length === 0) return 'not tried';
  return tried.some(({ importStatus }) => importStatus === 'SEC_E_OK') ? 'exports' : 'refuses';
}

function groupTrials(trials: readonly ExportTrial[]): TrialGroup[] {
  const groups = new Map<string, { result: Parts; sides: Map<string, string[]> }>();
  for (const { role, state, flags, ...rest } of trials) {
    const result = withoutEmptyParts({
      ...rest,
      notTried: rest.notTried === null ? null : hideNames(rest.notTried),
      tokenAccess: rightsOf(rest.tokenAccess),
      queriedTokenAccess: rightsOf(rest.queriedTokenAccess),
    });
    const key = JSON.stringify(result);
    const group = groups.get(key) ?? { result, sides: new Map<string, string[]>() };
    const side = `${state} ${role}`;
    const names = flagNames(ExportFlags, flags).join(' + ') || 'no flags';
    group.sides.set(side, [...(group.sides.get(side) ?? []), names]);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ result, sides }) => ({
    ...result,
    trials: [...sides].map(([side, names]) => `${side}: ${names.join(', ')}`),
  }));
}

const rightsOf = (access: number | null) =>
  access === null ? null : flagNames(TokenAccess, access);

function withoutEmptyParts(result: Result): Parts {
  const parts = Object.entries(result).filter(
    ([, part]) => part !== null && (!Array.isArray(part) || part.length > 0),
  );
  return Object.fromEntries(parts);
}

/** A probe as plain text. */
export function linesOfProbe({ packageName, conclusion, results }: ProbeReport): string[] {
  const conclusions = {
    exports: 'exports and imports a complete context',
    refuses: 'does not export and import a complete context',
    'not tried': 'no complete context was tried',
  };
  return [
    `${packageName}: ${conclusions[conclusion]}`,
    ...results.flatMap((result) => [
      `  ${outcomeOf(result)}`,
      ...result.trials.map((trial) => `    ${trial}`),
    ]),
  ];
}

function outcomeOf(result: TrialGroup): string {
  const { notTried, exportStatus, imports = [], tokenAccess } = result;
  if (notTried !== undefined) return `not tried: ${notTried}`;
  const { queryTokenStatus, queriedTokenAccess } = result;
  return [
    `export ${String(exportStatus)}`,
    ...imports.map(({ packageName, status }) => `import as ${packageName} ${status}`),
    ...(tokenAccess ? [`exported token with ${tokenAccess.join(' ')}`] : []),
    ...(queryTokenStatus === undefined ? [] : [`query of the token ${queryTokenStatus}`]),
    ...(queriedTokenAccess ? [`queried token with ${queriedTokenAccess.join(' ')}`] : []),
  ].join(', ');
}
