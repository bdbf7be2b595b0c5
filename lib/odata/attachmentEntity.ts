// Shows an attachment as Graph does: its type, then its properties in the contract's order.
import type { AttachmentRecord } from '../attachments/attachment.ts';
import type { Json, JsonObject } from '../stores/documents.ts';
import { toUtcSeconds } from './literals.ts';
import type { PropertyName } from './properties.ts';

const typeNames = {
  base: '#microsoft.graph.attachment',
  file: '#microsoft.graph.fileAttachment',
  item: '#microsoft.graph.itemAttachment',
  reference: '#microsoft.graph.referenceAttachment',
} as const;

export interface ShownAttachment {
  readonly record: AttachmentRecord;
  /** The file's bytes, where they are shown. */
  readonly bytes?: Uint8Array | undefined;
  /** The item, where it is expanded: a selection doesn't leave it out (OData 4.01, part 1, section 11.2.5.2). */
  readonly item?: JsonObject | undefined;
  /** All properties without it. `@odata.type` and `id` are always shown, as Graph does. */
  readonly select?: ReadonlySet<PropertyName> | undefined;
}

/** The entity as JSON, with neither `@odata.context` nor anything else that depends on the request's URL. */
export function attachmentEntity({ record, bytes, item, select }: ShownAttachment): JsonObject {
  const all: [PropertyName, Json][] = [
    ['id', record.attachmentId],
    ['lastModifiedDateTime', toUtcSeconds(new Date(record.modified))],
    ['name', record.properties.name],
    ['contentType', record.properties.contentType],
    ['size', record.properties.size],
    ['isInline', record.properties.isInline],
    ...ownProperties(record, bytes, item),
  ];
  const shown = all.filter(([name]) => select === undefined || name === 'id' || name === 'item' || select.has(name));
  return { '@odata.type': typeNames[record.properties.type], ...Object.fromEntries(shown) };
}

function ownProperties(
  { properties }: AttachmentRecord,
  bytes: Uint8Array | undefined,
  item: JsonObject | undefined,
): [PropertyName, Json][] {
  switch (properties.type) {
    case 'base':
      return [];
    case 'file': {
      const content: [PropertyName, Json][] = bytes === undefined ? [] : [['contentBytes', base64(bytes)]];
      return [['contentId', properties.contentId], ['contentLocation', null], ...content];
    }
    case 'item':
      return item === undefined ? [] : [['item', item]];
    case 'reference':
      return [
        ['sourceUrl', properties.sourceUrl],
        ['providerType', properties.providerType],
        ['thumbnailUrl', properties.thumbnailUrl],
        ['previewUrl', properties.previewUrl],
        ['permission', properties.permission],
        ['isFolder', properties.isFolder],
      ];
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
