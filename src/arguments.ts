import { inspect, types } from 'node:util';

import { beginInPublicFunction } from './call-stack';
import { otherCopyOf } from './inspection';
import { packageFolder, packageVersion } from './package-folder';

const { isUint8Array } = types;

/** This and the next two errors are like Node's own, so that callers can handle them in the same way. */
export class ArgumentTypeError extends TypeError {
  readonly code = 'ERR_INVALID_ARG_TYPE';

  constructor(name: string, expected: string, actual: unknown) {
    super(`The ${JSON.stringify(name)} argument must be ${expected}. Received ${show(actual)}`);
    beginInPublicFunction(this);
  }
}

export class ArgumentValueError extends TypeError {
  readonly code = 'ERR_INVALID_ARG_VALUE';

  constructor(name: string, problem: string, options?: ErrorOptions) {
    super(`The ${JSON.stringify(name)} argument ${problem}`, options);
    beginInPublicFunction(this);
  }
}

export class ArgumentRangeError extends RangeError {
  readonly code = 'ERR_OUT_OF_RANGE';

  constructor(name: string, range: string, actual: number | bigint) {
    super(`The ${JSON.stringify(name)} argument must be ${range}. Received ${String(actual)}`);
    beginInPublicFunction(this);
  }
}

/** Like Node's error with this code. */
class ConstructorError extends TypeError {
  readonly code = 'ERR_ILLEGAL_CONSTRUCTOR';

  constructor(name: string) {
    super(
      `${name} has no public constructor. Its documentation names the functions that create one.`,
    );
    beginInPublicFunction(this);
  }
}

/** Describes a value without its content, because it may be a secret in the wrong place. */
function show(actual: unknown): string {
  if (actual === null || actual === undefined) return String(actual);
  if (typeof actual !== 'object') return `type ${typeof actual}`;
  const name = className(actual);
  return name === undefined ? 'an object' : `an instance of ${name}`;
}

function className(actual: object): string | undefined {
  try {
    const { name } = (actual as { constructor?: { name?: unknown } }).constructor ?? {};
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    // The caller's getter threw, or the object is a revoked Proxy. The error about the argument is more useful.
    return undefined;
  }
}

export function requireText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ArgumentTypeError(name, 'a string', value);
  if (value.includes('\0')) throw new ArgumentValueError(name, 'must not contain a NUL character.');
  return value;
}

export function requireNonEmptyText(name: string, value: unknown): string {
  const text = requireText(name, value);
  if (text === '') throw new ArgumentValueError(name, 'must not be empty.');
  return text;
}

export function requireBytes(name: string, value: unknown): Uint8Array {
  // Not instanceof, because another realm (jest, node:vm) has its own Uint8Array.
  if (!isUint8Array(value)) {
    throw new ArgumentTypeError(name, 'a Buffer or Uint8Array', value);
  }
  if (value.byteLength > 0xffffffff) {
    throw new ArgumentValueError(name, 'must be smaller than 4 GiB.');
  }
  return value;
}

export function requireUint32(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new ArgumentTypeError(name, 'a number', value);
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new ArgumentRangeError(name, 'an integer from 0 to 4294967295', value);
  }
  return value;
}

/** A 32-bit number as an unsigned number. `|` makes a sum negative if it contains the highest flag. */
export function requireFlagSum(name: string, value: unknown): number {
  const isNegative = typeof value === 'number' && value < 0 && value === (value | 0);
  return requireUint32(name, isNegative ? value >>> 0 : value);
}

export function requireBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new ArgumentTypeError(name, 'a boolean', value);
  return value;
}

export function requireHandle(name: string, value: unknown): bigint {
  if (typeof value !== 'bigint') {
    throw new ArgumentTypeError(
      name,
      "a bigint. If it is hexadecimal text, for example from a header, pass BigInt('0x' + header)",
      value,
    );
  }
  // Windows reserves the two lowest bits of a handle for tags, and uses negative values for pseudo handles,
  // which have no owner.
  if (value <= 0n || value > 0x7fffffffn || value % 4n !== 0n) {
    throw new ArgumentRangeError(
      name,
      'a handle value: a multiple of 4 from 4 to 2147483644 (0x7ffffffc)',
      value,
    );
  }
  return value;
}

