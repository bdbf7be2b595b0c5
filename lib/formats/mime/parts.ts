// A message's own attachments as parts of its MIME: files, items in their own format, and links.
import type { NestedAttachment } from '../nestedAttachments.ts';

/** An attachment as the composer takes it, always with the content itself and never with a path or a URL. */
export interface Part {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly contentDisposition: 'attachment' | 'inline';
  /** The content id, for an attachment that the HTML body shows inline. */
  readonly cid?: string;
  readonly headers?: { readonly key: string; readonly value: string }[];
}

/** The attachment as a part. A reference becomes a list with its one URL (RFC 2483). */
export function attachmentPart(attachment: NestedAttachment): Part {
  if (attachment.kind === 'reference') {
    const content = Buffer.from(`${attachment.url}\r\n`);
    return { filename: attachment.name, contentType: 'text/uri-list', content, contentDisposition: 'attachment' };
  }
  const { name, contentType, bytes, isInline, contentId } = attachment;
  const part = { filename: name, contentType: servedType(contentType, bytes), content: bytes };
  if (contentId === undefined) return { ...part, contentDisposition: isInline ? 'inline' : 'attachment' };
  if (isInline) return { ...part, contentDisposition: 'inline', cid: contentId };
  return { ...part, contentDisposition: 'attachment', headers: [{ key: 'Content-ID', value: `<${contentId}>` }] };
}

/**
 * The content type that the part gets. A file may claim to be a message or a multipart. Only a message can be such a part, and only if
 * nothing in it would have to be encoded (RFC 2046, section 5.2.1).
 */
function servedType(contentType: string, bytes: Buffer): string {
  if (/^multipart\//i.test(contentType)) return 'application/octet-stream';
  if (!/^message\//i.test(contentType)) return contentType;
  return /^message\/rfc822\b/i.test(contentType) && isSevenBit(bytes) ? 'message/rfc822' : 'application/octet-stream';
}

/** Whether the bytes are ASCII in lines of at most 998 bytes (RFC 2045, section 2.7). */
function isSevenBit(bytes: Buffer): boolean {
  let length = 0;
  for (const byte of bytes) {
    if (byte === 0 || byte > 0x7f || length > 998) return false;
    length = byte === 0x0a ? 0 : length + 1;
  }
  return length <= 998;
}
