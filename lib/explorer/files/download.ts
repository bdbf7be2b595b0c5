// Saves an attachment on the person's machine, as bytes of no type, so that no browser opens it in the page's own origin.
import { readBytes, type Attachment } from './attachment.ts';

/** Milliseconds after which the bytes are let go; the browser has begun to save by then. */
const letGoMs = 60_000;

const endings: Readonly<Record<string, string>> = { 'text/calendar': '.ics', 'text/vcard': '.vcf', 'message/rfc822': '.eml' };

/** Rejects with a GraphError where the bytes can't be had. */
export async function download(attachment: Attachment): Promise<void> {
  const bytes = await readBytes(attachment);
  const ending = attachment.type === 'item' ? (endings[bytes.type.split(';')[0]?.trim() ?? ''] ?? '') : '';
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${attachment.name}${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), letGoMs);
}
