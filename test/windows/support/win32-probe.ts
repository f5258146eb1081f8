import { openHandles } from 'sspi-handoff';

import { builtFile } from './built-file';

/** A call from the addon to Windows. Its details depend on the function. */
export interface ObservedCall {
  readonly name: string;
  readonly [detail: string]: bigint | string;
}

/** The place of a needle of `searchMemory`. */
export interface Finding {
  /** The index of the needle, from 0. */
  readonly needle: number;
  readonly address: bigint;
  readonly memory: 'image' | 'mapped' | 'private';
  readonly allocation: bigint;
}

/** A handle of any process. */
export interface OpenHandle {
  readonly value: number;
  readonly access: number;
  /** The number of the handle's object type in this run of the system. */
  readonly type: number;
}

interface Win32Probe {
  processHandleCount(): number;
  watchAddon(): void;
  observedCalls(): ObservedCall[];
  /** Starts to count the calls through the addon's import table. */
  countImports(): void;
  /** Starts to count the calls of the kernel by all loaded modules: see test/native/import_counter.h. */
  countKernelCalls(): void;
  /** Both return the calls since the last time, by function name. */
  takeImportCounts(): Readonly<Record<string, number>>;
  takeKernelCalls(): Readonly<Record<string, number>>;
  /** Returns the calls of HandoffReferenceFaults since the last time. */
  takeFaultyPackageCalls(): { readonly exports: number; readonly imports: number };
  delayCalls(functionName: string, milliseconds: number): void;
  /** Makes each later call of this one function wait until releaseCalls(). The main thread must not call it. */
  holdCalls(functionName: string): void;
  releaseCalls(): void;
  heldCalls(): number;
  /** The thread pool of Windows refuses each later job of the addon. */
  refuseThreadPoolJobs(): void;
  exportRawHandle(lower: bigint, upper: bigint): number;
  /** Returns the status of a client's first step with these bytes as SECBUFFER_CHANNEL_BINDINGS. */
  initializeWithBindings(packageName: string, bindings: Uint8Array): number;
  refuseHandleDuplication(): void;
  /** Enables or disables a privilege of this process, if the process has it. */
  adjustPrivilege(name: string, isEnabled: boolean): void;
  refuseSetThreadToken(): void;
  makeTokenWithoutEveryone(): bigint;
  openLinkedToken(): bigint;
  /** Returns the observations of an SSP/AP's host: see test/native/lsa_host.h. */
  hostSecurityPackage(dll: string): Record<string, (bigint | string)[] | undefined>;
  /** Another thread allocates and frees memory until stopVanishingMemory() is called. */
  startVanishingMemory(): void;
  stopVanishingMemory(): void;
  searchMemory(mask: Uint8Array, maskedNeedles: Uint8Array): Finding[];
  findRemainsOfHmacKey(): Finding[];
  makeBcryptWipe(): boolean;
  /** Creates an External as another addon would. */
  makeExternal(): object;
  isWine(): boolean;
  processSessionId(): number;
  /** Calls AddSecurityPackageW with a type from SECPKG_OPTIONS_TYPE_. Returns its status. */
  addSecurityPackage(dll: string, type: number): number;
  deleteSecurityPackage(dll: string): number;

  handlesOf(pid: number): OpenHandle[];
  suspendProcess(pid: number): void;
  resumeProcess(pid: number): void;
  /** Also true for an ended process while a handle of it is open. */
  isProcessIdInUse(pid: number): boolean;
  /**
   * Returns a handle of a suspended process with this pid, which belonged to an ended process.
   * Returns null if the system did not assign the pid again within that time.
   */
  takeProcessId(pid: number, command: string, milliseconds: number): bigint | null;
  endProcess(process: bigint): void;
  /** Creates an event that stays signaled. */
  createNamedEvent(name: string): bigint;
  /**
   * Duplicates the handle with the right to wait for it only. Returns its value in that process.
   */
  duplicateInto(handle: bigint, pid: number): number;
  signal(event: bigint): void;
  isSignaled(event: bigint): boolean;
  /** Throws if the handle is already closed. */
  closeHandle(handle: bigint): void;

