// Puts a text together character by character: in plain memory, where that costs a few nanoseconds, and not as millions of small texts.

/** UTF-16 code units, one behind the other. A class, since its fields are what makes it fast. */
export class TextUnits {
  #units: Uint16Array<ArrayBuffer>;
  #length = 0;
  #all = 0;

  /** For about so many code units; it grows where there are more. */
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

  /** Takes off what is behind so many. */
  cut(length: number): void {
    this.#length = length;
  }

  toString(): string {
    const written = this.#units.subarray(0, this.#length);
    // A text of Latin-1 alone takes half the memory, here and wherever it goes.
    if (this.#all <= 0xff) return Buffer.from(new Uint8Array(written).buffer).toString('latin1');
    return Buffer.from(written.buffer, 0, written.byteLength).toString('utf16le');
  }

  #grow(): void {
    const larger = new Uint16Array(this.#units.length * 2);
    larger.set(this.#units);
    this.#units = larger;
  }
}
