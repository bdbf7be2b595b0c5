// Collects the answers of a batch, within the batch's size limit and the byte budget.
import { ServiceError } from '../../runtime/errors.ts';
import { maxBatchReplyBytes, ownBatchReplyBytes } from '../../runtime/limits.ts';
import type { Share } from '../../runtime/byteBudget.ts';
import type { Reply } from '../../http/messages.ts';
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
  const kept = new Map<number, readonly Uint8Array[]>();
  let reserved = count * ownBatchReplyBytes;
  share.take(reserved * bytesPerByte);

  /** Takes room for so many bytes beyond those reserved for the parts. */
  const take = (more: number): void => {
    if (reserved + more > maxBatchReplyBytes) throw tooLarge();
    share.take(more * bytesPerByte);
    reserved += more;
  };

  const keep = (position: number, asked: Asked, reply: Reply): Reply => {
    try {
      take(Math.max(0, sizeOf(asked, reply) - ownBatchReplyBytes));
    } catch (error) {
      if (isRead(asked) || reply.status >= 300 || reply.body === undefined) throw error;
      return keep(position, asked, minimal(reply));
    }
    kept.set(position, rendered(asked, reply));
    return reply;
  };

  return {
    requireRoom(asked, bytes) {
      if (isRead(asked) && reserved + base64Length(bytes) - ownBatchReplyBytes > maxBatchReplyBytes) throw tooLarge();
    },
    keep,
    keepError(position, asked, reply) {
      if (!kept.has(position)) kept.set(position, rendered(asked, reply));
    },
    body() {
      const parts = Array.from({ length: count }, (_, position) => kept.get(position) ?? []);
      return Buffer.concat([
        Buffer.from('{"responses":['),
        ...parts.flatMap((part, i) => (i === 0 ? part : [comma, ...part])),
        Buffer.from(']}'),
      ]);
    },
  };
}

const comma = Buffer.from(',');

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

/**
 * One entry of `responses` (OData JSON Format 4.01, section 19.2), in pieces: a JSON body as it is, any other body as base64, as in Graph. A
 * long body is encoded by itself, since to put texts together copies them once more.
 */
function rendered(asked: Asked, reply: Reply): readonly Uint8Array[] {
  const { body } = reply;
  if (!hasBody(asked, reply) || body === undefined) return [Buffer.from(`${headOf(asked, reply)}}`)];
  const [before, text, behind] = isJsonText(reply) ? ['', body, '}'] : ['"', Buffer.from(body).toString('base64'), '"}'];
  const head = Buffer.from(`${headOf(asked, reply)},"body":${before}`);
  return [head, typeof text === 'string' ? Buffer.from(text) : text, Buffer.from(behind)];
}

/** How many bytes `rendered` would make. */
function sizeOf(asked: Asked, reply: Reply): number {
  const { body = '' } = reply;
  const head = Buffer.byteLength(headOf(asked, reply)) + ',"body":""}'.length;
  if (!hasBody(asked, reply)) return head;
  return head + (isJsonText(reply) ? Buffer.byteLength(body) : base64Length(Buffer.byteLength(body)));
}

const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);

const headOf = ({ id }: Asked, { status, headers }: Reply): string =>
  `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(headers)}`;

const hasBody = ({ method }: Asked, { status, body }: Reply): boolean =>
  body !== undefined && method !== 'HEAD' && status !== 204 && status !== 304;

/** Only text of the service's own is certainly JSON. A file that claims to be JSON may be anything, and its bytes must arrive unchanged. */
const isJsonText = ({ headers, body, isText = typeof body === 'string' }: Reply): boolean =>
  isText && isJson(headers['Content-Type'] ?? '');
