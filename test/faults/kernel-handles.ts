import assert from 'node:assert/strict';

import { AccessToken, offerContext } from 'sspi-handoff';

import { converse } from '../windows/support/reference-package';
import { probe } from '../windows/support/win32-probe';

/**
 * Access rights that only the handles of a transfer have. In the sender: its handles of the
 * receiver's process and of the section. In the receiver: the section, the event and the token. The
 * sender's event has common rights, so it is not counted; it is closed together with the section.
 */
const rights = [0x100040, 0xf0007, 0x6, 0x2, 0xe];

/** The number of handles for each name, which combines the type and the rights. */
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

/**
 * Returns the number of additional handles. A name with fewer handles does not offset another name.
 */
export function countAdditional(now: HandleCounts, before: HandleCounts): number {
  return [...now].reduce(
    (sum, [name, count]) => sum + Math.max(0, count - (before.get(name) ?? 0)),
    0,
  );
}

/** The names of a transfer's handles, learned from a token and an offer that this process makes to itself. */
export class TransferHandles {
  private constructor(readonly names: readonly string[]) {}

  static async learn(): Promise<TransferHandles> {
    using conversation = converse();
    const before = countAll(process.pid);
    using offer = await offerContext(conversation.server, process);
    // Not every package returns a token.
    const token = AccessToken.ofProcess();
    const names = [...countAll(process.pid)]
      .filter(([name, count]) => count > (before.get(name) ?? 0))
      .map(([name]) => name);
    assert.equal(names.length, rights.length, names.join());
    token.dispose();
    (await offer.reclaim()).dispose();
    return new TransferHandles(names);
  }

  of(pid: number): HandleCounts {
    const counts = countAll(pid);
    return new Map(this.names.map((name) => [name, counts.get(name) ?? 0]));
  }
}
