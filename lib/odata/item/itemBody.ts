// Reads the item of an itemAttachment from a request's JSON, with the item's own attachments.
import type { NewAttachment } from '../../attachments/attachment.ts';
import { itemTypeNamed, itemTypeOf } from '../../formats/itemType.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import { maxItemAttachments, maxItemValues } from '../../runtime/limits/items.ts';
import { Base64, isBinary, type Json, type JsonObject } from '../../runtime/json.ts';
import { shownAttachment } from '../attachment/attachmentEntity.ts';
import { isJsonObject, readBody } from '../types/bodyReader.ts';
import { spellAsGraph } from '../types/shape.ts';
import { itemSchemas } from '../metadata/schemas.ts';
import { itemEnumerations } from './outlookTypes.ts';

/**
 * The item as the service stores it: its type and the properties of that type in Graph's spelling, its attachments as answers show them,
 * everything else unchanged. Throws 400: `UnprocessableType` for a type that no item has, `RequestBodyRead` for a known property with a
 * value of the wrong type. Throws as `readAttachment` for an attachment, and 400 for more than 250 attachments or 50,000 values.
 */
export function readItem(json: JsonObject, readAttachment: (json: JsonObject) => NewAttachment): JsonObject {
  if (valuesIn(json) > maxItemValues) throw badRequest(`An item may have at most ${maxItemValues} values.`);
  const named = readBody(json).text('@odata.type', maxTextLength);
  const type = named === undefined ? itemTypeOf(json) : itemTypeNamed(named);
  if (type === undefined) {
    if (named === undefined) return json;
    throw new ServiceError(400, 'UnprocessableType', `The type '${named.slice(0, 100)}' is none of an item: event, message, contact.`);
  }
  const schema = itemSchemas(type.name.replace('#microsoft.graph.', ''));
  if (schema === undefined) throw new Error(`The model has no item '${type.name}'.`);
  const item = spellAsGraph(json, schema, { schemas: itemSchemas, enumerations: itemEnumerations });
  const typed = named === undefined ? item : { ...withoutType(item), '@odata.type': type.name };
  if (type.kind === 'contact') return typed;
  const attachments = readBody(json).objects('attachments', maxItemAttachments)?.map(readAttachment);
  if (attachments === undefined) return typed;
  const others = Object.entries(typed).filter(([name]) => name.toLowerCase() !== 'attachments');
  const whole = { ...Object.fromEntries(others), attachments: attachments.map(nestedAttachment) };
  if (countOf(whole) > maxItemAttachments)
    throw badRequest(`An item may have at most ${maxItemAttachments} attachments, those of its attached items included.`);
  return whole;
}

/** The item without its property `@odata.type`, in any case of letters. */
const withoutType = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name.toLowerCase() !== '@odata.type'));

/** An attachment as the item holds it: without an id and a date, since only the attachment that holds the item has them. */
function nestedAttachment(attachment: NewAttachment): JsonObject {
  if ('bytes' in attachment) {
    const { properties, bytes } = attachment;
    return { ...shownAttachment({ properties, bytes }), contentBytes: new Base64(bytes).toString() };
  }
  if (!('item' in attachment)) return shownAttachment({ properties: attachment.properties });
  const { item, properties } = attachment;
  return shownAttachment({ properties: { ...properties, size: Buffer.byteLength(JSON.stringify(item)) }, item });
}

/** How many values a value holds, itself included. Stops to count at the limit. */
function valuesIn(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null || isBinary(value)) return 1;
  let count = 1;
  for (const each of Object.values(value)) if ((count += valuesIn(each)) > maxItemValues) break;
  return count;
}

/** How many attachments an item has, at any depth. */
function countOf(item: JsonObject): number {
  const { attachments } = item;
  if (!Array.isArray(attachments)) return 0;
  const inside = attachments.map((each: unknown) => (isJsonObject(each) && isJsonObject(each.item) ? countOf(each.item) : 0));
  return inside.reduce((sum, count) => sum + count, attachments.length);
}
