// Writes XML: only elements and attributes, since a schema has nothing else.

/** An XML element. The writer leaves out undefined attributes. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: readonly Element[];
}

export const element = (name: string, attributes: Element['attributes'], children: readonly Element[] = []): Element => ({
  name,
  attributes,
  children,
});

/** A document of XML 1.0 in UTF-8, indented by two spaces. Escapes values; the caller must give valid names. */
export const xmlOf = (root: Element): string => `<?xml version="1.0" encoding="utf-8"?>\n${lines(root, '').join('\n')}\n`;

function lines({ name, attributes, children }: Element, indent: string): readonly string[] {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value = '']) => ` ${attribute}="${escaped(value)}"`)
    .join('');
  if (children.length === 0) return [`${indent}<${name}${written}/>`];
  return [`${indent}<${name}${written}>`, ...children.flatMap((child) => lines(child, `${indent}  `)), `${indent}</${name}>`];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An attribute's value. White space other than a blank needs a character reference: parsers else read a blank (XML 1.0, section 3.3.3). */
const escaped = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? `&#${character.charCodeAt(0)};`);