  /** @param protection as for CreateFileMapping, including SEC_ flags */
  createSection(size: number, protection: number): bigint;
  /** Maps the section until the process ends. */
  viewSection(section: bigint, size: number): Buffer;
  /** Opens the file of the running program. */
  openOwnFile(): bigint;
  createEvent(): bigint;
  /** Access 0 means the same access. */
  duplicateHandle(handle: bigint, access: number): bigint;
  isSameObject(one: bigint, other: bigint): boolean;
  tokenId(token: bigint): bigint;
  /** Another thread changes the bytes, and restores them, until stopScribbling() is called. */
  startScribbling(bytes: Uint8Array, seed: number): void;
  stopScribbling(): void;
  areHeapsIntact(): boolean;
  /** Damages the heap of the process, like freeTwice(). */
  overrunHeap(): void;
  freeTwice(): void;
}

export const probe = require(builtFile('win32_probe.node')) as Win32Probe;

/**
 * Functions for memory, for locks between threads, and functions that the C and C++ runtimes of
 * MinGW and of MSVC call.
 */
export const staysInTheProcess = new RegExp(
  `^(?:${[
    '[a-z_]',
    '(?:Delete|Enter|Initialize|Leave|TryEnter)CriticalSection',
    '(?:Acquire|Initialize|Release|TryAcquire)SRWLock',
    '(?:Initialize|Sleep|Wake|WakeAll)ConditionVariable',
    '(?:De|En)codePointer',
    'Fls|FreeContextBuffer',
    'Get(?:Current|LastError|ModuleHandle|ProcAddress|SystemTimeAsFileTime|TickCount64)',
    'Heap|InitOnce|Interlocked|IsDBCS|IsProcessorFeaturePresent|Multi|QueryPerf|RaiseException',
    'Rtl|SetLastError|Tls|Wide',
  ].join('|')})`,
);

let isWatching = false;
let isCounting = false;
let isCountingKernelCalls = false;

/** Returns the observed calls from the addon to Windows while `action` runs. */
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

/** Counts the addon's calls of each imported Windows function, observed or not. */
export function countCalls(action: () => void): Record<string, number> {
  // A watch that starts later would replace the counter.
  startWatching();
  if (!isCounting) probe.countImports();
  isCounting = true;
  probe.takeImportCounts();
  action();
  return Object.fromEntries(
    Object.entries(probe.takeImportCounts()).filter(([name]) => !staysInTheProcess.test(name)),
  );
}

/**
 * Counts the calls of the kernel by all modules, except those for memory, which V8 also makes. NtQueryObject is not
 * counted, because a version of Windows may read the flags of a handle before it sets them.
 */
export function countKernelCalls(action: () => void): Record<string, number> {
  if (!isCountingKernelCalls) probe.countKernelCalls();
  isCountingKernelCalls = true;
  probe.takeKernelCalls();
  action();
  const counts = Object.entries(probe.takeKernelCalls());
  return Object.fromEntries(
    counts.filter(([name]) => !/VirtualMemory$|^NtQueryObject$/.test(name)),
  );
}

/** Makes each call of a function slow while `action` runs. */
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

/** Holds each call of a function until `action` ends. */
export async function whileHeld(functionName: string, action: () => Promise<void>): Promise<void> {
  startWatching();
  probe.holdCalls(functionName);
  try {
    await action();
  } finally {
    probe.releaseCalls();
  }
}

export async function untilHeld(calls: number): Promise<void> {
  while (probe.heldCalls() < calls) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function startWatching(): void {
  // The package loads its addon with the first call.
  openHandles();
  if (!isWatching) probe.watchAddon();
  isWatching = true;
}

export function callsOf(calls: readonly ObservedCall[], name: string): ObservedCall[] {
  return calls.filter((call) => call.name === name);
}

/** Returns the only call with this name. */
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
