// Reads the parentheses of a path: `('x')` is a key, `(iCalUId='x')` one with a name.

/** The value of `('…')`, where `''` stands for one quote (OData URL conventions, `SQUOTE-in-string`); empty, as no key is, for other text. */
export function literalValue(text: string): string {
  if (!text.startsWith("('") || !text.endsWith("')")) return '';
  const quoted = text.slice(2, -2);
  if (!quoted.includes("'")) return quoted;
  if (quoted.replaceAll("''", '').includes("'")) return '';
  return quoted.replaceAll("''", "'");
}

/** A key that says of which property it is. */
export interface NamedLiteral {
  readonly name: string;
  readonly value: string;
}

/** The name and the value of another key than the id; undefined without a name, and with an empty value for a malformed literal. */
export function namedLiteral(text: string): NamedLiteral | undefined {
  const name = /^\((\w+)=/.exec(text)?.[1];
  return name === undefined ? undefined : { name, value: literalValue(`(${text.slice(name.length + 2)}`) };
}
