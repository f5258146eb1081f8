/** Has this process load the fault build of the addon in place of the published one: import it first. */
import { basename } from 'node:path';

import { builtFile } from '../windows/support/built-file';

const dlopen = process.dlopen.bind(process);
process.dlopen = (module, file, ...flags) => {
  const isAddon = basename(file) === 'sspi-handoff.node';
  dlopen(module, isAddon ? builtFile('sspi_handoff_faults.node') : file, ...flags);
};

/** What the next transfers of this process are to suffer (test/native/handoff_faults.cc). */
export function arm(faults: string): void {
  process.env.SSPI_HANDOFF_FAULT = faults;
}

/** Those that have not happened yet. */
export function faultsToCome(): string {
  return process.env.SSPI_HANDOFF_FAULT ?? '';
}
