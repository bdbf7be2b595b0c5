// Reads the `Prefer` header (RFC 7240).

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[^"\\\\]|\\\\.)*"';

/** An element of the list: the text up to the next comma outside quotes. */
const elements = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
const preference = new RegExp(`^[ \\t]*(${token})[ \\t]*(?:=[ \\t]*(?:(${quoted}|${token})[ \\t]*)?)?(?:;|$)`);

/**
 * The preferences by name in lower case, each with its value (`''` for none). If a preference occurs more than once, the first one counts
 * (RFC 7240, section 2). Ignores parameters, and text that is no preference. Never throws.
 */
export function parsePrefer(header: string | null | undefined): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const [element] of (header ?? '').matchAll(elements)) {
    const [, name, value = ''] = preference.exec(element) ?? [];
    const key = name?.toLowerCase();
    if (key !== undefined && !preferences.has(key)) preferences.set(key, unquoted(value));
  }
  return preferences;
}

const unquoted = (value: string): string => (value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);
