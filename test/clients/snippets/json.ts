// JSON that a snippet has printed.
export type Json = Readonly<Record<string, unknown>>;

/** The object; an empty one for anything else. */
export const readJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** What a text says: its JSON, or undefined for an empty one. Throws for what is neither. */
export const parsed = (text: string): unknown => (text.trim() === '' ? undefined : JSON.parse(text));
