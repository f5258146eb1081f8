// Wine's processes are Linux processes, but not our children: Wine reparents them. What they all
// inherit is the environment, so a run marks its processes there.

import { readdirSync, readFileSync } from 'node:fs';

const MARK = 'SSPI_HANDOFF_RUN';

/** @param {string} run */
export const markedEnvironment = (run) => ({ [MARK]: run });

/**
 * Ends what a run has started and left behind. Wine's own server and services, which another run
 * may be using, end by themselves when they are idle.
 *
 * @param {string} run
 */
export function endProcessesOf(run) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (!environment.includes(`${MARK}=${run}`)) continue;
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      if (/wineserver|\\windows\\system32\\/i.test(commandLine)) continue;
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended in the meantime, or it is somebody else's.
    }
  }
}
