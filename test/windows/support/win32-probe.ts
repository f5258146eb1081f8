import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A call of the addon to Windows; which details there are depends on the function. */
export interface ObservedCall {
  readonly name: string;
  readonly [detail: string]: bigint | string;
}

/** Where a needle of `searchMemory` lies. */
export interface Finding {
  /** Which one, counted from 0. */
  readonly needle: number;
  readonly address: bigint;
  readonly memory: 'image' | 'mapped' | 'private';
  readonly allocation: bigint;
}

interface Win32Probe {
  processHandleCount(): number;
  watchAddon(): void;
  observedCalls(): ObservedCall[];
  delayCalls(functionName: string, milliseconds: number): void;
  exportRawHandle(lower: bigint, upper: bigint): number;
  refuseSetThreadToken(): void;
  makeTokenWithoutEveryone(): bigint;
  openLinkedToken(): bigint;
  searchMemory(mask: Uint8Array, maskedNeedles: Uint8Array): Finding[];
  findRemainsOfHmacKey(): Finding[];
  makeBcryptWipe(): boolean;
  isWine(): boolean;
  processSessionId(): number;
}

const root = join(__dirname, '..', '..', '..', '..');
const built = ['build/mingw-x64', 'build/Release']
  .map((folder) => join(root, folder, 'win32_probe.node'))
  .find((file) => existsSync(file));
if (built === undefined) throw new Error('win32_probe.node is not built: run npm run build');

export const probe = require(built) as Win32Probe;

let isWatching = false;

/** What the addon asks of Windows while `action` runs. */
export function observe(action: () => void): ObservedCall[] {
  startWatching();
  probe.observedCalls();
  action();
  return probe.observedCalls();
}

export async function observeAsync(action: () => Promise<void>): Promise<ObservedCall[]> {
  startWatching();
  probe.observedCalls();
  await action();
  return probe.observedCalls();
}

/** Makes calls of a function slow while `action` runs. */
export async function whileSlow(
  functionName: string,
  milliseconds: number,
  action: () => Promise<void>,
): Promise<void> {
  startWatching();
  probe.delayCalls(functionName, milliseconds);
  try {
    await action();
  } finally {
    probe.delayCalls(functionName, 0);
  }
}

function startWatching(): void {
  if (!isWatching) probe.watchAddon();
  isWatching = true;
}

export function callsOf(calls: readonly ObservedCall[], name: string): ObservedCall[] {
  return calls.filter((call) => call.name === name);
}

/** The only one of its name. */
export function onlyCallOf(calls: readonly ObservedCall[], name: string): ObservedCall {
  const [call, ...others] = callsOf(calls, name);
  if (call === undefined || others.length > 0) {
    throw new Error(`Expected one call of ${name}, saw ${JSON.stringify(names(calls))}`);
  }
  return call;
}

export function names(calls: readonly ObservedCall[]): string[] {
  return calls.map(({ name }) => name);
}
