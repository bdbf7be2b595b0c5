// Builds a text character by character in plain memory, where each costs a few nanoseconds, instead of joining millions of small strings.

/** A growing sequence of UTF-16 code units. It is a class because access to a class's fields is fast. */
export class TextUnits {
  #units: Uint16Array<ArrayBuffer>;
  #length = 0;
  #all = 0;

  /** `expected`: about how many code units there will be; the memory grows when there are more. */
  constructor(expected: number) {
    this.#units = new Uint16Array(expected + 16);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#units[index] ?? 0;
  }

  add(unit: number): void {
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length++] = unit;
    this.#all |= unit;
  }

  addAll(units: readonly number[]): void {
    for (const unit of units) this.add(unit);
  }

  /** Keeps the first `length` code units and drops the rest. */
  cut(length: number): void {
    this.#length = length;
  }

  toString(): string {
    const written = this.#units.subarray(0, this.#length);
    // A string that holds only Latin-1 takes half the memory, here and wherever it is passed.
    if (this.#all <= 0xff) return Buffer.from(new Uint8Array(written).buffer).toString('latin1');
    return Buffer.from(written.buffer, 0, written.byteLength).toString('utf16le');
  }

  #grow(): void {
    const larger = new Uint16Array(this.#units.length * 2);
    larger.set(this.#units);
    this.#units = larger;
  }
}
