/**
 * The other process of leaks.test.ts. It measures memory in a fresh process, because other tests
 * use memory and the watch of the import table records every call.
 */
import { manyHandshakes } from './many-handshakes';

async function main(): Promise<void> {
  process.send?.(await manyHandshakes(1_000, 2_000));
  process.disconnect();
}

void main();
