/// <reference lib="esnext.disposable" preserve="true" />

import { requireNative } from '../arguments';
import { Inspectable } from '../inspection';
import type { AccessToken } from '../windows/access-token';
import type { ContextOrigin } from './context-origin';

const uncloneable = Symbol(
  'An exported context cannot be cloned: hand over the context with sendContext(). It',
);

/** The result of ExportSecurityContext. */
interface PackedParts {
  readonly packedContext: Buffer;
  readonly bufferType: number;
  readonly accessToken: AccessToken | null;
}

/**
 * A security context as bytes, from `SecurityContext.export()` and for `SecurityContext.import()`. The
 * bytes contain the keys of the session. They are valid on this computer only, until it restarts.
 *
 * This object owns the bytes and the token: `dispose()` wipes the bytes and closes the token.
 * `util.inspect` and JSON show neither.
 *
 * @category Contexts
 */
export class ExportedSecurityContext extends Inspectable implements Disposable {
  /** @internal */
  static create(origin: ContextOrigin, parts: PackedParts): ExportedSecurityContext {
    return new ExportedSecurityContext(origin, parts);
  }

  /** Undefined for an object that `export()` of this copy of the package did not return. @internal */
  static originOf(value: object): ContextOrigin | undefined {
    return #origin in value ? value.#origin : undefined;
  }

  /** The name of the security package that the context must be imported with. */
  readonly packageName: string;
  /** The bytes from ExportSecurityContext. All zeros after `dispose()`. */
  readonly packedContext: Buffer;
  /** The SecBuffer type of the bytes. The importing process must pass the same type. */
  readonly bufferType: number;
  /** The client's access token. Null if it was not asked for, or the package returned none. */
  readonly accessToken: AccessToken | null;
  readonly #origin: ContextOrigin;

  private constructor(origin: ContextOrigin, parts: PackedParts) {
    super();
    const { packedContext, bufferType, accessToken } = requireNative(new.target.name, parts);
    this.packageName = origin.packageName;
    this.packedContext = packedContext;
    this.bufferType = bufferType;
    this.accessToken = accessToken;
    this.#origin = origin;
  }

  /** Wipes the bytes and closes the token. Can be called again. */
  dispose(): void {
    this.packedContext.fill(0);
    this.accessToken?.dispose();
  }

  /** Calls `dispose()` at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The facts that JSON and console.log show: neither the bytes nor the token. */
  toJSON() {
    const { packageName, bufferType, packedContext, accessToken } = this;
    return {
      packageName,
      bufferType,
      packedBytes: packedContext.byteLength,
      hasAccessToken: accessToken !== null,
    };
  }

  /** @internal */
  protected whyUncloneable(): symbol {
    return uncloneable;
  }
}
