// An item as a file of its own format: an event as iCalendar, a contact as vCard, a message as MIME (contract, section 2).
import { badRequest } from '../../errors.ts';
import { maxRenderedBytes } from '../../limits.ts';
import type { JsonObject } from '../../stores/documents.ts';
import { eventAsICalendar } from './icalendar/event.ts';
import { itemTypeOf, nestedId } from './itemType.ts';
import { messageAsMime } from './mime/message.ts';
import type { RenderedItem, Rendering } from './rendering.ts';
import { contactAsVCard } from './vcard/contact.ts';

/** Where an item comes from. */
export type ItemOrigin = Pick<Rendering, 'id' | 'name' | 'attached'>;

/**
 * The same bytes for the same item and origin, at any time. Undefined for an item whose type can't be told. `spend` is told of bytes
 * before they are held, and may throw. Throws 400 for an item whose attachments, nested in each other, would grow above 32 MiB.
 */
export async function renderItem(item: JsonObject, origin: ItemOrigin, spend: (bytes: number) => void): Promise<RenderedItem | undefined> {
  const type = itemTypeOf(item);
  if (type === undefined) return undefined;
  const rendering: Rendering = {
    ...origin,
    spend,
    nested: (inner, name, index) => renderItem(inner, { ...origin, id: nestedId(origin.id, index), name }, spend),
  };
  switch (type.kind) {
    case 'event':
      return textFile(await eventAsICalendar(item, rendering), 'text/calendar', '.ics', spend);
    case 'contact':
      return textFile(await contactAsVCard(item, rendering), 'text/vcard', '.vcf', spend);
    case 'message':
      return file(await messageAsMime(item, rendering), 'message/rfc822', '.eml', spend);
  }
}

function textFile(text: string, mediaType: string, extension: string, spend: (bytes: number) => void): RenderedItem {
  return file(Buffer.from(text), `${mediaType}; charset=utf-8`, extension, spend);
}

/** Text that is in another text in base64 is a third larger, and again a third in the next: 20 levels deep it would be 300 times as much. */
function file(bytes: Uint8Array, mediaType: string, extension: string, spend: (bytes: number) => void): RenderedItem {
  if (bytes.byteLength > maxRenderedBytes)
    throw badRequest(`The item's raw form would have more than ${maxRenderedBytes} bytes; read its attachments with $expand instead.`);
  spend(bytes.byteLength * copiesOfBytes);
  return { bytes, mediaType, extension };
}

/** The bytes, and the text or buffers that they were made of or go into. */
const copiesOfBytes = 2;
