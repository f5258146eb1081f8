import assert from 'node:assert/strict';

import { offerContext } from 'sspi-handoff';

import { converse } from '../windows/support/reference-package';
import { probe } from '../windows/support/win32-probe';

/**
 * The rights that only a transfer's handles have: of the sender its handle of the receiver's process
 * and of the section, of the receiver the section, the event and the token. (The sender's event has
 * the rights that everybody's have; it lives and dies with the section.)
 */
const rights = [0x100040, 0xf0007, 0x6, 0x2, 0xe];

/** Handles of each kind and right, by a name for the two. */
export type HandleCounts = ReadonlyMap<string, number>;

function countAll(pid: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type, access } of probe.handlesOf(pid)) {
    if (!rights.includes(access)) continue;
    const name = `${String(type)}:${access.toString(16)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** How many more of each there are; those that there are fewer of do not make up for them. */
export function countMore(now: HandleCounts, before: HandleCounts): number {
  return [...now].reduce(
    (sum, [name, count]) => sum + Math.max(0, count - (before.get(name) ?? 0)),
    0,
  );
}

/** The transfers' handles in any process: what an offer to this very one adds. */
export class TransferHandles {
  private constructor(readonly names: readonly string[]) {}

  static async learn(): Promise<TransferHandles> {
    using conversation = converse();
    const before = countAll(process.pid);
    using offer = await offerContext(conversation.server, process);
    const names = [...countAll(process.pid)]
      .filter(([name, count]) => count > (before.get(name) ?? 0))
      .map(([name]) => name);
    assert.equal(names.length, rights.length, names.join());
    (await offer.reclaim()).dispose();
    return new TransferHandles(names);
  }

  of(pid: number): HandleCounts {
    const counts = countAll(pid);
    return new Map(this.names.map((name) => [name, counts.get(name) ?? 0]));
  }
}
