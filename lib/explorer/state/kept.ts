// What this browser remembers of a person: which calendars are off, whose are open, which view. Never a token, nothing of an event.
let owner = '';

/** Whose it is from now on. */
export function keepFor(username: string): void {
  owner = username;
}

const nameOf = (topic: string): string => `explorer.${topic}.${owner}`;

/** What was kept; nothing where the browser keeps nothing. */
export function kept(topic: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(nameOf(topic)) ?? '[]');
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

export function keep(topic: string, values: readonly string[]): void {
  try {
    localStorage.setItem(nameOf(topic), JSON.stringify(values));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}
