// Collects the answers of a batch, within the batch's size limit and the byte budget.
import { ServiceError } from '../../runtime/errors.ts';
import { maxBatchReplyBytes, ownBatchReplyBytes } from '../../runtime/limits.ts';
import type { Share } from '../../runtime/byteBudget.ts';
import { jsonType, type Reply } from '../../http/messages.ts';
import { isJson } from '../../http/mediaType.ts';

/** How often each byte of an answer counts in the budget: once by itself, and once in the answer to the whole batch. */
const bytesPerByte = 2;

/** The parts of a request on which the form of its answer depends. */
export interface Asked {
  readonly id: string;
  readonly method: string;
}

export interface BatchReplies {
  /** Throws 507 for a read whose body of so many bytes, which aren't JSON, doesn't fit into the batch any more; nothing is kept for it. */
  requireRoom(asked: Asked, bytes: number): void;
  /**
   * Keeps a part's answer if there is room, and returns what is kept. A write has already happened, so if its answer doesn't fit, the
   * shorter answer of `Prefer: return=minimal` is kept. Throws 507 for a read whose answer doesn't fit into the batch, 503 when the budget
   * is spent; then nothing is kept.
   */
  keep(position: number, asked: Asked, reply: Reply): Reply;
  /** Keeps the error that a part was answered with; there is always room for it. Does nothing if an answer of the part is kept already. */
  keepError(position: number, asked: Asked, reply: Reply): void;
  /** `{"responses": […]}` in the order of the batch. */
  body(): Uint8Array;
}

/**
 * Makes the collection for a batch of so many parts. Reserves 32 KiB for each part, so that a small answer always fits; throws 503 when the
 * budget has no room for that.
 */
export function createReplies(count: number, share: Share): BatchReplies {
  const kept = new Map<number, { readonly pieces: readonly (string | Uint8Array)[]; readonly bytes: number }>();
  let reserved = count * ownBatchReplyBytes;
  share.take(reserved * bytesPerByte);

  /** Takes room for so many bytes beyond those reserved for the parts. */
  const take = (more: number): void => {
    if (reserved + more > maxBatchReplyBytes) throw tooLarge();
    share.take(more * bytesPerByte);
    reserved += more;
  };

  const put = (position: number, entry: Entry): void => void kept.set(position, { pieces: piecesOf(entry), bytes: entry.bytes });

  const keep = (position: number, asked: Asked, reply: Reply): Reply => {
    const entry = entryOf(asked, reply);
    try {
      take(Math.max(0, entry.bytes - ownBatchReplyBytes));
    } catch (error) {
      if (isRead(asked) || reply.status >= 300 || reply.body === undefined) throw error;
      return keep(position, asked, minimal(reply));
    }
    put(position, entry);
    return reply;
  };

  return {
    requireRoom(asked, bytes) {
      if (isRead(asked) && reserved + base64Length(bytes) - ownBatchReplyBytes > maxBatchReplyBytes) throw tooLarge();
    },
    keep,
    keepError(position, asked, reply) {
      if (!kept.has(position)) put(position, entryOf(asked, reply));
    },
    body() {
      const entries = Array.from({ length: count }, (_, position) => kept.get(position)).filter((entry) => entry !== undefined);
      const pieces = entries.flatMap((entry, i) => (i === 0 ? entry.pieces : [',', ...entry.pieces]));
      const around = begins.length + Math.max(0, entries.length - 1) + ends.length;
      return joined(
        [begins, ...pieces, ends],
        entries.reduce((sum, { bytes }) => sum + bytes, around),
      );
    },
  };
}

const begins = '{"responses":[';
const ends = ']}';

const isRead = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD';

/**
 * Graph defines no answer for this case. 507 (RFC 4918) says that there is no room to hold the answer, and no client repeats such a request
 * by itself.
 */
const tooLarge = (): ServiceError =>
  new ServiceError(
    507,
    'ErrorDataSizeLimitExceeded',
    `The answers of a batch have at most ${maxBatchReplyBytes} bytes together. Send this request by itself, or ask for less with $select or $top.`,
  );

/** The minimal answer (RFC 7240, section 4.2), with `OData-EntityId` if something was created (OData 4.01, part 1, section 8.3.4). */
function minimal({ headers }: Reply): Reply {
  const { Location: location, ...rest } = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Content-Type'));
  const made = location === undefined ? {} : { Location: location, 'OData-EntityId': location };
  return { status: 204, headers: { ...rest, ...made, 'Preference-Applied': 'return=minimal' } };
}

/** One entry of `responses` (OData JSON Format 4.01, section 19.2), before it is written: a JSON body as it is, any other body as base64, as in Graph. */
interface Entry {
  readonly head: string;
  readonly body: string | Uint8Array | undefined;
  readonly isJson: boolean;
  /** Of all of it, as it is written. */
  readonly bytes: number;
}

function entryOf({ id, method }: Asked, reply: Reply): Entry {
  const { status, headers } = reply;
  const body = method === 'HEAD' || status === 204 || status === 304 ? undefined : reply.body;
  const isText = isJsonText(reply);
  const before = body === undefined ? '' : isText ? ',"body":' : ',"body":"';
  const head = `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(headers)}${before}`;
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  const tail = tailOf({ body, isJson: isText }).length;
  return { head, body, isJson: isText, bytes: Buffer.byteLength(head) + (isText ? length : base64Length(length)) + tail };
}

const tailOf = ({ body, isJson: isText }: Pick<Entry, 'body' | 'isJson'>): string => (body === undefined || isText ? '}' : '"}');

/**
 * The pieces of an entry. A short text is written when the whole answer is; a long one at once, since as a text it may take twice the memory that
 * was counted, and all of them together take long.
 */
function piecesOf(entry: Entry): readonly (string | Uint8Array)[] {
  const { head, body } = entry;
  if (body === undefined) return [head + tailOf(entry)];
  const text = entry.isJson ? body : Buffer.from(body).toString('base64');
  if (typeof text === 'string' && text.length <= ownBatchReplyBytes) return [head + text + tailOf(entry)];
  return [head, typeof text === 'string' ? Buffer.from(text) : text, tailOf(entry)];
}

/** Writes the pieces one behind the other, which have so many bytes together. */
function joined(pieces: readonly (string | Uint8Array)[], bytes: number): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const piece of pieces)
    if (typeof piece === 'string') at += whole.write(piece, at);
    else {
      whole.set(piece, at);
      at += piece.byteLength;
    }
  return whole;
}

const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);

/** Only text of the service's own is certainly JSON. A file that claims to be JSON may be anything, and its bytes must arrive unchanged. */
function isJsonText({ headers, body, isText = typeof body === 'string' }: Reply): boolean {
  const type = headers['Content-Type'] ?? '';
  return isText && (type === jsonType || isJson(type));
}
