// Recognizes repeated requests: remembers under the caller's key which attachments the first request has made.
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { mailboxPartition } from '../calendar/mailbox.ts';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { repeatHours } from '../runtime/limits.ts';
import { inSteps, piecesOf, unitsPerStep, type Steps } from '../runtime/inSteps.ts';
import { isBinary, type Json, type JsonObject } from '../runtime/json.ts';
import type { Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { attachmentDocument, decodeAttachment, type AttachedTo, type AttachmentRecord, type NewAttachment } from './attachment.ts';
import { claimDelivery, claimPartition, claimsShape } from './claims.ts';
import { contentHash } from './content.ts';
import { bytesOf, withActualSize, type AddDependencies, type AttachmentDraft } from './draft.ts';

/** The names by which the service recognizes a repeated request. */
export interface RequestName {
  /** The caller's key (`Idempotency-Key`), or a text that replaces it. */
  readonly key: string;
  /** For a signed delivery, which is remembered for the event's life, and not only for 24 hours. */
  readonly signed?: {
    /** The delivery's names, each of which is claimed for this event and this content alone (`claimDelivery`). */
    readonly names: readonly string[];
    /** Seconds for which the claims hold after the event's deletion. */
    readonly claimedSeconds: number;
  };
}

/** A request that may be a repetition. */
export interface Repeatable {
  /**
   * The attachments that the first request with this key made, as they were then; undefined if there was no such request. Throws 409 if
   * that request had another content. One point read, and another one for the ETag of a single attachment.
   */
  first(): Promise<AttachmentRecord[] | undefined>;
  /** Claims a signed delivery's names; see `claimDelivery`. Call it before anything is stored. */
  claim(): Promise<void>;
  /** The writes that remember the attachments. They belong to the batch of the attachments, and refuse it if another request was first. */
  remember(drafts: readonly AttachmentDraft[]): Write[];
}

const repeatRecord = z.object({
  ...recordShape,
  /** The event's incarnation: an event that is put again under the same id has another one, and remembers no requests. */
  incarnation: z.string(),
  /** SHA-256 of the request's attachments. */
  brought: z.string(),
  /** Ids of the attachments, in the order of the request. */
  made: z.array(z.string()),
  /** When the record is void, in milliseconds since 1970 UTC; TTL removes it later. Undefined: when the event is purged. */
  expiresAt: z.number().optional(),
  /** The claims that the event's purge releases with the record. */
  claims: claimsShape.optional(),
});

export const decodeRepeat = (document: StoredDocument | undefined): z.infer<typeof repeatRecord> | undefined =>
  decode('repeat', repeatRecord, document);

const hourMs = 60 * 60 * 1000;
/** Seconds until TTL removes the record: an hour after it is void, since clocks differ. */
const ttl = (repeatHours + 1) * 60 * 60;

/** Makes a `Repeatable`: hashes what the request brings, in steps. Each caller has keys of its own, for each incarnation of an event. */
export async function repeatable(
  { documents, clock }: Pick<AddDependencies, 'documents' | 'clock'>,
  { key: { mailbox }, event }: AttachedTo,
  attachments: readonly NewAttachment[],
  by: Author,
  { key, signed }: RequestName,
): Promise<Repeatable> {
  const partition = mailboxPartition(mailbox);
  const id = hashedId('repeat', by, key, event.incarnation);
  const brought = await inSteps(digestOf(attachments));
  const claims = signed && {
    places: signed.names.map((name) => claimPartition(mailbox.tenant, name)),
    seconds: signed.claimedSeconds,
  };
  let expired: number | undefined;

  return {
    async first() {
      const found = decodeRepeat(await documents.read(partition, id));
      const { expiresAt = Infinity } = found ?? {};
      expired = expiresAt <= clock() ? expiresAt : undefined;
      if (found === undefined || expired !== undefined) return undefined;
      if (found.brought !== brought) throw otherContent(claims ? 'before' : 'within the last 24 hours');
      const records = attachments.map((attachment, index): AttachmentRecord => {
        const attachmentId = found.made[index] ?? '';
        return {
          ...newRecord(Date.parse(found.created), by),
          id: attachmentDocument(attachmentId),
          attachmentId,
          event: event.id,
          incarnation: event.incarnation,
          scan: 'none',
          revision: 0,
          properties: withActualSize(attachment, bytesOf(attachment)),
          etag: '',
        };
      });
      const [only, ...others] = records;
      return only === undefined || others.length > 0 ? records : [await withETag(documents, partition, only)];
    },

    async claim() {
      const target = { partition, of: event.id, incarnation: event.incarnation, brought, repeat: id };
      await Promise.all(claims?.places.map((place) => claimDelivery({ documents, clock }, place, target, by)) ?? []);
    },

    remember(drafts) {
      const now = clock();
      const record = {
        ...newRecord(now, by),
        // The time of the attachments' creation, which a repeated request's answer shows.
        created: drafts[0]?.created ?? new Date(now).toISOString(),
        incarnation: event.incarnation,
        brought,
        made: drafts.map(({ attachmentId }) => attachmentId),
        ...(claims ? { claims } : { expiresAt: now + repeatHours * hourMs }),
      };
      if (expired === undefined)
        return [{ write: 'create', document: { id, kind: 'repeat', ...record, ...(claims === undefined && { ttl }) } }];
      const operations = Object.entries<Json>(record).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value }));
      return [{ write: 'patch', id, operations, when: { is: 'eq', property: 'expiresAt', value: expired } }];
    },
  };
}

