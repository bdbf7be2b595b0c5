// What a page of a window costs, counted: queries, the bytes that they give, documents that are read whole, and occurrences that are computed.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { decodeEvent, type EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { draftEvent } from '../../../lib/calendar/events/draft.ts';
import type { Mailbox } from '../../../lib/calendar/mailbox.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { occurrenceEvent, seriesIn } from '../../../lib/calendar/occurrences/occurrenceEvent.ts';
import { isOccurrence, overlayWrites } from '../../../lib/calendar/occurrences/overlay.ts';
import { listWindow } from '../../../lib/calendar/windows/window.ts';
import { countWindow } from '../../../lib/calendar/windows/windowCount.ts';
import type { IsShown, WindowPage } from '../../../lib/calendar/windows/windowEntry.ts';
import { occurrencesBetween } from '../../../lib/calendar/recurrence/occurrences.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import type { Condition, Documents, Write } from '../../../lib/stores/documents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

const calendar = 'c';
const by = 'app:test';
const window = { from: Date.UTC(2027, 2, 1), to: Date.UTC(2027, 8, 1) };
const clock = (): number => Date.UTC(2027, 0, 1);
const ids = createIds(clock, randomBytes);
const newMailbox = (): Mailbox => ({ tenant: 't', kind: 'users', id: randomUUID() });
const everybody: IsShown = () => true;
/** What a reader's pages ask the store, which leaves hidden events out. */
const withoutPrivate: Condition = { is: 'ne', property: 'properties.sensitivity', value: 'private' };
const noPrivate: IsShown = ({ properties }) => properties.sensitivity !== 'private';

const daily = (number: number, more: Partial<EventProperties> = {}): EventProperties => {
  const at = (hour: number): EventProperties['start'] => ({
    dateTime: `2027-02-01T${String(hour).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}:00`,
    timeZone: 'America/New_York',
  });
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-02-01' } } as const;
  return {
    ...defaultEventProperties,
    subject: `series ${number}`,
    start: at(number % 20),
    end: at((number % 20) + 1),
    recurrence,
    ...more,
  };
};

/** An event of an hour on the first day of the window. */
const single: Partial<EventProperties> = {
  recurrence: null,
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
};

async function addSeries(mailbox: Mailbox, count: number, more: Partial<EventProperties> = {}): Promise<readonly EventRecord[]> {
  const deps = { contents: stores.contents, ids, clock, newContentName: () => randomUUID() };
  const made: EventRecord[] = [];
  for (let start = 0; start < count; start += 50) {
    const numbers = Array.from({ length: Math.min(50, count - start) }, (_, i) => start + i);
    const drafted = await Promise.all(
      numbers.map((number) => draftEvent(deps, { mailbox, event: `event-${number}` }, { calendar, properties: daily(number, more) }, by)),
    );
    const drafts = drafted.map(({ draft }) => draft);
    const [first, ...rest] = drafts.map((document): Write => ({ write: 'create', document }));
    if (first === undefined) continue;
    expect(await stores.mailboxes.commit(mailboxPartition(mailbox), [first, ...rest])).toMatchObject({ outcome: 'done' });
    for (const draft of drafts) made.push(decodeEvent({ id: draft.id, etag: '', body: draft }) ?? expect.fail('no event'));
  }
  return made;
}

/** Writes to the series' first occurrences of the window. */
async function write(mailbox: Mailbox, series: EventRecord, count: number, overrides: (number: number) => object): Promise<void> {
  const recurring = seriesIn(series.properties) ?? expect.fail('no series');
  for (const [number, at] of occurrencesBetween(recurring, window.from, window.to, count).entries()) {
    const event = occurrenceEvent(series, at, undefined, 0);
    if (!isOccurrence(event)) expect.fail('no occurrence');
    const writes = overlayWrites(event, { counter: 'changes', set: { overrides: { ...overrides(number) } } }, clock(), by);
    expect(await stores.mailboxes.commit(mailboxPartition(mailbox), writes)).toMatchObject({ outcome: 'done' });
  }
}

