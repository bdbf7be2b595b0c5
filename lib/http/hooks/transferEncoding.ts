// What a part of a form holds when its header says that it is encoded or packed.
import { badRequest, ServiceError } from '../../errors.ts';
import { decodeBinary } from '../../odata/literals.ts';
import { requireIdentityCoding } from '../receiveBody.ts';
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
  const bytes = decodeBinary(content.toString('latin1').replaceAll(/\s+/g, ''));
  if (bytes === undefined) throw badRequest(`${part} has the Content-Transfer-Encoding base64, but its content is not base64.`);
  return bytes;
}

/** RFC 2045, section 6.7; what isn't so encoded stays. */
const fromQuotedPrintable = (content: Buffer): Buffer =>
  Buffer.from(
    content
      .toString('latin1')
      .replaceAll(/[ \t]*=[ \t]*\r?\n/g, (soft) => /^[ \t]*/.exec(soft)?.[0] ?? '')
      .replaceAll(/=([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
