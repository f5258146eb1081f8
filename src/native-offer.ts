import type { NativeAccessToken } from './native-access-token';
import type { kind } from './native-object';
import type { NativeFailure, Outcome } from './native-outcome';
import type { NativeImportedContext, NativeSecurityContext } from './native-types';

/** The offer, or the failure after the export and the context that was imported again. */
export interface NativeOffering {
  readonly offer: NativeOffer | null;
  readonly failure: NativeFailure | null;
  readonly reclaimed: NativeImportedContext | null;
}

export type NativeProgress =
  | 'pending'
  | 'adopted'
  | 'rejected'
  | 'refused'
  | 'expired'
  | 'receiver-exited'
  | 'withdrawn'
  | 'altered';

/** An open process. Windows does not reuse its pid while it is open. */
export interface NativeProcess {
  readonly [kind]: 'Process';
}

export interface NativeProcessFunctions {
  open(pid: number): Outcome<NativeProcess>;
  openParent(pid: number): Outcome<NativeProcess>;
  hasExited(process: NativeProcess): boolean;
  dispose(process: NativeProcess): void;
}

export interface NativeOffer {
  readonly [kind]: 'Offer';
}

export interface NativeOfferFunctions {
  ofContext(
    context: NativeSecurityContext,
    receiver: NativeProcess,
    options: NativeTransferOptions & NativeOrigin & { readonly ownImportPackageName: string },
  ): Promise<Outcome<NativeOffering>>;
  ofAccessToken(
    accessToken: NativeAccessToken,
    receiver: NativeProcess,
    options: NativeTransferOptions,
  ): Promise<Outcome<NativeOffer>>;
  section(offer: NativeOffer): bigint;
  nonce(offer: NativeOffer): Buffer;
  expiresAt(offer: NativeOffer): bigint;
  watch(offer: NativeOffer, changed: () => void): Outcome<undefined>;
  /** Lets the event loop end although the offer is open. */
  unref(offer: NativeOffer): void;
  unwatch(offer: NativeOffer): void;
  poll(offer: NativeOffer): {
    readonly progress: NativeProgress;
    readonly rejection: NativeFailure | null;
    readonly receiverVersion: number | null;
  };
  withdraw(offer: NativeOffer): void;
  /** Closes the handles in the receiver. Call it after each end except adoption. */
  pullHandles(offer: NativeOffer): Promise<Outcome<undefined>>;
  /** The result is null if the receiver has changed the packed context, or may own the context. */
  reclaim(offer: NativeOffer): Promise<Outcome<NativeImportedContext | null>>;
  dispose(offer: NativeOffer): void;
}

export interface NativeTransferOptions {
  readonly expiresIn: number;
  readonly tokenAccess: number;
}

/** The facts of a context that travel with it. */
export interface NativeOrigin {
  readonly packageName: string;
  /** Empty for none. */
  readonly negotiatedPackageName: string;
  readonly importPackageName: string;
  readonly role: number;
  readonly attributes: number;
}

export type NativeAdoption<Content> =
  | ({ readonly outcome: 'adopted' } & Content)
  | {
      readonly outcome:
        | 'invalid-ticket'
        | 'expired'
        | 'too-late'
        | 'withdrawn'
        | 'already-adopted'
        | 'rejected'
        | 'refused';
      readonly rejection: NativeFailure | null;
      readonly senderVersion: number;
    };

export type NativeTicket = readonly [
  section: bigint,
  nonce: Uint8Array,
  expiresAt: bigint,
  version: number,
];
