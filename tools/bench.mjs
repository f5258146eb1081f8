// npm run bench [-- [--case NAME]… [--rounds N] [--json]]

import { availableParallelism } from 'node:os';

import { runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { outcomeOf } from './program.mjs';
import { prepareBench } from './setup/prepare.mjs';
import { realmWithTicket } from './test/surroundings.mjs';
import { runWindowsNode } from './windows-node.mjs';

await runCommand(async (args) => {
  // The document shows only complete runs. Its path is relative, because Windows programs and Linux
  // programs have different absolute paths.
  const document = args.length === 0 ? ['--document=docs/benchmarks.md'] : [];

  await prepareBench(products.bench);
  const { env, stop } = await realmWithTicket();
  // Wine may print warnings before the version.
  const wine = await outcomeOf('wine', ['--version']).catch(() => undefined);
  try {
    return await runWindowsNode(['--expose-gc', 'build/bench/main.js', ...args, ...document], {
      env: { ...env, SSPI_HANDOFF_WINE: /^wine-(\S+)/m.exec(wine?.output ?? '')?.[1] },
      // Calls to wineserver cost four times as much from another processor.
      processor: availableParallelism() - 1,
    });
  } finally {
    await stop();
  }
});
