// Shows an attachment's item as Graph does: its type first, then its properties, its own attachments with all that they hold.
import { itemTypeOf, nestedId } from '../../formats/itemType.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { isJsonObject } from '../types/bodyReader.ts';
import { quotedKey } from '../query/context.ts';

/** The properties that an item takes from the attachment that holds it. */
export interface ItemHolder {
  readonly attachmentId: string;
  /** Edm.DateTimeOffset */
  readonly lastModifiedDateTime: string;
  /** The item's own context URL, without `/$entity` (OData 4.01, part 1, section 10). */
  readonly context: string;
}

/**
 * The item as JSON. Always shows its attachments, and their items with theirs, as Graph shows up to 30 levels of them (Graph, Get
 * attachment, example 4). Their ids are the same in every answer, but no path leads to them.
 */
export function itemEntity(item: JsonObject, holder: ItemHolder): JsonObject {
  const type = itemTypeOf(item)?.name;
  const shown: JsonObject = type === undefined ? item : { '@odata.type': type, ...item };
  const { attachments, ...others } = shown;
  if (type === undefined || !isList(attachments)) return shown;
  const context = `${holder.context}/${type.slice(1)}/attachments`;
  return {
    ...others,
    hasAttachments: attachments.length > 0,
    'attachments@odata.context': context,
    attachments: attachments.map((each, index) => (isJsonObject(each) ? nested(each, { ...holder, context }, index) : each)),
  };
}

function nested(attachment: JsonObject, { attachmentId, lastModifiedDateTime, context }: ItemHolder, index: number): JsonObject {
  const { '@odata.type': type, item, ...others } = attachment;
  const id = nestedId(attachmentId, index);
  const inner = `${context}(${quotedKey(id)})/microsoft.graph.itemAttachment/item`;
  return {
    '@odata.type': type,
    ...(others.contentBytes !== undefined && { '@odata.mediaContentType': others.contentType }),
    id,
    lastModifiedDateTime,
    ...others,
    ...(isJsonObject(item) && {
      'item@odata.context': `${inner}/$entity`,
      item: itemEntity(item, { attachmentId: id, lastModifiedDateTime, context: inner }),
    }),
  };
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
