// Writes the ASN.1 values that a certificate consists of in their one encoding (DER, ITU-T X.690).

/** A value with its tag and its length. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  // A length from 128 on is preceded by the number of its bytes (X.690, section 8.1.3.5); none here needs more than two.
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => der(0x04, content);
export const truth = (): Buffer => der(0x01, Buffer.from([0xff]));
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));

/** Bits, of which the last byte leaves `unused` ones out. */
export const bits = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);

/** A positive number, from its bytes. */
export const integer = (bytes: Uint8Array): Buffer => der(0x02, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), bytes);

/** A time until the year 2049 (RFC 5280, section 4.1.2.5.1). */
export const utcTime = (date: Date): Buffer => der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

/** An object identifier, from its numbers: `1.2.840.10045.4.3.2`. */
export function identifier(numbers: string): Buffer {
  const [first = 0, second = 0, ...rest] = numbers.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seven bits a byte, all but the last one marked (X.690, section 8.19.2). */
function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
