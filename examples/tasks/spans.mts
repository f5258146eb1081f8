import { subscribe } from 'node:diagnostics_channel';

import type { TracedOperation, TraceEvent } from 'sspi-handoff';

import { authenticatedPair } from './authenticated-pair.mjs';

/** The parts of Tracer and Span of @opentelemetry/api that this example uses. */
interface Tracer {
  startSpan(name: string): {
    setAttributes(attributes: Record<string, string | number | boolean>): unknown;
    recordException(error: Error): void;
    setStatus(status: { code: number }): unknown;
    end(): void;
  };
}

/** In a service: traceTo(trace.getTracer('sspi-handoff')). */
function traceTo(tracer: Tracer, operations: TracedOperation[]): void {
  for (const operation of operations) {
    const spans = new WeakMap<object, ReturnType<Tracer['startSpan']>>();
    const on = (kind: string, listener: (event: TraceEvent) => void) =>
      subscribe(`tracing:sspi-handoff:${operation}:${kind}`, (event) => {
        listener(event as TraceEvent);
      });
    const end = (event: TraceEvent) => {
      if (event.duration === undefined) return; // the call goes on
      const { operation: _name, duration: _time, error, ...facts } = event;
      const span = spans.get(event);
      span?.setAttributes(facts as Record<string, string | number | boolean>);
      if (error instanceof Error) span?.recordException(error);
      span?.setStatus({ code: error === undefined ? 1 : 2 }); // SpanStatusCode.OK, .ERROR
      span?.end();
    };
    on('start', (event) => spans.set(event, tracer.startSpan(`sspi-handoff ${operation}`)));
    on('end', end);
    on('asyncEnd', end);
  }
}

const lines: string[] = [];

const textTracer: Tracer = {
  startSpan(name) {
    let shown = {};
    return {
      setAttributes: (attributes) => (shown = attributes),
      recordException: (error) => lines.push(`${name}: ${error.message}`),
      setStatus: () => undefined,
      end: () => lines.push(`${name} ${JSON.stringify(shown)}`),
    };
  },
};

traceTo(textTracer, ['acquire', 'step', 'export', 'import', 'offer', 'adopt', 'send']);
const { client, server } = await authenticatedPair('messages');
client.dispose();
server.dispose();
console.log(lines.join('\n'));
