import assert from 'node:assert/strict';

import { ExportFlags, SecurityContext, SspiError } from 'sspi-handoff';

import { exchangeMessages } from '../../windows/support/reference-package';
import { converse, type Parties } from './loopback';

/**
 * Declares a test for each role of a complete context, which exports the context. Nobody has
 * published results for the packages of Windows, so there the test's title shows the result. After
 * any refusal, the context must stay usable.
 *
 * @param expected the name of the refusal's status, if it is known
 */
export function itExportsCompleteContexts(parties: Parties, expected: string | undefined): void {
  for (const role of ['client', 'server'] as const) {
    it(`exportSync() of a complete ${role} context${expected === undefined ? '' : ` fails with ${expected}`}`, function () {
      const outcomes = Object.entries({ move: ExportFlags.DELETE_OLD, copy: 0 }).map(
        ([way, flags]) => `${way}: ${attempt(parties, role, flags)}`,
      );
      if (expected === undefined && this.test) this.test.title += ` returns ${outcomes.join(', ')}`;
      else assert.deepEqual(outcomes, [`move: ${String(expected)}`, `copy: ${String(expected)}`]);
    });
  }
}

function attempt(parties: Parties, role: 'client' | 'server', flags: number): string {
  using conversation = converse(parties);
  const context = conversation[role];
  const peer = role === 'client' ? conversation.server : conversation.client;
  let exported;
  try {
    exported = context.exportSync({ flags });
  } catch (error) {
    assert.ok(error instanceof SspiError);
    assert.equal(error.syscall, 'ExportSecurityContext');
    exchangeMessages(context, peer);
    return error.code;
  }
  try {
    using imported = SecurityContext.importSync(exported);
    exchangeMessages(imported, peer);
    return `a context that ${exported.packageName} imports`;
  } catch (error) {
    if (!(error instanceof SspiError)) throw error;
    return `a context with which ${error.syscall} of ${exported.packageName} returns ${error.code}`;
  } finally {
    exported.dispose();
  }
}
