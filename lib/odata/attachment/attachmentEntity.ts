// Shows an attachment as Graph does: its type, then its properties in the contract's order.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { toUtcSeconds } from '../types/literals.ts';
import type { PropertyName } from './attachmentProperties.ts';

const typeNames = {
  base: '#microsoft.graph.attachment',
  file: '#microsoft.graph.fileAttachment',
  item: '#microsoft.graph.itemAttachment',
  reference: '#microsoft.graph.referenceAttachment',
} as const;

const itemContextName = 'item@odata.context';
type ShownName = PropertyName | typeof itemContextName;

/** What an attachment shows of its content. */
interface ShownContent {
  /** The file's bytes, where they are shown. */
  readonly bytes?: Uint8Array | undefined;
  /** The item, where it is expanded: a selection doesn't leave it out (OData 4.01, part 1, section 11.2.5.2). */
  readonly item?: JsonObject | undefined;
  /** The item's own context URL. */
  readonly itemContext?: string | undefined;
}

export interface ShownAttachment extends ShownContent {
  readonly record: AttachmentRecord;
  /** All properties without it. `@odata.type` and `id` are always shown, as Graph does. */
  readonly select?: ReadonlySet<PropertyName> | undefined;
}

/** The entity as JSON, with neither `@odata.context` nor anything else that depends on the request's URL. */
export function attachmentEntity({ record, select, ...content }: ShownAttachment): JsonObject {
  const all: [ShownName, Json][] = [
    ['id', record.attachmentId],
    ['lastModifiedDateTime', toUtcSeconds(new Date(record.modified))],
    ...propertiesOf(record.properties, content),
  ];
  const shown = all.filter(
    ([name]) => select === undefined || name === 'id' || name === 'item' || name === itemContextName || select.has(name),
  );
  return { '@odata.type': typeNames[record.properties.type], ...Object.fromEntries(shown) };
}

/** The same without what only a stored attachment has: its id and when it was changed. */
export const attachmentProperties = ({ properties, ...content }: Pick<AttachmentRecord, 'properties'> & ShownContent): JsonObject => ({
  '@odata.type': typeNames[properties.type],
  ...Object.fromEntries(propertiesOf(properties, content)),
});

const propertiesOf = (properties: AttachmentRecord['properties'], content: ShownContent): [ShownName, Json][] => [
  ['name', properties.name],
  ['contentType', properties.contentType],
  ['size', properties.size],
  ['isInline', properties.isInline],
  ...ownProperties(properties, content),
];

function ownProperties(properties: AttachmentRecord['properties'], { bytes, item, itemContext }: ShownContent): [ShownName, Json][] {
  switch (properties.type) {
    case 'base':
      return [];
    case 'file': {
      const content: [ShownName, Json][] = bytes === undefined ? [] : [['contentBytes', base64(bytes)]];
      return [['contentId', properties.contentId], ['contentLocation', null], ...content];
    }
    case 'item':
      return item === undefined
        ? []
        : [...(itemContext === undefined ? [] : [[itemContextName, itemContext] as [ShownName, Json]]), ['item', item]];
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
