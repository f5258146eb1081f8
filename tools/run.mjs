// npm run demo [-- --json] [-- --package NAME]
// npm run test:load [-- --json] [-- --transfers N] [-- --seed S]
// npm run test:faults [-- --json] [-- --transfers N] [-- --seed S]
// npm run test:soak
// npm run build

import { Failure, runCommand } from './failure.mjs';
import { products } from './products.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWindowsNode } from './windows-node.mjs';

/** @type {Record<string, { needs: import('./products.mjs').Products, node?: string[] }>} */
const SCRIPTS = {
  build: { needs: products.everything },
  demo: { needs: products.demo, node: ['build/examples/handoff-over-tcp/main.js'] },
  'test:faults': { needs: products.faults, node: ['build/test/faults/main.js'] },
  'test:load': {
    needs: products.testProgram,
    node: ['--expose-gc', 'build/test/windows/support/load.js'],
  },
  'test:soak': {
    needs: products.testProgram,
    node: ['--expose-gc', 'build/test/windows/support/soak.js'],
  },
};

await runCommand(async ([name = '', ...args]) => {
  const script = SCRIPTS[name];
  if (!script) throw new Failure(`Name one of these scripts: ${Object.keys(SCRIPTS).join(', ')}.`);
  await prepare(script.needs);
  return script.node ? runWindowsNode([...script.node, ...args]) : 0;
});