/** Makes events private, or not, each by a write that changes its ETag alone beside. */
async function setSensitivity(mailbox: Mailbox, ids: readonly string[], sensitivity: string): Promise<void> {
  for (let start = 0; start < ids.length; start += 100) {
    const [first, ...rest] = ids
      .slice(start, start + 100)
      .map((id): Write => ({ write: 'patch', id, operations: [{ op: 'set', path: '/properties/sensitivity', value: sensitivity }] }));
    if (first !== undefined)
      expect(await stores.mailboxes.commit(mailboxPartition(mailbox), [first, ...rest])).toMatchObject({ outcome: 'done' });
  }
}

interface Cost {
  readonly queries: number;
  readonly bytes: number;
  readonly whole: number;
  readonly computed: number;
}

/** What it asks of the store, and how often dates and clocks are computed meanwhile: each time rounds something down, some ten times. */
async function costOf(act: (documents: Documents) => Promise<unknown>): Promise<Cost> {
  const cost = { queries: 0, bytes: 0, whole: 0, computed: 0 };
  const documents: Documents = {
    ...stores.mailboxes,
    async query(partition, query) {
      const found = await stores.mailboxes.query(partition, query);
      cost.queries++;
      cost.bytes += JSON.stringify(found).length;
      if (query.only === undefined) cost.whole += found.length;
      return found;
    },
  };
  const { floor } = Math;
  // A spy would keep each of millions of calls.
  Math.floor = (number) => {
    cost.computed++;
    return floor(number);
  };
  try {
    await act(documents);
  } finally {
    Math.floor = floor;
  }
  return cost;
}

const page =
  (mailbox: Mailbox, limit: number, isShown: IsShown = everybody, filter?: Condition) =>
  (documents: Documents): Promise<WindowPage> =>
    listWindow(documents, mailbox, calendar, { ...window, limit, filter }, isShown);

