// Turns HTML into the text that a person would read, and text into HTML: for previews and for who prefers the other.

/** Elements whose content nobody reads. */
const unread = new Set(['script', 'style', 'head', 'title', 'template']);
/** Elements that begin on a line of their own. */
const lines = new Set(['br', 'p', 'div', 'tr', 'li', 'ul', 'ol', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'hr', 'pre']);

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** The text of the HTML, its spaces run together and its blocks on lines. Takes time in proportion to the HTML, whatever it is. */
export function htmlToText(html: string): string {
  const parts: string[] = [];
  let place = 0;
  while (place < html.length) {
    const tag = html.indexOf('<', place);
    const end = tag === -1 ? html.length : tag;
    parts.push(decodeEntities(html.slice(place, end).replace(/\s+/g, ' ')));
    if (tag === -1) break;
    place = behindMarkup(html, tag, parts);
  }
  return parts
    .join('')
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The place behind a comment, a tag, or an element that nobody reads; without an end it is all that is left. */
function behindMarkup(html: string, tag: number, parts: string[]): number {
  if (html.startsWith('<!--', tag)) return behind(html, '-->', tag + 4);
  const [, slash = '', name = ''] = /^<(\/?)([a-z][a-z0-9]{0,19})/i.exec(html.slice(tag, tag + 22)) ?? [];
  if (name === '' && html.charAt(tag + 1) !== '!' && html.charAt(tag + 1) !== '?') {
    parts.push('<');
    return tag + 1;
  }
  const element = name.toLowerCase();
  if (lines.has(element) && (slash === '' || element !== 'br')) parts.push('\n');
  const inside = behind(html, '>', tag + 1);
  if (slash !== '' || !unread.has(element)) return inside;
  const closing = new RegExp(`</${element}[\\s>/]`, 'gi');
  closing.lastIndex = inside;
  const closed = closing.exec(html);
  return closed === null ? html.length : behind(html, '>', closed.index);
}

function behind(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities.get(name.toLowerCase()) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole;
  });

/** HTML that shows exactly this text. */
export const textToHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\r\n|\r|\n/g, '<br>');

/** Characters of `bodyPreview` (Graph, event resource type). */
const previewLength = 255;
/** Characters of a body that a preview is taken from, so that a large one costs no more. */
const previewedLength = 64 * 1024;

/** The first 255 characters of a body as text. */
export function previewOf({ contentType, content }: { readonly contentType: 'text' | 'html'; readonly content: string }): string {
  const beginning = content.slice(0, previewedLength);
  return (contentType === 'html' ? htmlToText(beginning) : beginning).slice(0, previewLength).toWellFormed();
}