/** Adds the ETag that the first answer showed; leaves it out if somebody has changed or deleted the attachment since. */
async function withETag(documents: Documents, partition: string, made: AttachmentRecord): Promise<AttachmentRecord> {
  const now = decodeAttachment(await documents.read(partition, made.id));
  return now?.revision === made.revision ? { ...made, etag: now.etag } : made;
}

const otherContent = (when: string): ServiceError =>
  new ServiceError(409, 'Conflict', `The key of this request was used for another content ${when}.`);

/** SHA-256 of the parsed attachments, in base64: equal contents have the same one, however the request's JSON was written. */
export function* digestOf(attachments: readonly NewAttachment[]): Steps<string> {
  const hash = createHash('sha256');
  for (const attachment of attachments) {
    const bytes = yield* contentDigest(attachment);
    // An item's size is its JSON's, which may be written in another way.
    const described = { ...attachment.properties, ...('item' in attachment && { size: null }), bytes };
    yield* canonicalInto(hash, described);
  }
  return hash.digest('base64');
}

function* contentDigest(attachment: NewAttachment): Steps<string | null> {
  if ('item' in attachment) {
    const hash = createHash('sha256');
    yield* canonicalInto(hash, attachment.item);
    return hash.digest('base64');
  }
  const content = bytesOf(attachment);
  return content === undefined ? null : yield* contentHash(content);
}

/** What is still to be written: a text, and a value behind it. */
interface Ahead {
  readonly before: string;
  readonly value?: Json;
}

/** Hashes a value's JSON with the properties in one order. */
function* canonicalInto(hash: Hash, value: Json): Steps<void> {
  const ahead: Ahead[] = [{ before: '', value }];
  let text = '';
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    text += next.before;
    if (next.value !== undefined) text += opened(next.value, ahead);
    if (text.length < unitsPerStep) continue;
    for (const piece of piecesOf(text)) {
      hash.update(piece);
      yield;
    }
    text = '';
  }
  hash.update(text);
}

/** A plain value's JSON; of a list or an object only its first character: what it holds comes first of what is ahead. */
function opened(value: Json, ahead: Ahead[]): string {
  if (value === null || typeof value !== 'object' || isBinary(value)) return JSON.stringify(value);
  const [opening, closing] = isList(value) ? ['[', ']'] : ['{', '}'];
  const inside = isList(value) ? value.map((each): Ahead => ({ before: '', value: each })) : sorted(value);
  ahead.push({ before: closing });
  for (let i = inside.length - 1; i >= 0; i--) {
    const { before = '', value: inner = null } = inside[i] ?? {};
    ahead.push({ before: i === 0 ? before : `,${before}`, value: inner });
  }
  return opening;
}

const isList = (value: readonly Json[] | JsonObject): value is readonly Json[] => Array.isArray(value);

const sorted = (value: JsonObject): readonly Ahead[] =>
  Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, inner]) => (inner === undefined ? [] : [{ before: `${JSON.stringify(name)}:`, value: inner }]));
