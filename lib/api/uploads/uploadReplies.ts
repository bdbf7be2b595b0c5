// How an upload session is shown: Graph's spelling of its times and properties.
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { attachmentEntity } from '../../odata/attachment/attachmentEntity.ts';
import { showRows } from '../../odata/types/entity.ts';
import { uploadSessionRows } from '../../odata/upload/uploadSchema.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { UploadSession } from '../../uploads/session.ts';
import { expectedRanges } from '../../uploads/ranges.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import type { Links } from '../links.ts';

/** 200 to a range that isn't the last. It has no `id`, since clients take an `id` as the sign that the upload has ended. */
export function rangeReply(session: UploadSession, links: Links): Reply {
  const shown = shownSession(session);
  // Graph writes this property twice, with an upper-case and a lower-case first letter.
  return jsonReply(200, { '@odata.context': links.uploadContext, ExpirationDateTime: shown.expirationDateTime, ...shown });
}

/** 200 to a GET of the session, with its properties in camel case; clients need it to resume an upload. */
export const statusReply = (session: UploadSession): Reply => jsonReply(200, shownSession(session));

const shownSession = ({ expires, blocks, total }: UploadSession): JsonObject =>
  showRows(uploadSessionRows, { expires, expectedRanges: expectedRanges(blocks, total) });

/** 201 to the range that completed the upload, with the attachment but not its bytes. */
export function completedReply(session: UploadSession, record: AttachmentRecord, links: Links): Reply {
  const { eventKey, attachmentId } = session;
  return jsonReply(
    201,
    { '@odata.context': links.attachmentsContext(eventKey, undefined, true), ...attachmentEntity({ record }) },
    { Location: links.uploaded(eventKey, attachmentId) },
  );
}
