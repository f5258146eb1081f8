import { requireSynchronousFunction } from '../arguments';
import { beginInPublicFunction } from '../call-stack';

/**
 * A value that is not a promise or another thenable.
 *
 * @category Access tokens
 */
export type Synchronous<Value> = Value extends PromiseLike<unknown> ? never : Value;

/** Like Node's error with this code. */
class ReturnValueError extends TypeError {
  readonly code = 'ERR_INVALID_RETURN_VALUE';

  constructor(message: string) {
    super(message);
    beginInPublicFunction(this);
  }
}

/**
 * Calls `action` through `impersonate`, which impersonates another user during the call and has reverted when
 * it returns or throws.
 */
export function callImpersonated<Value>(
  action: () => Value,
  impersonate: (action: () => Value) => Value,
): Value {
  requireSynchronousFunction('action', action);
  const value = impersonate(action);
  // Not during the impersonation, because reading `then` can run the caller's code.
  if (isThenable(value)) {
    throw new ReturnValueError(
      'The "action" argument must be a synchronous function, but it returned a promise. ' +
        'Impersonation has ended, so the work behind the promise runs as this process.',
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
