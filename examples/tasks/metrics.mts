import { subscribe } from 'node:diagnostics_channel';

import type { TraceEvent } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

const operations = ['acquire', 'step', 'export', 'import', 'offer', 'adopt', 'send'] as const;
const totals = new Map<string, { calls: number; seconds: number }>();

for (const operation of operations) {
  // The last event of an asynchronous call is asyncEnd, and that of a synchronous call is end.
  for (const last of ['end', 'asyncEnd']) {
    subscribe(`tracing:sspi-handoff:${operation}:${last}`, (event) => count(event as TraceEvent));
  }
}

function count({ operation, packageName, duration, error }: TraceEvent): void {
  if (duration === undefined) return; // the call goes on: this is the end of its synchronous part
  const { code = '' } = (error ?? {}) as NodeJS.ErrnoException;
  const labels = `{operation="${operation}",package="${packageName ?? ''}",error="${code}"}`;
  const total = totals.get(labels) ?? { calls: 0, seconds: 0 };
  totals.set(labels, { calls: total.calls + 1, seconds: total.seconds + duration / 1000 });
}

/** The answer to GET /metrics, with the type text/plain; version=0.0.4. */
function metrics(): string {
  const lines = ['# TYPE sspi_handoff_seconds summary'];
  for (const [labels, { calls, seconds }] of totals) {
    lines.push(`sspi_handoff_seconds_count${labels} ${calls}`);
    lines.push(`sspi_handoff_seconds_sum${labels} ${seconds.toFixed(6)}`);
  }
  return lines.join('\n');
}

const { client, server } = await authenticatedPair('messages');
client.dispose();
server.dispose();
console.log(metrics());
