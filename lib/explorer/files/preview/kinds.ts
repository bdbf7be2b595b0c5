// What bytes are, by how they begin: neither a name nor the type that somebody has given decides how they are shown.

/** What can be shown. Everything else is `unknown`, and can be saved alone. */
export type Kind = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif' | 'image/svg+xml' | 'pdf' | 'text' | 'unknown';

/** Bytes from the beginning by which it is told. */
export const sniffedBytes = 4096;

type Sign = readonly [kind: Kind, pattern: RegExp];

/** Signatures of file formats, over bytes as Latin-1 (WHATWG, MIME Sniffing, section 6.1; AVIF, section 6). */
const signs: readonly Sign[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBPVP/],
  ['image/avif', /^[^]{4}ftypavi[fs]/],
  // Viewers look for it in the first KiB, whatever stands before.
  ['pdf', /^[^]{0,1019}%PDF-/],
];

/** White space, declarations, comments and a doctype may stand before the root element. */
const svgRoot = /^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--[^]*?-->\s*|<!doctype svg[^>[]*(?:\[[^]*?\]\s*)?>\s*)*<svg[\s>/]/i;

/** Control characters that no text has. */
const binary = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;

/** What the first bytes say; give 4 KiB, or all that there is. */
export function kindOf(bytes: Uint8Array): Kind {
  let text = '';
  for (const byte of bytes.subarray(0, sniffedBytes)) text += String.fromCharCode(byte);
  for (const [kind, pattern] of signs) if (pattern.test(text)) return kind;
  if (svgRoot.test(text)) return 'image/svg+xml';
  return utf16.test(text) || !binary.test(text) ? 'text' : 'unknown';
}

const utf16 = /^(?:\xff\xfe|\xfe\xff)/;

/** The text of bytes: UTF-8, UTF-16 with its mark, else Windows-1252, as browsers read files. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    // A character that the cut goes through isn't wrong.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
