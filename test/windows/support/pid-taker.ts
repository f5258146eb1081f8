import { type OpenHandle, probe } from './win32-probe';

const TIME_LIMIT_MS = 10_000;

/** Another program, which has the pid of a process that has ended. It is suspended: it does nothing itself. */
export class PidTaker {
  readonly #process: bigint;
  readonly #handles: readonly OpenHandle[];

  private constructor(
    readonly pid: number,
    process: bigint,
  ) {
    this.#process = process;
    this.#handles = probe.handlesOf(pid);
  }

  /**
   * Starts processes until one has the pid.
   *
   * @returns 'held' if the ended process is still there, because somebody has a handle of it: no other program
   * can have its pid then. 'not-reused' if the system did not give the pid out again in time.
   */
  static async takeOver(pid: number): Promise<PidTaker | 'held' | 'not-reused'> {
    // Node closes its own handle some time after 'exit'.
    const limit = performance.now() + 2000;
    while (probe.isProcessIdInUse(pid)) {
      if (performance.now() > limit) return 'held';
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const command = `"${process.execPath}" --version`;
    const started = probe.takeProcessId(pid, command, TIME_LIMIT_MS);
    return started === null ? 'not-reused' : new PidTaker(pid, started);
  }

  /** The handles that were put into it since it took the pid. */
  get received(): OpenHandle[] {
    const known = new Set(this.#handles.map((handle) => JSON.stringify(handle)));
    return probe.handlesOf(this.pid).filter((handle) => !known.has(JSON.stringify(handle)));
  }

  end(): void {
    probe.endProcess(this.#process);
  }
}
