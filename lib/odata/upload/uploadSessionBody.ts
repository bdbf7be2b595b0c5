// Reads the file for which a caller asks for an upload session: Graph's AttachmentItem.
import mime from 'mime';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxFileBytes } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { NewUpload } from '../../uploads/start.ts';
import { missingProperty, readBody } from '../types/bodyReader.ts';
import { readRows } from '../types/entity.ts';
import { attachmentItemRows } from './uploadSchema.ts';

/**
 * Reads the file that the body announces (contract, section 4; Graph, attachmentItem resource type). Throws 400 for a missing property or
 * a value of the wrong type, 405 for another type of attachment, 413 above 150 MiB.
 */
export function readUploadSession(json: JsonObject): Omit<NewUpload, 'version'> {
  const item = readBody(json).object('AttachmentItem');
  if (item === undefined) throw missingProperty('AttachmentItem');
  const { attachmentType: type, name, size: total, ...given } = readRows(attachmentItemRows, readBody(item));
  if (type === undefined) throw missingProperty('attachmentType');
  if (type !== 'file')
    throw new ServiceError(
      405,
      'ErrorAttachmentSessionIsSupportedOnlyForFileAttachments',
      'Attachment sessions are supported only for file attachments.',
      { headers: { Allow: 'POST' } },
    );
  if (name === undefined || name === '') throw missingProperty('name');
  if (total === undefined) throw missingProperty('size');
  if (total < 1) throw badRequest(`The property 'size' must be from 1 to ${maxFileBytes}; attach an empty file in one request.`);
  if (total > maxFileBytes)
    throw new ServiceError(
      413,
      'ErrorMessageSizeExceeded',
      `The message exceeds the maximum supported size. A file has at most ${maxFileBytes} bytes.`,
    );
  const contentType = mime.getType(name) ?? 'application/octet-stream';
  return { total, file: { name, contentType, isInline: false, contentId: null, ...given } };
}
