/** A stream of frames: each a length of 4 bytes, and so many bytes. */
export class FrameReader {
  #received: Buffer = Buffer.alloc(0);

  /** The frames that are complete with this. */
  push(chunk: Uint8Array): Buffer[] {
    this.#received = Buffer.concat([this.#received, chunk]);
    const frames: Buffer[] = [];
    for (;;) {
      if (this.#received.length < 4) return frames;
      const end = 4 + this.#received.readUInt32BE();
      if (this.#received.length < end) return frames;
      frames.push(this.#received.subarray(4, end));
      this.#received = this.#received.subarray(end);
    }
  }

  /** The beginning of a frame that is not complete. */
  get rest(): Buffer {
    return this.#received;
  }
}

export function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
