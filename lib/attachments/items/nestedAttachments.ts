// The attachments that an item has itself, as far as they can be read: files, items in files of their own format, and references.
import { MIMEType } from 'node:util';
import { maxNameLength } from '../../limits.ts';
import type { Given } from './given.ts';
import { plainLine, webAddress } from './plain.ts';
import type { Rendering } from './rendering.ts';

export type NestedAttachment =
  | {
      readonly kind: 'file';
      readonly name: string;
      /** A media type in ASCII. */
      readonly contentType: string;
      readonly bytes: Buffer;
      readonly isInline: boolean;
      readonly contentId: string | undefined;
    }
  | { readonly kind: 'reference'; readonly name: string; readonly url: string };

/** Characters of a content type that are looked at. */
const maxTypeLength = 500;
const unknownType = 'application/octet-stream';

/** In their order. Bare descriptions have nothing to render; an item of no known type stays JSON. */
export async function nestedAttachments(item: Given, { nested, spend }: Rendering): Promise<NestedAttachment[]> {
  const found: NestedAttachment[] = [];
  for (const [index, attachment] of item.objects('attachments').entries()) {
    const name = plainLine(attachment.text('name') ?? '', maxNameLength) || `attachment ${index + 1}`;
    const content = attachment.text('contentBytes') ?? (isEmptyFile(attachment) ? '' : undefined);
    const json = attachment.json('item');
    const url = webAddress(attachment.text('sourceUrl') ?? '');
    if (content !== undefined) {
      spend(content.length);
      const isInline = attachment.flag('isInline') ?? false;
      const contentId = plainLine(attachment.text('contentId') ?? '', maxNameLength).replace(/[<>\s]/g, '') || undefined;
      const bytes = Buffer.from(content, 'base64');
      found.push({ kind: 'file', name, contentType: mediaType(attachment.text('contentType')), bytes, isInline, contentId });
    } else if (json !== undefined) {
      const rendered = (await nested(json, name, index)) ?? asJson(json);
      const contentType = rendered.mediaType;
      const bytes = Buffer.from(rendered.bytes);
      found.push({ kind: 'file', name: fileName(name, rendered.extension), contentType, bytes, isInline: false, contentId: undefined });
    } else if (url !== undefined) found.push({ kind: 'reference', name, url });
  }
  return found;
}

/** The name with the ending that its content asks for, unless it has it. */
export const fileName = (name: string, extension: string): string =>
  name.toLowerCase().endsWith(extension) ? name : `${name}${extension}`;

/** The media type that a text names, without a name of its own; of any other text the one of bytes. */
function mediaType(text = ''): string {
  try {
    const type = new MIMEType(text.slice(0, maxTypeLength));
    type.params.delete('name');
    const shown = type.toString();
    return /^[\x20-\x7e]*$/.test(shown) ? shown : unknownType;
  } catch {
    return unknownType;
  }
}

const isEmptyFile = (attachment: Given): boolean => /\bfileAttachment$/i.test(attachment.text('@odata.type') ?? '');

const asJson = (json: object) => ({
  bytes: Buffer.from(JSON.stringify(json)),
  mediaType: 'application/json',
  extension: '.json',
});
