// Makes an attachment of a file that a webhook has sent, from what the webhook says about the file.
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import { typeOfName } from '../../odata/attachment/attachmentBody.ts';
import { nameOfType } from './fileName.ts';

/**
 * The media type is the given one, otherwise that of the name. A file without a name gets one made of `stem` and the type. Throws 400 for a
 * type that is too long.
 */
export function file(bytes: Uint8Array, given: { name?: string | undefined; type?: string | undefined; stem: string }): NewAttachment {
  const { name = nameOfType(given.stem, given.type ?? ''), type: contentType = typeOfName(name) } = given;
  if (contentType.length > maxTextLength) throw badRequest(`A media type may have at most ${maxTextLength} characters.`);
  return { properties: { type: 'file', name, contentType, size: bytes.byteLength, isInline: false, contentId: null }, bytes };
}

/** A header's value; undefined for none and for an empty one. */
export const given = (value: string | null | undefined): string | undefined => {
  const text = value?.trim() ?? '';
  return text === '' ? undefined : text;
};
