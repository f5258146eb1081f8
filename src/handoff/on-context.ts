import { adoptContext } from './adopt';
import type { ContextListener } from './inbox';
import { type ContextListening, listen, type OnContextOptions } from './listen';

/**
 * Adopts each context that the sender sends with `sendContext()`, and calls a function with it. The sender is
 * the parent of this process, or the process in `from`. Contexts that arrive before this call wait until they
 * expire, and then their sender reclaims them.
 *
 * Other 'message' listeners of the same channel must ignore objects with the property 'sspi-handoff'.
 *
 * @example
 * ```ts
 * onContext(async (context, { socket, message }) => {
 *   // This process owns the context and the socket.
 * });
 * ```
 * @param listener A function that owns the context and the socket, also if it fails. If it throws or returns a
 * rejected promise, Node.js reports an unhandled rejection.
 * @returns An object whose `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_ALREADY_LISTENING if this thread already has a listener for this sender,
 * also in another copy of this package, because each context can have only one owner.
 * @see https://nodejs.org/api/process.html#event-message
 * @category Hand off
 */
export function onContext(
  listener: ContextListener,
  options: OnContextOptions = {},
): ContextListening {
  return listen('onContext', { kind: 'context', adopt: adoptContext, listener }, options);
}
