// Makes what a preview's frame shows: a document without scripts, links or requests, whatever the bytes are.
import { decodeText, kindOf, sniffedBytes, type Kind } from './kinds.ts';

/** Bytes of a text that are shown. */
const textBytes = 256 * 1024;

/** Bytes of an image that is shown. */
export const imageBytes = 10 * 1024 * 1024;

/** What can be seen of bytes. */
export type Shown =
  | { readonly kind: 'image'; readonly document: Blob }
  /** `cut`: only its beginning is shown. */
  | { readonly kind: 'text'; readonly document: Blob; readonly cut: boolean }
  /** What a frame of its own draws. */
  | { readonly kind: 'pdf'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'nothing'; readonly why: string };

/**
 * An image becomes the image of a document that has nothing else, so that an SVG has neither scripts nor requests nor links (SVG 2, section
 * 2.2.1, secure static mode); a text becomes plain text, HTML too. A PDF is drawn by a script of ours: in browsers' own viewers its scripts run,
 * and these don't open in a frame without rights.
 */
export async function shownOf(bytes: Blob): Promise<Shown> {
  const first = new Uint8Array(await bytes.slice(0, sniffedBytes).arrayBuffer());
  const kind = kindOf(first);
  if (kind === 'pdf') return { kind: 'pdf', bytes: await bytes.arrayBuffer() };
  if (kind === 'unknown') return { kind: 'nothing', why: 'This kind of file can’t be shown here. Download it to open it.' };
  if (kind === 'text') {
    const text = decodeText(new Uint8Array(await bytes.slice(0, textBytes).arrayBuffer()));
    return { kind: 'text', document: new Blob([text], { type: 'text/plain;charset=utf-8' }), cut: bytes.size > textBytes };
  }
  if (bytes.size > imageBytes) return { kind: 'nothing', why: 'The image is too large to be shown here. Download it to see it.' };
  const url = await dataUrl(new Blob([bytes], { type: kind }));
  return {
    kind: 'image',
    document: new Blob([before, isSmall(kind, first) ? '' : 'width="100%" ', 'src="', url, after], { type: 'text/html;charset=utf-8' }),
  };
}

/** The page's own policy holds there, too. This one allows the image alone, as a second wall. */
const policy = "default-src 'none'; img-src data:";
const before = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Image</title><body><center><img alt="" `;
const after = '"></center>';

/** Pixels of an icon's width, at most: others fill the frame. Without styles an image can't be told to be no wider than that. */
const iconWidth = 300;

/** Whether it is an icon, where that is easily told. */
function isSmall(kind: Kind, { buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  const view = new DataView(buffer);
  if (byteLength < 24) return false;
  if (kind === 'image/png') return view.getUint32(16) <= iconWidth;
  return kind === 'image/gif' && view.getUint16(6, true) <= iconWidth;
}

/** `data:image/png;base64,…`: its type is one of the list's, the rest is base64, so that nothing in it ends the attribute. */
const dataUrl = (bytes: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The bytes can’t be read.')));
    reader.readAsDataURL(bytes);
  });
