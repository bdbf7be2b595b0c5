// An attachment: what a caller gives to make one, and how it is stored.
import { z } from 'zod';
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

/** What a reference has beside that; all but the URL may be left to its default. */
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

/** Those by their names alone, with the default of each that isn't given. */
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

/** What is to be attached. Bytes and items become blobs, everything else is the document. */
export type NewAttachment =
  | { readonly properties: Extract<AttachmentProperties, { type: 'base' | 'reference' }> }
  | { readonly properties: Extract<AttachmentProperties, { type: 'file' }>; readonly bytes: Uint8Array }
  | { readonly properties: Extract<AttachmentProperties, { type: 'item' }>; readonly item: JsonObject };

const attachmentRecord = z.object({
  ...recordShape,
  id: z.string(),
  attachmentId: z.string(),
  /** The event's document and its incarnation: an attachment of another incarnation isn't there. */
  event: z.string(),
  incarnation: z.string(),
  /**
   * The blob that belongs to this document alone, its ETag, and what its bytes were: their SHA-256 in base64, or, where they came in
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
  /** Of a malware scan; none looks at it yet. */
  scan: z.enum(['none']),
  ...chargedShape,
  /** Counts changes of the properties. */
  revision: z.number().int(),
  properties: attachmentProperties,
});

/** A stored attachment. `id` is its document's id. */
export type AttachmentRecord = z.infer<typeof attachmentRecord> & { readonly etag: string };

export const attachmentDocument = (attachmentId: string): string => `attachment:${attachmentId}`;

/** Holds as long as the attachment is there and nobody has changed it since it was read. */
export const sameAttachment = ({ revision }: Pick<AttachmentRecord, 'revision'>): Condition => ({
  is: 'and',
  conditions: [stillAttached, { is: 'eq', property: 'revision', value: revision }],
});

const stillAttached: Condition = { is: 'eq', property: 'kind', value: 'attachment' };

/** The attachment in a document; undefined for none and for a tombstone. */
export const decodeAttachment = (document: StoredDocument | undefined): AttachmentRecord | undefined =>
  decodeCurrent('attachment', attachmentRecord, document);

/** 507: an event that has no room for another attachment. */
export const tooManyAttachments = (): ServiceError => quotaExceeded(`An event holds at most ${maxAttachmentsPerEvent} attachments.`);

/** Bytes that an attachment takes of the mailbox's quota: its content, where that lies in a blob, and its properties. */
export const countedBytes = ({ properties, content }: Pick<AttachmentRecord, 'properties'> & { readonly content?: unknown }): number =>
  bytesOf(properties, content === undefined ? 0 : (properties.size ?? 0));

/** What lists can be sorted and filtered by; never null, since cursors and filters compare it. */
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
