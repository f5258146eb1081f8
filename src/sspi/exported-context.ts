/// <reference lib="esnext.disposable" preserve="true" />

import { Inspectable } from '../inspection';
import type { AccessToken } from '../windows/access-token';

const uncloneable = Symbol(
  'An exported context cannot be cloned: hand over the context with sendContext(). It',
);

/**
 * A security context in bytes, on its way into another process: everything that
 * `SecurityContext.import` takes. The bytes hold the session's keys. They are good on this computer
 * only, and until it restarts.
 *
 * Whoever holds this object owns the bytes and the token: `dispose()` wipes the one and closes the
 * other. Neither shows in `util.inspect` or in JSON.
 */
export class ExportedSecurityContext extends Inspectable implements Disposable {
  /** The name to import under. */
  readonly packageName: string;
  /** What ExportSecurityContext packed. Zeros after `dispose()`. */
  readonly packedContext: Buffer;
  /** The SecBuffer type that the package gave the bytes; the importing side must repeat it. */
  readonly bufferType: number;
  /** The client's access token, if it was asked for and the package has one. */
  readonly accessToken: AccessToken | null;

  /** @internal */
  constructor(
    packageName: string,
    packedContext: Buffer,
    bufferType: number,
    accessToken: AccessToken | null,
  ) {
    super();
    this.packageName = packageName;
    this.packedContext = packedContext;
    this.bufferType = bufferType;
    this.accessToken = accessToken;
  }

  /** Wipes the bytes and closes the token. Safe to call again. */
  dispose(): void {
    this.packedContext.fill(0);
    this.accessToken?.dispose();
  }

  /** `dispose()`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What may be shown of it: neither the bytes nor the token. */
  toJSON() {
    const { packageName, bufferType, packedContext, accessToken } = this;
    return {
      packageName,
      bufferType,
      packedBytes: packedContext.byteLength,
      hasAccessToken: accessToken !== null,
    };
  }

  protected whyUncloneable(): symbol {
    return uncloneable;
  }
}
