/** Limits how many operations run at the same time. */
export class Gate {
  #entered = 0;
  #most = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly width: number) {}

  get most(): number {
    return this.#most;
  }

  async through(pass: () => Promise<void>): Promise<void> {
    if (this.#entered === this.width) {
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else {
      this.#most = Math.max(this.#most, ++this.#entered);
    }
    try {
      await pass();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#entered--;
      else next();
    }
  }
}
