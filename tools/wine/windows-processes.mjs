// Wine reparents its processes, so they are not our children. They inherit the environment, so each
// run marks its processes there.

import { readdirSync, readFileSync } from 'node:fs';

const MARK = 'SSPI_HANDOFF_RUN';

/** @param {string} run */
export const markedEnvironment = (run) => ({ [MARK]: run });

/**
 * Ends the remaining processes of a run. Wine's server and services stay, because another run may use
 * them. They end when they are idle.
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
      // The process has ended, or belongs to another user.
    }
  }
}
