import { requireSynchronousFunction } from '../arguments';
import { beginInPublicFunction } from '../call-stack';

/** A value that is no promise, nor anything else that is to be awaited. */
export type Synchronous<Value> = Value extends PromiseLike<unknown> ? never : Value;

/** Like Node's error of that code. */
class ReturnValueError extends TypeError {
  readonly code = 'ERR_INVALID_RETURN_VALUE';

  constructor(message: string) {
    super(message);
    beginInPublicFunction(this);
  }
}

/**
 * Calls `action` through `impersonate`, which acts as somebody else while it runs and has reverted
 * when it returns or throws.
 */
export function callImpersonated<Value>(
  action: () => Value,
  impersonate: (action: () => Value) => Value,
): Value {
  requireSynchronousFunction('action', action);
  const value = impersonate(action);
  // Only now: to look for `then` can run the caller's code.
  if (isThenable(value)) {
    throw new ReturnValueError(
      'The "action" argument must be a synchronous function, and it returned a promise. ' +
        'Impersonation has ended; what the promise stands for runs as this process.',
    );
  }
  return value;
}

function isThenable(value: unknown): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
