import { SspiError, SspiUsageError, WindowsError } from '../index';
import { hideNames } from './privacy';

/** A fact that could not be found, with the reason. A report never guesses. */
export interface Unknown {
  readonly unknown: string;
}

export type Fact<Value> = Value | Unknown;

/** Thrown by a query whose answer is not available on this computer. The message is the reason. */
export class UnknownFact extends Error {}

/** The result of a query. A failed query is a fact too: `unknown`, with the reason. */
export async function factOf<Value>(query: () => Value | Promise<Value>): Promise<Fact<Value>> {
  try {
    return await query();
  } catch (error) {
    return { unknown: hideNames(reasonOf(error)) };
  }
}

function reasonOf(error: unknown): string {
  if (isExpected(error) || error instanceof UnknownFact) return error.message;
  // An error of Node.js: a file or a program that may not be read or started.
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return [syscall, code].filter(Boolean).join(': ');
}

/** Whether an error is an answer of Windows or of this package, and not a mistake in the program. */
export function isExpected(error: unknown): error is SspiError | SspiUsageError | WindowsError {
  return (
    error instanceof SspiError || error instanceof SspiUsageError || error instanceof WindowsError
  );
}

export function isUnknown(value: unknown): value is Unknown {
  return isObject(value) && 'unknown' in value;
}

/** A report of plain JSON values as lines of text: `name: value`, and indented below for an object. */
export function linesOf(report: object): string[] {
  return Object.entries(report).flatMap(([name, value]: [string, unknown]) => {
    const label = wordsOf(name);
    if (isUnknown(value)) return [`${label}: unknown: ${value.unknown}`];
    const lines = Array.isArray(value)
      ? value.map((item) => `- ${String(item)}`)
      : isObject(value)
        ? linesOf(value)
        : null;
    if (lines === null) return [`${label}: ${wordOf(value)}`];
    return lines.length === 0
      ? [`${label}: none`]
      : [`${label}:`, ...lines.map((line) => `  ${line}`)];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function wordOf(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `RunAsPPL` becomes `run as PPL`. */
const wordsOf = (name: string) =>
  name.replace(/([a-z])(?=[A-Z])/g, '$1 ').replace(/[A-Z][a-z]+/g, (word) => word.toLowerCase());
