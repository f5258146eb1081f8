import type { Channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';

/**
 * The operations that publish events. The functions for messages do not, because they are called often.
 *
 * @category Observability
 */
export type TracedOperation = 'acquire' | 'step' | 'export' | 'import' | 'offer' | 'adopt' | 'send';

/** The facts of an event: names, sizes and process ids. Never a secret, a token or a packed context. */
type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * The message of each channel `tracing:sspi-handoff:OPERATION:…`. The events of one call share one object, which
 * gets more properties when the call ends. docs/observability.md lists the facts of each operation.
 *
 * @category Observability
 */
export interface TraceEvent {
  /** The operation, as in the name of the channel. */
  readonly operation: TracedOperation;
  /** The time from the start to the end in milliseconds. Undefined until the end. */
  duration?: number;
  /** The error, if the operation failed. */
  error?: unknown;
  /** The facts, for example `packageName`. */
  [fact: string]: unknown;
}

/** The channels of one operation, as `diagnostics_channel.tracingChannel()` names them. */
interface Channels {
  readonly start: Channel;
  readonly end: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
  readonly error: Channel;
}

/** A traced function, with the functions that describe its arguments and its result. */
interface Traced<Args extends readonly unknown[], Value> {
  readonly operation: TracedOperation;
  readonly run: (...args: Args) => Value;
  readonly before: (...args: Args) => Facts;
  readonly after?: (value: Awaited<Value>, ...args: Args) => Facts;
}

const debug = debuglog('sspi-handoff');

const known = new Map<TracedOperation, Channels>();

/**
 * Named by hand, because tracingChannel() does not exist before Node.js 18.19. Called by the first operation and
 * not when the package is loaded, because Node.js does not load diagnostics_channel itself.
 */
function channelsOf(operation: TracedOperation): Channels {
  const { channel } =
    require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
  const create = (event: string) => channel(`tracing:sspi-handoff:${operation}:${event}`);
  const channels = known.get(operation) ?? {
    start: create('start'),
    end: create('end'),
    asyncStart: create('asyncStart'),
    asyncEnd: create('asyncEnd'),
    error: create('error'),
  };
  known.set(operation, channels);
  return channels;
}

/** The same without types, so that one wrapper serves all traced functions. */
interface Observed {
  readonly operation: TracedOperation;
  run(...args: readonly unknown[]): unknown;
  before(...args: readonly unknown[]): Facts;
  after?(value: unknown, ...args: readonly unknown[]): Facts;
}

/**
 * Returns the function with events. Without a subscriber a call only checks that there is none: it creates no
 * object and no closure.
 */
export function traced<Args extends readonly unknown[], Value>(
  given: Traced<Args, Promise<Value>>,
): (...args: Args) => Promise<Value> {
  return wrap(given, observe) as (...args: Args) => Promise<Value>;
}

/** Like `traced()`, for a synchronous function. */
export function tracedSync<Args extends readonly unknown[], Value>(
  given: Traced<Args, Value>,
): (...args: Args) => Value {
  return wrap(given, observeSync) as (...args: Args) => Value;
}

function wrap(
  given: Observed,
  observer: (channels: Channels, given: Observed, args: readonly unknown[]) => unknown,
): unknown {
  let channels: Channels | undefined;
  // Four parameters and not `...args`, which would create an array in each call.
  return (a: unknown, b: unknown, c: unknown, d: unknown) => {
    channels ??= channelsOf(given.operation);
    return isObserved(channels) ? observer(channels, given, [a, b, c, d]) : given.run(a, b, c, d);
  };
}

function isObserved({ start, end, asyncStart, asyncEnd, error }: Channels): boolean {
  return (
    debug.enabled ||
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  );
}

async function observe(
  { start, end, asyncStart, asyncEnd, error }: Channels,
  given: Observed,
  args: readonly unknown[],
): Promise<unknown> {
  const event: TraceEvent = { operation: given.operation, ...given.before(...args) };
  const started = performance.now();
  try {
    const running = startIn(start, event, () => given.run(...args));
    end.publish(event);
    const value = await running;
    Object.assign(event, given.after?.(value, ...args));
    return value;
  } catch (reason) {
    event.error = reason;
    throw reason;
  } finally {
    publishEnd(event, started, error);
    asyncStart.publish(event);
    asyncEnd.publish(event);
  }
}

function observeSync(
  { start, end, error }: Channels,
  given: Observed,
  args: readonly unknown[],
): unknown {
  const event: TraceEvent = { operation: given.operation, ...given.before(...args) };
  const started = performance.now();
  try {
    const value = startIn(start, event, () => given.run(...args));
    Object.assign(event, given.after?.(value, ...args));
    return value;
  } catch (reason) {
    event.error = reason;
    throw reason;
  } finally {
    publishEnd(event, started, error);
    end.publish(event);
  }
}

/** Publishes the start, and runs the function with the stores that are bound to the channel. */
function startIn<Value>(start: Channel, event: TraceEvent, run: () => Value): Value {
  // runStores does not exist before Node.js 18.19 either.
  if (typeof start.runStores === 'function') return start.runStores(event, run);
  start.publish(event);
  return run();
}

function publishEnd(event: TraceEvent, started: number, error: Channel): void {
  event.duration = performance.now() - started;
  if ('error' in event) error.publish(event);
  log(event);
}

/** Prints the event if NODE_DEBUG names this package. */
function log({ operation, duration = 0, error, ...facts }: TraceEvent): void {
  if (!debug.enabled) return;
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const failed = error === undefined ? '' : `, failed: ${code ?? ''} ${message ?? ''}`;
  debug('%s, %s ms, %j%s', operation, duration.toFixed(3), facts, failed);
}
