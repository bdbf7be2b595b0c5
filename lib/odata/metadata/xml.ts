// Writes XML: elements, attributes and nothing else, since that is all that a schema is made of.

/** An element; attributes that are undefined aren't written. */
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

/** A document of XML 1.0 in UTF-8, two spaces to a level. Names are the caller's to choose well; values are escaped. */
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

/** White space would be read as blanks (XML 1.0, section 3.3.3) unless it is a reference. */
const escaped = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? `&#${character.charCodeAt(0)};`);
