import { SecurityContext } from 'sspi-handoff';

import { settle } from '../../test/windows/support/settle';
import { probe } from '../../test/windows/support/win32-probe';
import { Child } from '../child';
import { hold, privateBytes } from '../contestants/bare';
import { Conversation } from '../contestants/ours';
import { BARE, OURS } from '../names';
import { referenceParties } from '../parties';
import { type Case, judge, toResult } from '../result';
import { importCopy } from '../transfers';

const HELD = 10_000;

type Resources = Readonly<Record<'handles' | 'nativeKib' | 'heapKib', number>>;

/** The resources of one context that a process holds. A bare context has no token of its own. */
export const heldContexts: Case = {
  name: 'held-contexts',

  async run() {
    const bare = await resourcesOf(BARE);
    const ours = await resourcesOf(OURS);
    const nativeKib = ours.nativeKib - bare.nativeKib;
    return toResult(this.name, `${HELD.toLocaleString('en-US')} held contexts, each`, {
      marks: [
        judge('handles of the security package', bare.handles, null, ''),
        judge(`handles of ${OURS}`, ours.handles - bare.handles, { atMost: 1 }, ''),
        judge('native memory of the security package', bare.nativeKib, null, 'KiB'),
        judge(`native memory of ${OURS}`, nativeKib, { atMost: 1.1 }, 'KiB'),
        judge('heap of V8', ours.heapKib, null, 'KiB'),
      ],
    });
  },
};

/** Holds contexts in a process without other work. */
async function resourcesOf(contestant: string): Promise<Resources> {
  const child = new Child(__filename, [contestant]);
  const resources = (await child.next()) as Resources;
  await child.end();
  return resources;
}

/** Returns the function that releases the contexts. */
async function holdOurs(count: number): Promise<() => void> {
  using conversation = Conversation.start(referenceParties);
  using exported = conversation.server.exportSync();
  const contexts: SecurityContext[] = [];
  for (let held = 0; held < count; held++) {
    // So that each has its own token, as in a program that receives contexts.
    using copy = importCopy(exported);
    contexts.push(SecurityContext.importSync(copy.exportSync()));
    // Finalizers run in a turn of the event loop.
    if (held % 100 === 0) await settle();
  }
  return () => {
    for (const context of contexts) context.dispose();
  };
}

async function takeResources(): Promise<Resources> {
  await settle();
  const { heapTotal, heapUsed } = process.memoryUsage();
  const handles = probe.processHandleCount();
  return { handles, nativeKib: (privateBytes() - heapTotal) / 1024, heapKib: heapUsed / 1024 };
}

async function report(contestant = ''): Promise<void> {
  const holdSome = contestant === BARE ? hold.bind(undefined, referenceParties) : holdOurs;
  // The first contexts load libraries and compile code.
  (await holdSome(100))();
  const before = await takeResources();
  const release = await holdSome(HELD);
  const after = await takeResources();
  release();
  const each = (name: keyof Resources) => (after[name] - before[name]) / HELD;
  const [handles, nativeKib, heapKib] = [each('handles'), each('nativeKib'), each('heapKib')];
  process.send?.({ handles, nativeKib, heapKib } satisfies Resources);
  process.disconnect();
}

if (require.main === module) void report(process.argv[2]);