describe('a page of a calendar', () => {
  it('a page of a calendar costs its series once and its entries, not each series a page', async () => {
    const [few, many] = [newMailbox(), newMailbox()];
    await addSeries(few, 10);
    await addSeries(many, 1_000);
    const [ten, thousand] = [await costOf(page(few, 100)), await costOf(page(many, 100))];
    // Short events, a page of series, and those that are shown; one more where all of a page of series are taken.
    expect(ten.queries).toBe(3);
    expect(thousand.queries).toBeLessThanOrEqual(5);
    expect([ten.whole, thousand.whole]).toEqual([10, 101]);
    // Each series' first occurrences, and what the slice takes: far from a page of each.
    expect(thousand.computed - ten.computed).toBeLessThan(1_000 * 250);
    // What a page has shown before isn't read again.
    const one = await costOf(page(many, 1));
    expect(one.whole).toBe(0);
    // A window that was looked at before: of most series nothing is computed again.
    const later = { ...window, from: window.from + 86_400_000, limit: 1 };
    const look = () => costOf((documents) => listWindow(documents, many, calendar, later, everybody));
    const [first, again] = [await look(), await look()];
    expect(again.computed).toBeLessThan(first.computed / 4);
    const counted = await costOf((documents) => countWindow(documents, many, calendar, window, everybody));
    expect(counted.queries).toBeLessThanOrEqual(3);
    expect(counted.computed).toBeLessThan(1_000 * 1_000);
  });

  it('a page of a calendar reads of series that it knows that they are there, and of those that have changed the little that it needs', async () => {
    const [few, many] = [newMailbox(), newMailbox()];
    await addSeries(few, 10);
    const series = await addSeries(many, 300);
    const first = await costOf(page(many, 1));
    const [ten, hundreds] = [await costOf(page(few, 1)), await costOf(page(many, 1))];
    expect(ten.queries).toBe(3);
    expect(hundreds).toMatchObject({ queries: 2, whole: 0 });
    // An id, an ETag and a place: as an index has them, and as they are counted here.
    expect(hundreds.bytes - ten.bytes).toBeLessThan(290 * 250);
    expect(first.bytes).toBeGreaterThan(2 * hundreds.bytes);

    for (const changed of [1, 150]) {
      const subjects = series.slice(0, changed).map(({ id }) => id);
      await setSensitivity(many, subjects, 'private');
      const after = await costOf(async (documents) => {
        const { entries } = await listWindow(documents, many, calendar, { ...window, limit: 100 }, noPrivate);
        expect(entries.filter(({ event }) => subjects.includes(event.occurrence?.series.id ?? ''))).toEqual([]);
      });
      expect(after.queries).toBeLessThanOrEqual(5);
      await setSensitivity(many, subjects, 'normal');
    }
  });

  it('a page of a calendar reads little of each series, however large it is', async () => {
    const mailbox = newMailbox();
    const locations = Array.from({ length: 40 }, () => ({ displayName: 'x'.repeat(2_048) }));
    await addSeries(mailbox, 20, { locations });
    const { bytes, whole } = await costOf(page(mailbox, 1));
    expect(whole).toBe(2);
    expect(bytes).toBeLessThan(2 * 100_000 + 20 * 2_048);
  });

  it.each([
    ['single event', single],
    ['series', {}],
  ])(
    'a page of a calendar reads little of each %s that it doesn’t show, whatever the properties, the attendees and the body are',
    async (_, kind) => {
      const mailbox = newMailbox();
      const large: Partial<EventProperties> = {
        ...kind,
        locations: Array.from({ length: 30 }, () => ({ displayName: 'x'.repeat(2_000) })),
        body: { contentType: 'text', content: 'y'.repeat(32 * 1024) },
      };
      await addSeries(mailbox, 15, large);
      const { queries, bytes, whole } = await costOf(page(mailbox, 1));
      expect({ queries, whole }).toEqual({ queries: 3, whole: 2 });
      expect(bytes).toBeLessThan(2 * 96 * 1024 + 15 * 1_500);
      const all = await costOf(page(mailbox, 15));
      // Of series, the two that were shown before aren't read again.
      expect(all).toMatchObject({ queries: 3, whole: kind === single ? 15 : 13 });
    },
  );

  it('a page of single events costs a reader what it costs the owner, private ones among them', async () => {
    const mailbox = newMailbox();
    const events = await addSeries(mailbox, 20, single);
    const hidden = events.filter((_, i) => i % 2 === 0).map(({ id }) => id);
    await setSensitivity(mailbox, hidden, 'private');
    const asReader = (limit: number) => page(mailbox, limit, noPrivate, withoutPrivate);
    const [owner, reader] = [await costOf(page(mailbox, 5)), await costOf(asReader(5))];
    expect(reader.queries).toBe(owner.queries);
    expect(reader.whole).toBe(owner.whole);
    expect(Math.abs(reader.bytes - owner.bytes)).toBeLessThan(500);
    const { entries, more } = await asReader(10)(stores.mailboxes);
    const shown = entries.map(({ event }) => event.id);
    expect(shown.filter((id) => hidden.includes(id))).toEqual([]);
    expect([shown.length, more]).toEqual([10, false]);
  });

  it('a page of a calendar costs a reader what it costs the owner, however many entries before its first one are hidden', async () => {
    const mailbox = newMailbox();
    const series = await addSeries(mailbox, 4);
    const hidden = 40;
    // Of each the first ten are private, and the one behind them is another's to see but written to as well.
    for (const each of series)
      await write(mailbox, each, hidden / 4 + 1, (number) => (number < hidden / 4 ? { sensitivity: 'private' } : { subject: 'own' }));
    const first = await page(mailbox, 1, noPrivate)(stores.mailboxes);
    expect(first.entries.map(({ event }) => event.properties.subject)).toEqual(['own']);
    const [owner, reader] = [await costOf(page(mailbox, 1)), await costOf(page(mailbox, 1, noPrivate))];
    expect(reader.queries).toBe(owner.queries);
    expect(reader.whole).toBe(owner.whole);
    expect(Math.abs(reader.computed - owner.computed)).toBeLessThan(1_000);
    expect(await countWindow(stores.mailboxes, mailbox, calendar, window, noPrivate)).toBe(
      (await countWindow(stores.mailboxes, mailbox, calendar, window, everybody)) - hidden,
    );
  });
});
