import { builtFile } from './built-file';

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

/** A handle of some process. */
export interface OpenHandle {
  readonly value: number;
  readonly access: number;
  /** As this run of the system numbers its kinds of object. */
  readonly type: number;
}

interface Win32Probe {
  processHandleCount(): number;
  watchAddon(): void;
  observedCalls(): ObservedCall[];
  /** From now on counts what the addon calls through its import table. */
  countImports(): void;
  /** Since the last time, by name. */
  takeImportCounts(): Readonly<Record<string, number>>;
  /** What HandoffReferenceFaults was called for since the last time. */
  takeFaultyPackageCalls(): { readonly exports: number; readonly imports: number };
  delayCalls(functionName: string, milliseconds: number): void;
  exportRawHandle(lower: bigint, upper: bigint): number;
  /** The status of a client's first step with these bytes as SECBUFFER_CHANNEL_BINDINGS. */
  initializeWithBindings(packageName: string, bindings: Uint8Array): number;
  refuseHandleDuplication(): void;
  refuseSetThreadToken(): void;
  makeTokenWithoutEveryone(): bigint;
  openLinkedToken(): bigint;
  /** What the host of an SSP/AP sees of one: see test/native/lsa_host.h. */
  hostSecurityPackage(dll: string): Record<string, (bigint | string)[] | undefined>;
  searchMemory(mask: Uint8Array, maskedNeedles: Uint8Array): Finding[];
  findRemainsOfHmacKey(): Finding[];
  makeBcryptWipe(): boolean;
  isWine(): boolean;
  processSessionId(): number;

  handlesOf(pid: number): OpenHandle[];
  suspendProcess(pid: number): void;
  resumeProcess(pid: number): void;
  /** Also true for a process that has ended, while anybody holds a handle of it. */
  isProcessIdInUse(pid: number): boolean;
  /**
   * A handle of a suspended process that has this pid, of a process that has ended; null if the system did
   * not give the pid out again within that time.
   */
  takeProcessId(pid: number, command: string, milliseconds: number): bigint | null;
  endProcess(process: bigint): void;
  /** An event that stays signaled. */
  createNamedEvent(name: string): bigint;
  /** With the right to wait for it only; gives its value there. */
  duplicateInto(handle: bigint, pid: number): number;
  signal(event: bigint): void;
  isSignaled(event: bigint): boolean;
  /** Throws if it is closed already. */
  closeHandle(handle: bigint): void;

  /** `protection` as of CreateFileMapping, SEC_ flags included. */
  createSection(size: number, protection: number): bigint;
  /** Its memory, until the process ends. */
  viewSection(section: bigint, size: number): Buffer;
  /** The running program's. */
  openOwnFile(): bigint;
  createEvent(): bigint;
  /** Access 0 is the same access. */
  duplicateHandle(handle: bigint, access: number): bigint;
  isSameObject(one: bigint, other: bigint): boolean;
  tokenId(token: bigint): bigint;
  /** Has another thread change the bytes, and change them back, until it is stopped. */
  startScribbling(bytes: Uint8Array, seed: number): void;
  stopScribbling(): void;
  areHeapsIntact(): boolean;
  /** Damages the process's heap, as does the next. */
  overrunHeap(): void;
  freeTwice(): void;
}

export const probe = require(builtFile('win32_probe.node')) as Win32Probe;

/** Functions for memory, for locks among threads, and those that the C and C++ runtimes call. */
export const staysInTheProcess =
  /^([a-z_]|(Delete|Enter|Initialize|Leave|TryEnter)CriticalSection|Fls|FreeContextBuffer|Get(Current|LastError|ModuleHandle|ProcAddress|TickCount64)|Heap|IsDBCS|Multi|QueryPerf|Rtl|SetLastError|Tls|Wide)/;

let isWatching = false;
let isCounting = false;

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

/** How often the addon calls each function that it imports of Windows, be it observed or not. */
export function countCalls(action: () => void): Record<string, number> {
  // A watch that came later would take the counter's place.
  startWatching();
  if (!isCounting) probe.countImports();
  isCounting = true;
  probe.takeImportCounts();
  action();
  return Object.fromEntries(
    Object.entries(probe.takeImportCounts()).filter(([name]) => !staysInTheProcess.test(name)),
  );
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
