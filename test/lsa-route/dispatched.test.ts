// Windows dispatches these functions to an SSP/AP, without LSA. Wine does not (not-dispatched.test.ts).
import { isWine } from '../windows/support/wine';

if (!isWine) {
  for (const name of [
    'across-processes',
    'export-flags',
    'export-refused',
    'export-token',
    'handoff-offer',
    'impersonation',
    'imported-context',
    'packed-context',
  ]) {
    require(`../windows/${name}.test`);
  }
}
