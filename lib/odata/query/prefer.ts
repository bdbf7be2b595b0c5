// What a client would prefer: the `Prefer` header (RFC 7240).

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[^"\\\\]|\\\\.)*"';

/** An element of the list: all up to a comma that isn't in quotes. */
const elements = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
const preference = new RegExp(`^[ \\t]*(${token})[ \\t]*(?:=[ \\t]*(?:(${quoted}|${token})[ \\t]*)?)?(?:;|$)`);

/**
 * The preferences by name in lower case, each with its value (`''` when it has none). Of one that comes more than once the first
 * counts (RFC 7240, section 2); parameters and whatever isn't a preference are passed over. Never throws.
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

/** `return=minimal` or `return=representation` (RFC 7240, section 4.2), in any case of letters; nothing for any other value. */
export function preferredReturn(header: string | null | undefined): 'minimal' | 'representation' | undefined {
  const value = parsePrefer(header).get('return')?.toLowerCase();
  return value === 'minimal' || value === 'representation' ? value : undefined;
}

const unquoted = (value: string): string => (value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);
