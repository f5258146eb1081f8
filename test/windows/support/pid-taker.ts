import { type OpenHandle, probe } from './win32-probe';

const TIME_LIMIT_MS = 10_000;

/** Another program with the pid of an ended process. It is suspended, so it does nothing itself. */
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
   * @returns 'held' if an open handle keeps the ended process, so that no other program can get its
   * pid. 'not-reused' if the system did not assign the pid again in time.
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

  /** The handles that were duplicated into the process since it got the pid. */
  get received(): OpenHandle[] {
    const known = new Set(this.#handles.map((handle) => JSON.stringify(handle)));
    return probe.handlesOf(this.pid).filter((handle) => !known.has(JSON.stringify(handle)));
  }

  end(): void {
    probe.endProcess(this.#process);
  }
}
