// Shows an attachment as Graph does: its type, then its properties in the contract's order.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows } from '../types/entity.ts';
import {
  attachmentRows,
  attachmentTypeNames,
  fileAttachmentRows,
  referenceAttachmentRows,
  type PropertyName,
  type ShownAttachment,
} from './attachmentSchema.ts';

/** An attachment, and the parts of its content that the answer shows. */
export interface AttachmentView extends Pick<ShownAttachment, 'bytes' | 'item' | 'itemContext'> {
  readonly record: AttachmentRecord;
  /** The properties to show; undefined for all. Answers always show `@odata.type` and `id`, as Graph does. */
  readonly select?: ReadonlySet<PropertyName> | undefined;
}

/** The entity as JSON, with neither `@odata.context` nor anything else that depends on the request's URL. */
export const attachmentEntity = ({ record, select, ...content }: AttachmentView): JsonObject =>
  shownAttachment({ properties: record.properties, stored: record, ...content }, select);

/** The attachment as JSON. One without `stored` lies in an item, and has neither an id nor a date. */
export function shownAttachment(shown: ShownAttachment, select?: ReadonlySet<PropertyName>): JsonObject {
  const { properties, item, itemContext } = shown;
  return {
    '@odata.type': `#microsoft.graph.${attachmentTypeNames[properties.type]}`,
    ...showRows(attachmentRows, shown, select),
    ...ownOf(shown, select),
    ...(item !== undefined && { ...(itemContext !== undefined && { 'item@odata.context': itemContext }), item }),
  };
}

/** The properties that the attachment's own type adds to those of the base type. */
function ownOf(shown: ShownAttachment, select: ReadonlySet<PropertyName> | undefined): JsonObject {
  const { properties } = shown;
  switch (properties.type) {
    case 'file':
      return showRows(fileAttachmentRows, { ...shown, properties }, select);
    case 'reference':
      return showRows(referenceAttachmentRows, { ...shown, properties }, select);
    default:
      return {};
  }
}
