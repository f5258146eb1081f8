/**
 * The other process of leaks.test.ts: memory is measured where no other test has used any, and where
 * the watch of the import table does not write down every call.
 */
import { manyHandshakes } from './many-handshakes';

async function main(): Promise<void> {
  process.send?.(await manyHandshakes(1_000, 2_000));
  process.disconnect();
}

void main();
