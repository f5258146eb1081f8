/**
 * Makes this process load the fault build of the addon instead of the published one. Import this
 * file first.
 */
import { basename } from 'node:path';

import { builtFile } from '../windows/support/built-file';

const dlopen = process.dlopen.bind(process);
process.dlopen = (module, file, ...flags) => {
  const isAddon = basename(file) === 'sspi-handoff.node';
  dlopen(module, isAddon ? builtFile('sspi_handoff_faults.node') : file, ...flags);
};

/** Sets the faults for the next transfers of this process (test/native/handoff_faults.cc). */
export function arm(faults: string): void {
  process.env.SSPI_HANDOFF_FAULT = faults;
}

/** Returns the faults that have not occurred yet. */
export function remainingFaults(): string {
  return process.env.SSPI_HANDOFF_FAULT ?? '';
}
