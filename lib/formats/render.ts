// An item as a file of its own format: an event as iCalendar, a contact as vCard, a message as MIME (contract, section 2).
import { badRequest } from '../runtime/errors.ts';
import { maxRenderedBytes } from '../runtime/limits/items.ts';
import type { JsonObject } from '../runtime/json.ts';
import { eventAsICalendar } from './icalendar/event.ts';
import { itemTypeOf, nestedId } from './itemType.ts';
import { messageAsMime } from './mime/message.ts';
import { createRenderingLimits, type RenderedItem, type Rendering, type MemoryMeter } from './rendering.ts';
import { contactAsVCard } from './vcard/contact.ts';

/** Where an item comes from. */
export type ItemOrigin = Pick<Rendering, 'id' | 'name' | 'attached'>;

/**
 * Renders an item. The same item and origin always give the same bytes, which the meter counts as held. Returns undefined for an item whose
 * type can't be determined. Throws 400 for an item that would grow above 32 MiB or uses more than 10 time zones, and what the meter throws.
 */
export async function renderItem(
  item: JsonObject,
  origin: ItemOrigin,
  memory: MemoryMeter,
  limits = createRenderingLimits(),
): Promise<RenderedItem | undefined> {
  const type = itemTypeOf(item);
  if (type === undefined) return undefined;
  const rendering: Rendering = {
    ...origin,
    memory,
    limits,
    nested: async (inner, name, index) =>
      (await renderItem(inner, { ...origin, id: nestedId(origin.id, index), name }, memory, limits)) ??
      file(Buffer.from(JSON.stringify(inner)), 'application/json', '.json', memory),
  };
  switch (type.kind) {
    case 'event':
      return file(Buffer.from(await eventAsICalendar(item, rendering)), 'text/calendar; charset=utf-8', '.ics', memory);
    case 'contact':
      return file(Buffer.from(await contactAsVCard(item, rendering)), 'text/vcard; charset=utf-8', '.vcf', memory);
    case 'message':
      return file(await messageAsMime(item, rendering), 'message/rfc822', '.eml', memory);
  }
}

/** Makes the rendered item. Base64 makes a nested item a third larger at each level: 20 levels deep it would be 300 times as large. */
function file(bytes: Buffer, mediaType: string, extension: string, memory: MemoryMeter): RenderedItem {
  if (bytes.byteLength > maxRenderedBytes)
    throw badRequest(`The item's raw form would have more than ${maxRenderedBytes} bytes; read its attachments with $expand instead.`);
  // The bytes and the text they were made from exist at the same time; then the text is released.
  memory.hold(bytes.byteLength * 2);
  memory.release(bytes.byteLength);
  return { bytes, mediaType, extension };
}
