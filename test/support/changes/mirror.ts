// A client that keeps a mirror of a calendar by delta alone, as a program would that reads the contract and nothing else.
import { expect } from 'vitest';
import type { Housemate } from '../people/household.ts';

export type Told = Readonly<Record<string, unknown>> & { readonly id: string };

/** One round, as it was given. */
export interface RoundRead {
  readonly pages: readonly (readonly Told[])[];
  readonly entries: readonly Told[];
  /** The path and query of the deltaLink. */
  readonly link: string;
}

const origin = 'https://localhost';

/** The path and query of a link; fails for a URL of another host. */
export function pathOf(link: unknown): string {
  expect(String(link).startsWith(`${origin}/`), String(link)).toBe(true);
  return String(link).slice(origin.length);
}

type Get = (path: string) => Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>> }>;

/** Reads a round to its end. Between two pages `meanwhile` may do what others do. */
export async function readRound(get: Get, path: string, meanwhile?: () => Promise<unknown>): Promise<RoundRead> {
  const pages: (readonly Told[])[] = [];
  for (let next = path; ;) {
    const { status, json } = await get(next);
    if (status !== 200) throw new Error(`GET ${next}: ${status} ${JSON.stringify(json)}`);
    const { value, '@odata.nextLink': more, '@odata.deltaLink': link } = json;
    expect([more, link].filter((each) => each !== undefined)).toHaveLength(1);
    pages.push(value as readonly Told[]);
    if (link !== undefined) return { pages, entries: pages.flat(), link: pathOf(link) };
    next = pathOf(more);
    await meanwhile?.();
  }
}

export const roundBy = (person: Pick<Housemate, 'send'>, path: string, meanwhile?: () => Promise<unknown>): Promise<RoundRead> =>
  readRound((each) => person.send('GET', each), path, meanwhile);

export const isRemoved = (entry: Told): boolean => entry['@removed'] !== undefined;

/** What is removed of a round's entries, as ids. */
export const removedIn = ({ entries }: Pick<RoundRead, 'entries'>): readonly string[] => entries.filter(isRemoved).map(({ id }) => id);

/** What is shown of a round's entries. */
export const shownIn = ({ entries }: Pick<RoundRead, 'entries'>): readonly Told[] => entries.filter((entry) => !isRemoved(entry));

/** The mirror: what is known of each id; occurrences belong to their master. */
export class Mirror {
  readonly known = new Map<string, Told>();

  take(entries: readonly Told[]): void {
    for (const entry of entries) {
      if (isRemoved(entry) || entry.type === 'seriesMaster') this.#forget(entry.id);
      if (!isRemoved(entry)) this.known.set(entry.id, entry);
    }
  }

  /** Removes what has this id, and the occurrences of a series. */
  #forget(id: string): void {
    this.known.delete(id);
    for (const [each, { seriesMasterId }] of this.known) if (seriesMasterId === id) this.known.delete(each);
  }

  /** What a view of the calendar shows: all but masters, in the order of ids. */
  shown(): readonly Told[] {
    return [...this.known.values()].filter(({ type }) => type !== 'seriesMaster').toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}
