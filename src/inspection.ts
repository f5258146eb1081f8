import { inspect, type InspectOptions } from 'node:util';

import { packageFolder, packageVersion } from './package-folder';

/** The same symbol in each copy of the package that this thread has loaded. */
const copyKey = Symbol.for('sspi-handoff.copy');

/** Facts that may appear in a log: no keys, no bytes and no handle values. */
export type Shown = Readonly<Record<string, unknown>>;

/**
 * An object that shows only public facts in console.log and in JSON. It cannot be cloned, because a clone
 * would not have the resources that the object owns.
 */
export abstract class Inspectable {
  /**
   * A symbol cannot be cloned, and the DataCloneError of V8 contains its description. No other way to word
   * that error works in every version of Node.js: worker_threads.markAsUncloneable exists only in the latest
   * versions and gives no advice. The property must be enumerable, and the first one.
   *
   * @internal
   */
  readonly uncloneable = this.whyUncloneable();

  /** The symbol for `uncloneable`. Its description is the advice. V8 cuts it at 100 characters. @internal */
  protected abstract whyUncloneable(): symbol;

  /** The facts that console.log and JSON.stringify show. */
  abstract toJSON(): Shown;

  /** The facts of `toJSON()`, for console.log. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    const { name } = this.constructor;
    if (depth < 0) return `[${name}]`;
    const inner = options.depth == null ? options : { ...options, depth: options.depth - 1 };
    return `${name} ${inspect(this.toJSON(), inner)}`;
  }

  /** The copy of the package that created this object. Other copies read it. @internal */
  get [copyKey](): string {
    return `version ${packageVersion} from ${packageFolder() ?? 'a bundle'}`;
  }
}

/** The other copy of the package that created an object. Undefined if no other copy created it. */
export function otherCopyOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Inspectable) return undefined;
  try {
    const copy = (value as { [copyKey]?: unknown })[copyKey];
    return typeof copy === 'string' ? copy : undefined;
  } catch {
    // The object is a Proxy that throws. The error about the argument is more useful.
    return undefined;
  }
}

/** `'usable'`, or one word for the reason why an object is not: `'disposed'`, `'exported'`. */
export function stateOf(assertUsable: () => void): string {
  try {
    assertUsable();
    return 'usable';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('ERR_SSPI_') !== true) throw error;
    return code.replace(/^ERR_SSPI_(CONTEXT_)?/, '').toLowerCase();
  }
}
