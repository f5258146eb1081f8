// npm run bench [-- [--case NAME]… [--rounds N] [--json]]

import { availableParallelism } from 'node:os';

import { parseOptions, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { outcomeOf } from './program.mjs';
import { prepareBench } from './setup/prepare.mjs';
import { realmWithTicket } from './test/surroundings.mjs';
import { runWindowsNode } from './windows-node.mjs';

const USAGE = 'npm run bench [-- [--case NAME]… [--rounds N] [--json]]';

await runCommand(async (args) => {
  parseOptions(USAGE, args, {
    case: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    json: { type: 'boolean' },
  });
  // The document shows only complete runs. Its path is relative, because Windows programs and Linux
  // programs have different absolute paths.
  const document = args.length === 0 ? ['--document=docs/benchmarks.md'] : [];

  await prepareBench(products.bench);
  const { env, stop } = await realmWithTicket();
  const wine = process.platform === 'win32' ? undefined : await wineVersion();
  try {
    return await runWindowsNode(['--expose-gc', 'build/bench/main.js', ...args, ...document], {
      env: { ...env, SSPI_HANDOFF_WINE: wine },
      // Calls to wineserver cost four times as much from another processor.
      processor: availableParallelism() - 1,
    });
  } finally {
    await stop();
  }
});

async function wineVersion() {
  // Wine may print warnings before the version.
  const { output } = await outcomeOf('wine', ['--version']);
  return /^wine-(\S+)/m.exec(output)?.[1];
}
