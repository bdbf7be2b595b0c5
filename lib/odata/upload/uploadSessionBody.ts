// Reads what an upload session is to be made for: Graph's AttachmentItem.
import mime from 'mime';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxFileBytes, maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { NewUpload } from '../../uploads/start.ts';
import { missingProperty, readBody } from '../types/bodyReader.ts';
import type { attachmentItem } from '../types/complex.ts';
import type { PropertyTable } from '../types/edm.ts';
import { enumTypes } from '../types/enums.ts';

/** The action's parameters (Graph, "attachment: createUploadSession"). */
export const createUploadSessionParameters = { AttachmentItem: 'graph.attachmentItem not null' } as const satisfies PropertyTable;

/**
 * The file that the body announces (contract, section 4; Graph, attachmentItem resource type). Throws 400 for what is missing or of the
 * wrong type, 405 for another type of attachment, 413 above 150 MiB.
 */
export function readUploadSession(json: JsonObject): Omit<NewUpload, 'version'> {
  const item = readBody(json).object('AttachmentItem');
  if (item === undefined) throw missingProperty('AttachmentItem');
  const body = readBody<typeof attachmentItem>(item);
  const type = body.oneOf('attachmentType', enumTypes.attachmentType);
  if (type === undefined) throw missingProperty('attachmentType');
  if (type !== 'file')
    throw new ServiceError(
      405,
      'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments',
      'Attachment sessions are supported only for file attachments.',
      { headers: { Allow: 'POST' } },
    );
  const name = body.text('name', maxNameLength);
  if (name === undefined || name === '') throw missingProperty('name');
  const total = body.int64('size');
  if (total === undefined) throw missingProperty('size');
  if (total < 1) throw badRequest(`The property 'size' must be from 1 to ${maxFileBytes}; attach an empty file in one request.`);
  if (total > maxFileBytes)
    throw new ServiceError(
      413,
      'ErrorMessageSizeExceeded',
      `The message exceeds the maximum supported size. A file has at most ${maxFileBytes} bytes.`,
    );
  const contentType = body.text('contentType', maxTextLength) ?? mime.getType(name) ?? 'application/octet-stream';
  const file = { name, contentType, isInline: body.boolean('isInline') ?? false, contentId: body.text('contentId', maxTextLength) ?? null };
  return { total, file };
}
