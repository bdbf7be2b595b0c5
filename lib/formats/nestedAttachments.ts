// The attachments that an item has itself, as far as they can be read: files, items in files of their own format, and references.
import { MIMEType } from 'node:util';
import { maxNameLength } from '../runtime/limits.ts';
import { ownTurn } from '../runtime/inSteps.ts';
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

/** Only so many characters of a content type are read. */
const maxTypeLength = 500;
const unknownType = 'application/octet-stream';

/**
 * Calls `write` with the item's attachments, in their order; the meter counts their bytes as held meanwhile. A bare description is left out,
 * since it has no content; a nested item of no known type stays JSON.
 */
export async function withAttachments<T>(
  item: Given,
  rendering: Rendering,
  write: (attachments: readonly NestedAttachment[]) => Promise<T>,
): Promise<T> {
  const found: NestedAttachment[] = [];
  for (const [index, attachment] of item.objects('attachments').entries()) {
    // Lets other requests run between two attachments.
    await ownTurn();
    found.push(...(await readAttachment(attachment, index, rendering)));
  }
  const written = await write(found);
  rendering.memory.release(found.reduce((sum, each) => sum + (each.kind === 'file' ? each.bytes.byteLength : 0), 0));
  return written;
}

async function readAttachment(attachment: Given, index: number, { memory, nested }: Rendering): Promise<NestedAttachment[]> {
  const name = plainLine(attachment.text('name') ?? '', maxNameLength) || `attachment ${index + 1}`;
  const content = attachment.text('contentBytes') ?? (isEmptyFile(attachment) ? '' : undefined);
  const item = attachment.json('item');
  if (content !== undefined) {
    const bytes = Buffer.from(content, 'base64');
    memory.hold(bytes.byteLength);
    const contentId = plainLine(attachment.text('contentId') ?? '', maxNameLength).replace(/[<>\s]/g, '') || undefined;
    const isInline = attachment.flag('isInline') ?? false;
    return [{ kind: 'file', name, contentType: mediaType(attachment.text('contentType')), bytes, isInline, contentId }];
  }
  if (item !== undefined) {
    const { bytes, mediaType: contentType, extension } = await nested(item, name, index);
    return [{ kind: 'file', name: fileName(name, extension), contentType, bytes, isInline: false, contentId: undefined }];
  }
  const url = webAddress(attachment.text('sourceUrl') ?? '');
  return url === undefined ? [] : [{ kind: 'reference', name, url }];
}

/** The name with the ending of its content's type; the ending is added unless the name has it already. */
export const fileName = (name: string, extension: string): string =>
  name.toLowerCase().endsWith(extension) ? name : `${name}${extension}`;

/** The media type that a text names, without its `name` parameter; `application/octet-stream` for any other text. */
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
