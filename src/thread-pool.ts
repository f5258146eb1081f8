import { ArgumentRangeError, requireUint32 } from './arguments';
import { native, valueOf } from './native';

const MOST_THREADS = 1024;

/**
 * Sets the maximum number of threads that run the asynchronous calls of this package, for the whole process.
 * The default is 64. Each call holds a thread while it waits for LSA, a domain controller or another process.
 * More calls than threads wait in the order of their start. The threads are not those of libuv, so waiting calls
 * do not delay `fs`, `dns` and `crypto`, and UV_THREADPOOL_SIZE has no effect on this package.
 *
 * Call it at the start of the program: a lower number ends no running thread before it is idle.
 *
 * @example
 * ```ts
 * setThreadPoolSize(256);
 * ```
 * @param threads From 1 to 1024.
 * @throws {TypeError | RangeError} ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE, before any system call.
 * @throws {WindowsError} ERROR_NOT_ENOUGH_MEMORY.
 * @throws {SspiUsageError} ERR_SSPI_UNSUPPORTED_PLATFORM off Windows.
 * @see https://learn.microsoft.com/windows/win32/api/threadpoolapiset/nf-threadpoolapiset-setthreadpoolthreadmaximum
 * @category Contexts
 */
export function setThreadPoolSize(threads: number): void {
  if (requireUint32('threads', threads) < 1 || threads > MOST_THREADS) {
    throw new ArgumentRangeError('threads', `from 1 to ${String(MOST_THREADS)}`, threads);
  }
  valueOf(native().setThreadPoolSize(threads));
}
