/** Reads a stream of frames. Each frame is a length of 4 bytes, followed by as many bytes. */
export class FrameReader {
  #received: Buffer = Buffer.alloc(0);

  /** Returns the frames that are complete after this chunk. */
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

  /** The bytes of an incomplete frame. */
  get rest(): Buffer {
    return this.#received;
  }
}

export function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
