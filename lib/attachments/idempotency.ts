// Repeated requests: remembers, under the caller's key, which attachments the first request has made.
import { z } from 'zod';
import { mailboxPartition } from '../calendar/mailbox.ts';
import { ServiceError } from '../runtime/errors.ts';
import { hashedId } from '../runtime/ids.ts';
import { repeatHours } from '../runtime/limits.ts';
import { inSteps } from '../runtime/inSteps.ts';
import type { Json } from '../runtime/json.ts';
import type { Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { attachmentDocument, decodeAttachment, type AttachedTo, type AttachmentRecord, type NewAttachment } from './attachment.ts';
import { claimDelivery, claimPartition, claimsShape } from './claims.ts';
import { digestOf } from './brought.ts';
import { bytesOf, sized, type AddDependencies, type AttachmentDraft } from './draft.ts';

/** How a repeated request is recognized. */
export interface RequestName {
  /** The caller's own name of it, or what stands for one. */
  readonly key: string;
  /** Of a signed delivery: it is remembered as long as the event lives, and not for 24 hours. */
  readonly signed?: {
    /** Each is claimed for this event and this content alone, whoever sends the delivery again wherever. */
    readonly names: readonly string[];
    /** Seconds for which they stay claimed behind the event's end. */
    readonly claimedSeconds: number;
  };
}

/** One request as its caller names it, and what it brings. */
export interface Repeatable {
  /**
   * The attachments that the first request with this key has made, as they were then; undefined when none is remembered. Throws 409 when
   * that request had another content. One point read, and another one for the ETag of a single attachment.
   */
  first(): Promise<AttachmentRecord[] | undefined>;
  /** Claims a signed delivery's names; see `claimDelivery`. To be asked before anything is stored. */
  claim(): Promise<void>;
  /** What remembers the attachments; a part of the batch that makes them, which it refuses when another request was first. */
  remember(drafts: readonly AttachmentDraft[]): Write[];
}

const repeatRecord = z.object({
  ...recordShape,
  /** The event's: one that is put again under its id has forgotten all repeats. */
  incarnation: z.string(),
  /** SHA-256 of what the request brought. */
  brought: z.string(),
  /** Ids of the attachments, in the order in which they were brought. */
  made: z.array(z.string()),
  /** Milliseconds since the epoch; TTL only sweeps. Without it, as long as the event lives: it goes with the event's purge. */
  expiresAt: z.number().optional(),
  /** The claims that go with it. */
  claims: claimsShape.optional(),
});

export const decodeRepeat = (document: StoredDocument | undefined): z.infer<typeof repeatRecord> | undefined =>
  decode('repeat', repeatRecord, document);

const hourMs = 60 * 60 * 1000;
/** Seconds until TTL removes the record: an hour more than it counts, for clocks that differ. */
const ttl = (repeatHours + 1) * 60 * 60;

/** Hashes what the request brings, in steps. Keys of two callers never meet. An event that is put again has a new incarnation, and with it no remembered keys. */
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
          properties: sized(attachment, bytesOf(attachment)),
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
        // When the attachments were made: a repeat's answer shows it.
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

/** Adds the ETag of the version that the first answer showed; none when the attachment was changed or deleted since. */
async function withETag(documents: Documents, partition: string, made: AttachmentRecord): Promise<AttachmentRecord> {
  const now = decodeAttachment(await documents.read(partition, made.id));
  return now?.revision === made.revision ? { ...made, etag: now.etag } : made;
}

const otherContent = (when: string): ServiceError =>
  new ServiceError(409, 'Conflict', `The key of this request was used for another content ${when}.`);