/** A function that is not declared async. An async function would finish its work too late. */
export function requireSynchronousFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new ArgumentTypeError(name, 'a function', value);
  if (types.isAsyncFunction(value)) {
    throw new ArgumentValueError(name, 'must be a synchronous function, not an async one.');
  }
}

/** A SID as text. Checks each number, so that Windows cannot read one that is too large as another SID. */
export function requireSid(name: string, value: unknown): string {
  const text = requireText(name, value);
  const numbers = text.split('-').slice(2);
  if (!/^S-1(-\d{1,10}){2,16}$/.test(text) || numbers.some((each) => Number(each) > 0xffffffff)) {
    throw new ArgumentValueError(name, "must be a SID, for example 'S-1-5-32-544'.");
  }
  return text;
}

export function requireObject(name: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArgumentTypeError(name, 'an object', value);
  }
  return value;
}

/**
 * Reads one option. Ignores a property of the root of the prototype chain, so that code that writes to
 * Object.prototype cannot set options.
 */
export function readOption<Options extends object, Name extends keyof Options & string>(
  options: Options,
  name: Name,
): Options[Name] | undefined {
  return name in options && isFromRootPrototype(options, name) ? undefined : options[name];
}

/**
 * A snapshot of options. Each option is read once, at the call, so the caller may change or reuse the object
 * as soon as the call has returned.
 */
export function readOptions<Options extends object, Name extends keyof Options & string>(
  name: string,
  options: Options,
  names: readonly Name[],
): { readonly [Each in Name]?: Options[Each] | undefined } {
  requireObject(name, options);
  const snapshot = Object.create(null) as { [Each in Name]?: Options[Each] | undefined };
  for (const each of names) snapshot[each] = readOption(options, each);
  return snapshot;
}

function isFromRootPrototype(options: object, name: string): boolean {
  let owner: object | null = options;
  while (owner !== null) {
    const parent = Object.getPrototypeOf(owner) as object | null;
    if (Object.hasOwn(owner, name)) return parent === null && owner !== options;
    owner = parent;
  }
  return false;
}

/** A class with a public or a private constructor. */
interface Class<Instance> {
  readonly name: string;
  readonly prototype: Instance;
  [Symbol.hasInstance](value: unknown): boolean;
}

export function requireInstance<Instance>(
  name: string,
  type: Class<Instance>,
  value: unknown,
): Instance {
  if (!(value instanceof type)) {
    const copy = otherCopyOf(value);
    throw new ArgumentTypeError(
      name,
      copy === undefined
        ? `an instance of ${type.name}`
        : `an instance of ${type.name} of the same copy of sspi-handoff. Two copies are loaded, ` +
            `version ${packageVersion} from ${packageFolder() ?? 'a bundle'}, and ${copy}. ` +
            'Load one copy only: npm ls sspi-handoff lists the packages that depend on it, ' +
            'and npm dedupe can remove a copy',
      value,
    );
  }
  return value as Instance;
}

/**
 * Protects constructors that are not public. TypeScript code cannot call them. JavaScript code would get an
 * object that owns no resource, and its methods would throw errors without a code.
 */
export function requireNative<Native extends object>(name: string, native: Native): Native {
  const candidate: unknown = native;
  if (typeof candidate !== 'object' || candidate === null) throw new ConstructorError(name);
  return native;
}

/** An object with these methods. Its class may come from another realm, or be a substitute. */
export function requireMethods<Type>(
  name: string,
  expected: string,
  value: Type,
  methods: readonly (keyof Type & string)[],
): Type {
  const candidate: unknown = value;
  if (
    typeof candidate !== 'object' ||
    candidate === null ||
    methods.some((method) => typeof (candidate as Type)[method] !== 'function')
  ) {
    throw new ArgumentTypeError(name, expected, value);
  }
  return value;
}

export function requireOneOf<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  value: unknown,
): Choice {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) {
    throw new ArgumentValueError(
      name,
      `must be one of ${choices.map((each) => inspect(each)).join(', ')}.`,
    );
  }
  return choice;
}
