// Writes text as a person reads it: one space for each run of them, none at the ends of a line, at most one empty line in a row.
import { TextUnits } from './textUnits.ts';

const space = 0x20;
const lineFeed = 0x0a;

/** Builds a text, code unit by code unit. */
export class TextLines {
  readonly #units: TextUnits;
  /** Where the line begins. */
  #line = 0;

  /** `expected`: about how many code units the text will have. */
  constructor(expected: number) {
    this.#units = new TextUnits(expected);
  }

  /** Adds a UTF-16 code unit of HTML source, in which any white space, line ends included, means one space. */
  addSource(unit: number): void {
    if ((unit > space && unit < 0x7f) || !isWhiteSpace(unit)) this.#units.add(unit);
    else this.#addSpace(space);
  }

  /** Adds a code unit as it is. */
  add(unit: number): void {
    if (unit > space && unit < 0x7f) this.#units.add(unit);
    else if (unit === lineFeed) this.endLine();
    else if (isWhiteSpace(unit)) this.#addSpace(unit);
    else this.#units.add(unit);
  }

  endLine(): void {
    this.#trim();
    const line = this.#line;
    const isEmpty = this.#units.length === line;
    // The text begins with a line that isn't empty, and no two empty ones follow each other.
    if (isEmpty && (line === 0 || (line > 1 && this.#units.at(line - 2) === lineFeed))) return;
    this.#units.add(lineFeed);
    this.#line = this.#units.length;
  }

  /** The text that was added, without white space around it. */
  toString(): string {
    this.#trim();
    let end = this.#units.length;
    while (end > 0 && this.#units.at(end - 1) === lineFeed) end--;
    this.#units.cut(end);
    return this.#units.toString();
  }

  #addSpace(unit: number): void {
    const { length } = this.#units;
    if (length > this.#line && (unit !== space || this.#units.at(length - 1) !== space)) this.#units.add(unit);
  }

  #trim(): void {
    let end = this.#units.length;
    while (end > this.#line && isWhiteSpace(this.#units.at(end - 1))) end--;
    this.#units.cut(end);
  }
}

/** What `String.prototype.trim` takes off (ECMAScript, WhiteSpace and LineTerminator). */
function isWhiteSpace(unit: number): boolean {
  if (unit <= 0xa0) return unit === space || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0;
  return unit === 0x1680 || (unit >= 0x2000 && unit <= 0x200a) || (unit >= 0x2028 && unit <= 0x2029) || otherSpaces.has(unit);
}

const otherSpaces: ReadonlySet<number> = new Set([0x202f, 0x205f, 0x3000, 0xfeff]);
