// Decodes a part of a form whose header says that it is encoded, and refuses compressed parts.
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { decodeBinary } from '../../odata/types/literals.ts';
import { requireIdentityCoding } from '../../http/receiveBody.ts';
import type { FormPart } from './multipart.ts';

/** Encodings that change nothing (RFC 2045, section 6.2). */
const plain: ReadonlySet<string> = new Set(['', '7bit', '8bit', 'binary']);

/**
 * The content of a part, decoded from base64 or quoted-printable where its Content-Transfer-Encoding says so: RFC 7578, section 4.7 wants
 * none of that from senders, and libraries that are made for mail write it. Throws 400 for content that isn't so encoded, 415 for another
 * encoding and for a packed part; both name the part.
 */
export function contentOf({ number, headers, content }: FormPart): Uint8Array {
  const part = `Part ${number} of the form`;
  requireIdentityCoding(headers.get('content-encoding'), part);
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (plain.has(encoding)) return content;
  if (encoding === 'quoted-printable') return fromQuotedPrintable(content);
  if (encoding !== 'base64')
    throw new ServiceError(
      415,
      'UnsupportedMediaType',
      `${part} has the Content-Transfer-Encoding '${encoding}', which is not supported; best it has none.`,
    );
  const bytes = decodeBinary(content.toString('latin1'));
  if (bytes === undefined) throw badRequest(`${part} has the Content-Transfer-Encoding base64, but its content is not base64.`);
  return bytes;
}

const equals = 0x3d;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * Decodes quoted-printable (RFC 2045, section 6.7); anything that isn't encoded so stays as it is. Reads each byte once or twice, whatever
 * the content is.
 */
function fromQuotedPrintable(content: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(content.length);
  let length = 0;
  for (let i = 0; i < content.length;) {
    const next = equalsFrom(content, i);
    if (next > i) {
      length += content.copy(decoded, length, i, next);
      i = next;
      continue;
    }
    const softBreak = behindSoftBreak(content, i + 1);
    if (softBreak !== -1) {
      i = softBreak;
      continue;
    }
    const escaped = byteIn(content, i + 1);
    decoded[length++] = escaped === -1 ? equals : escaped;
    i += escaped === -1 ? 1 : 3;
  }
  return decoded.subarray(0, length);
}

/** After so many bytes without a `=`, a native search looks for the next one: it is faster, but each start costs more. */
const near = 32;

/** Where the next `=` is; the content's end where there is none. */
function equalsFrom(content: Buffer, start: number): number {
  const close = Math.min(start + near, content.length);
  for (let i = start; i < close; i++) if (content[i] === equals) return i;
  const found = content.indexOf(equals, close);
  return found === -1 ? content.length : found;
}

/** The place behind white space and the end of a line; -1 where anything else comes first. */
function behindSoftBreak(content: Buffer, start: number): number {
  let i = start;
  while (content[i] === 0x20 || content[i] === 0x09) i++;
  if (content[i] === carriageReturn && content[i + 1] === lineFeed) return i + 2;
  return content[i] === lineFeed ? i + 1 : -1;
}

/** The byte that two hexadecimal digits in either case write; -1 where there aren't two. */
function byteIn(content: Buffer, at: number): number {
  const [high, low] = [digitOf(content[at] ?? 0), digitOf(content[at + 1] ?? 0)];
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
