// JSON as TypeScript knows it: what requests bring, answers show and stores keep, and bytes within it that are written past the JSON.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject | Binary;

/** Bytes as a value of JSON: always `Base64`. An interface, since this type contains itself, and the linter looks for classes in it without an end. */
export interface Binary {
  readonly bytes: Uint8Array;
  readonly length: number;
  toString(): string;
  toJSON(): string;
}

/** A property that is undefined isn't written. */
export type JsonObject = { readonly [property: string]: Json | undefined };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isBinary(value);

export const isBinary = (value: unknown): value is Binary => value instanceof Base64;

/** Those that the JSON has that `piecesOf` is writing, in their order. */
let met: Base64[] | undefined;

/** What stands in the text where bytes belong. */
const mark = '\0base64';
const writtenMark = JSON.stringify(mark);

/**
 * Bytes as a value of JSON (RFC 4648, section 4): to write a text of a megabyte as JSON takes longer than all else that is done with it,
 * since each character may need an escape. Where nobody writes it in pieces, `JSON.stringify` writes its text.
 */
export class Base64 implements Binary {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Characters of the text. */
  get length(): number {
    return 4 * Math.ceil(this.bytes.byteLength / 3);
  }

  toString(): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength).toString('base64');
  }

  toJSON(): string {
    if (met === undefined) return this.toString();
    met.push(this);
    return mark;
  }
}

/** A text in pieces, one behind the other. */
export type Pieces = readonly (string | Base64)[];

/** What `write` makes by one call of `JSON.stringify`, in pieces: a single one, unless it holds bytes. */
export function piecesOf(write: () => string): Pieces {
  const bytes: Base64[] = [];
  met = bytes;
  let text: string;
  try {
    text = write();
  } finally {
    met = undefined;
  }
  if (bytes.length === 0) return [text];
  const texts = text.split(writtenMark);
  // A caller's text that is the mark can't be told from it: then all of it is written as JSON.
  if (texts.length !== bytes.length + 1) return [write()];
  return texts.flatMap((piece, i) => {
    const before = bytes[i - 1];
    const quoted = `${before === undefined ? '' : '"'}${piece}${i < bytes.length ? '"' : ''}`;
    return before === undefined ? [quoted] : [before, quoted];
  });
}

/** Bytes of which one piece is encoded at a time, so that no text of all of them is made; a multiple of three. */
const bytesPerPiece = 48 * 1024;

/** Writes the text into the buffer, from this place on, as Latin-1; returns where it ends. */
export function writeBase64({ bytes }: Base64, into: Buffer, at: number): number {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = at;
  for (let start = 0; start < source.length; start += bytesPerPiece)
    end += into.write(source.toString('base64', start, Math.min(start + bytesPerPiece, source.length)), end, 'latin1');
  return end;
}
