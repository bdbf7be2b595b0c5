// Declares an attachment: the properties that a caller gives, and its document.
import { z } from 'zod';
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import { mailboxPartition } from '../calendar/mailbox.ts';
import { bytesOf, chargedShape } from '../calendar/quota.ts';
import type { JsonObject } from '../runtime/json.ts';
import type { Condition, PropertyPath, StoredDocument } from '../stores/documents.ts';
import { decodeCurrent, recordShape } from '../stores/records.ts';
import { quotaExceeded, type ServiceError } from '../runtime/errors.ts';
import { maxAttachmentsPerEvent } from '../runtime/limits.ts';
import { sortKey, wholeText } from '../runtime/text/textOrder.ts';

export const providerTypes = ['other', 'oneDriveBusiness', 'oneDriveConsumer', 'dropbox'] as const;
export const permissions = ['other', 'view', 'edit', 'anonymousView', 'anonymousEdit', 'organizationView', 'organizationEdit'] as const;

const common = {
  name: z.string().nullable(),
  contentType: z.string().nullable(),
  size: z.number().int().nullable(),
  isInline: z.boolean(),
};

/** The properties that only a reference has. All but the URL have defaults. */
const reference = z.object({
  sourceUrl: z.string(),
  providerType: z.enum(providerTypes).default('other'),
  thumbnailUrl: z.string().nullable().default(null),
  previewUrl: z.string().nullable().default(null),
  permission: z.enum(permissions).default('other'),
  isFolder: z.boolean().default(false),
});

/** A reference's own properties. */
export type ReferenceProperties = z.infer<typeof reference>;

/** The same properties by name, each with its default value. */
export const referenceProperties = (given: z.input<typeof reference>): ReferenceProperties => reference.parse(given);

const attachmentProperties = z.discriminatedUnion('type', [
  z.object({ type: z.literal('base'), ...common }),
  z.object({ type: z.literal('file'), ...common, contentId: z.string().nullable() }),
  z.object({ type: z.literal('item'), ...common }),
  z.object({ type: z.literal('reference'), ...common, ...reference.shape }),
]);

/** An attachment's properties by type; `size` in bytes. */
export type AttachmentProperties = z.infer<typeof attachmentProperties>;
export type AttachmentType = AttachmentProperties['type'];

/** A new attachment. The service stores bytes and items in blobs, everything else in the document. */
export type NewAttachment =
  | { readonly properties: Extract<AttachmentProperties, { type: 'base' | 'reference' }> }
  | { readonly properties: Extract<AttachmentProperties, { type: 'file' }>; readonly bytes: Uint8Array }
  | { readonly properties: Extract<AttachmentProperties, { type: 'item' }>; readonly item: JsonObject };

const attachmentRecord = z.object({
  ...recordShape,
  id: z.string(),
  attachmentId: z.string(),
  /** The id of the event's document; `incarnation` is the event's, without which readers ignore the attachment. */
  event: z.string(),
  incarnation: z.string(),
  /**
   * The blob that belongs to this document alone, its ETag, and the checksum of its bytes: their SHA-256 in base64 or, if they came in
   * ranges, each block's first byte, length and CRC-32.
   */
  content: z
    .object({
      blob: z.string(),
      etag: z.string(),
      sha256: z.string().optional(),
      blocks: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(),
    })
    .optional(),
  /** The result of a malware scan. No scanner exists yet, so it is always `none`. */
  scan: z.enum(['none']),
  ...chargedShape,
  /** Counts changes of the properties. */
  revision: z.number().int(),
  properties: attachmentProperties,
});

/** A stored attachment. `id` is its document's id. */
export type AttachmentRecord = z.infer<typeof attachmentRecord> & { readonly etag: string };

export const attachmentDocument = (attachmentId: string): string => `attachment:${attachmentId}`;

/** The condition that the attachment still exists and that nobody has changed its properties since it was read. */
export const sameAttachment = ({ revision }: Pick<AttachmentRecord, 'revision'>): Condition => ({
  is: 'and',
  conditions: [stillAttached, { is: 'eq', property: 'revision', value: revision }],
});

const stillAttached: Condition = { is: 'eq', property: 'kind', value: 'attachment' };

/** The attachment in a document; undefined for none and for a tombstone. */
export const decodeAttachment = (document: StoredDocument | undefined): AttachmentRecord | undefined =>
  decodeCurrent('attachment', attachmentRecord, document);

/** The error 507 for an event that has no room for another attachment. */
export const tooManyAttachments = (): ServiceError => quotaExceeded(`An event holds at most ${maxAttachmentsPerEvent} attachments.`);

/** Bytes that an attachment takes of the mailbox's quota: its properties, and its content if that lies in a blob. */
export const countedBytes = ({ properties, content }: Pick<AttachmentRecord, 'properties'> & { readonly content?: unknown }): number =>
  bytesOf(properties, content === undefined ? 0 : (properties.size ?? 0));

/** Values that lists sort and filter by; never null, since cursors and filters compare them. */
export function sortKeysOf(properties: AttachmentProperties, modified: string) {
  const { name, contentType } = properties;
  const contentId = properties.type === 'file' ? properties.contentId : null;
  return {
    name: sortKey(name),
    contentType: sortKey(contentType),
    size: properties.size ?? 0,
    lastModified: modified,
    type: properties.type,
    isInline: properties.isInline,
    contentId: sortKey(contentId),
    texts: { name: wholeText(name), contentType: wholeText(contentType), contentId: wholeText(contentId) },
  };
}

export const sortProperties = {
  name: 'sortKeys.name',
  contentType: 'sortKeys.contentType',
  size: 'sortKeys.size',
  lastModifiedDateTime: 'sortKeys.lastModified',
} as const satisfies Record<string, PropertyPath>;

export type SortProperty = keyof typeof sortProperties;

export const partitionOf = (key: EventKey): string => mailboxPartition(key.mailbox);

/** The event or the occurrence that attachments belong to: its key, and its record. */
export interface AttachedTo<E extends EventRecord = EventRecord> {
  readonly key: EventKey;
  readonly event: E;
}
