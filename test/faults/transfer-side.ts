/** Whether this process owns the content, and the error that it received. */
export interface Settled {
  readonly owns: boolean;
  readonly error: string | null;
}

/** The part of one process in a transfer: the sender's, the receiver's, or one after the other. */
export interface TransferSide {
  /** Returns the ticket, or null if the offer failed. */
  offer(pid: number, expiresIn: number): Promise<string | null>;
  withdraw(): void;
  /** The end of the offer; undefined before it. */
  readonly outcome: Promise<Settled> | undefined;
  adopt(ticket: string): Promise<Settled>;
  /** Uses the content. Throws if this process does not have it. */
  use(message: Buffer): Buffer;
  /** The number of native objects with the content, including those without a reference. */
  readonly held: number;
  dispose(): void;
}

export async function settledBy(adoption: Promise<unknown>): Promise<Settled> {
  try {
    await adoption;
    return { owns: true, error: null };
  } catch (error) {
    return { owns: false, error: codeOf(error) };
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
