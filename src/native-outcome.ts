/** The result of a native function: its value, or the system call that failed. */
export type Outcome<Value> =
  { readonly value: Value; readonly failure?: undefined } | { readonly failure: NativeFailure };

export interface NativeFailure {
  readonly kind: 'security-status' | 'win32-error';
  readonly code: number;
  readonly call: string;
}
