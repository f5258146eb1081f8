import { inspect, type InspectOptions } from 'node:util';

import { packageFolder, packageVersion } from './package-folder';

/** The same symbol in each copy of the package that this thread has loaded. */
const copyKey = Symbol.for('sspi-handoff.copy');

/** Facts that may be shown to anybody who reads a log: no keys, no bytes and no handle values. */
export type Shown = Readonly<Record<string, unknown>>;

/**
 * An object that shows itself in console.log and in JSON by public facts only, and that cannot be
 * cloned: a clone would have none of what the object owns.
 */
export abstract class Inspectable {
  /**
   * V8 names a symbol that it is asked to clone in its DataCloneError. This is the one way to word that
   * error in every version of Node.js; worker_threads.markAsUncloneable exists in the latest ones, and
   * says nothing about what to do. It must be enumerable, and the first property.
   *
   * @internal
   */
  readonly uncloneable = this.whyUncloneable();

  /** The symbol whose description says what to do in place of cloning. V8 shortens more than 100 characters. */
  protected abstract whyUncloneable(): symbol;

  /** The facts that console.log and JSON.stringify show. */
  abstract toJSON(): Shown;

  /** `toJSON()`, for console.log. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    const { name } = this.constructor;
    if (depth < 0) return `[${name}]`;
    const inner = options.depth == null ? options : { ...options, depth: options.depth - 1 };
    return `${name} ${inspect(this.toJSON(), inner)}`;
  }

  /** The copy of the package that made this object; another copy reads it. @internal */
  get [copyKey](): string {
    return `version ${packageVersion} from ${packageFolder() ?? 'a bundle'}`;
  }
}

/** The other copy of the package that made an object: undefined if this one made it, or none. */
export function otherCopyOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Inspectable) return undefined;
  try {
    const copy = (value as { [copyKey]?: unknown })[copyKey];
    return typeof copy === 'string' ? copy : undefined;
  } catch {
    // The object is a Proxy that throws. The error about the argument says more.
    return undefined;
  }
}

/** `'usable'`, or in one word why an object is not: `'disposed'`, `'exported'`. */
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
