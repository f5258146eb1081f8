import { adoptAccessToken } from './adopt';
import type { AccessTokenListener } from './inbox';
import { type ContextListening, listen, type OnContextOptions } from './listen';

/**
 * Adopts each access token that the sender sends with `sendAccessToken()`, and calls a function with it. The
 * sender is the parent of this process, or the process in `from`. It works like `onContext()`, and one channel
 * can have both listeners.
 *
 * Other 'message' listeners of the same channel must ignore objects with the property 'sspi-handoff'.
 *
 * @example
 * ```ts
 * onAccessToken(async (token, { socket, message }) => {
 *   using owned = token;
 *   console.log((await owned.user()).account);
 * });
 * ```
 * @param listener A function that owns the token and the socket, also if it fails. If it throws or returns a
 * rejected promise, Node.js reports an unhandled rejection.
 * @returns An object whose `dispose()` ends the listening.
 * @throws {TypeError} ERR_INVALID_ARG_TYPE.
 * @throws {SspiUsageError} ERR_SSPI_ALREADY_LISTENING if this thread already has a listener for access tokens
 * of this sender, also in another copy of this package.
 * @see https://learn.microsoft.com/windows/win32/secauthz/access-tokens
 * @category Hand off
 */
export function onAccessToken(
  listener: AccessTokenListener,
  options: OnContextOptions = {},
): ContextListening {
  return listen('onAccessToken', { kind: 'token', adopt: adoptAccessToken, listener }, options);
}
