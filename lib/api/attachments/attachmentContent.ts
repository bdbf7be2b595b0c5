// Which attachments are shown with their bytes or items, and those read from where they lie.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { maxInlineBytes, maxSelectedContentBytes } from '../../runtime/limits.ts';
import { attachmentEntity } from '../../odata/attachment/attachmentEntity.ts';
import { isJsonObject } from '../../odata/types/bodyReader.ts';
import type { AttachmentOptions } from '../../odata/attachment/attachmentQuery.ts';
import { itemEntity } from '../../odata/item/itemEntity.ts';
import { toUtcSeconds } from '../../odata/types/literals.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';

/** Bytes that a shown file takes of the budget: itself, its base64 and the answer's text and bytes. */
const bytesPerByte = 4;

/** What the options say about how one attachment is shown. */
export type ShownOptions = Pick<AttachmentOptions, 'select' | 'expand'>;

const asksForBytes = ({ select }: ShownOptions): boolean => select === undefined || select.has('contentBytes');

/** Bytes of content that showing an attachment reads; 0 for none. `single`: one entity, which may ask for a large file by name. */
export function shownBytes({ properties, content }: AttachmentRecord, options: ShownOptions, single: boolean): number {
  const size = properties.size ?? 0;
  if (content === undefined) return 0;
  if (properties.type === 'item') return options.expand.item ? size : 0;
  const limit = single && options.select?.has('contentBytes') === true ? maxSelectedContentBytes : maxInlineBytes;
  return asksForBytes(options) && size <= limit ? size : 0;
}

/**
 * The entity as the options ask for it; a file too large to be shown has `@odata.mediaReadLink` to its bytes instead. Undefined when
 * its content is gone: the document was read a moment ago, so the attachment is being deleted.
 */
export async function showAttachment(
  { services, share, links }: Call,
  record: AttachmentRecord,
  options: ShownOptions,
  place: { readonly key: EventKey; readonly single: boolean },
): Promise<JsonObject | undefined> {
  const { properties, content } = record;
  const { select } = options;
  const isShown = properties.type === 'file' ? asksForBytes(options) : properties.type === 'item' && options.expand.item !== undefined;
  const bytesToRead = shownBytes(record, options, place.single);
  if (content === undefined || !isShown) return attachmentEntity({ record, select });
  if (bytesToRead === 0 && (properties.size ?? 0) > 0)
    return {
      '@odata.mediaReadLink': `${links.attachment(place.key, record.attachmentId)}/$value`,
      ...attachmentEntity({ record, select }),
    };
  share.take(bytesToRead * bytesPerByte);
  const bytes = await services.attachments.content(record);
  if (bytes === undefined) return undefined;
  if (properties.type === 'file') return attachmentEntity({ record, bytes, select });
  const stored: unknown = JSON.parse(Buffer.from(bytes).toString());
  const context = links.itemContext(place.key, record.attachmentId);
  const lastModifiedDateTime = toUtcSeconds(new Date(record.modified));
  const item = itemEntity(isJsonObject(stored) ? stored : {}, { attachmentId: record.attachmentId, lastModifiedDateTime, context });
  return attachmentEntity({ record, item, itemContext: `${context}/$entity`, select });
}
