// Whether others get their turn while a window is read, whatever it asks: what is computed between two turns, counted and not timed.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Mailbox } from '../../../lib/calendar/mailbox.ts';
import { inCalendar } from '../../../lib/calendar/events/list.ts';
import { spanningIn } from '../../../lib/calendar/windows/spans/spanning.ts';
import { slicesOf } from '../../../lib/calendar/windows/slices.ts';
import { listWindow } from '../../../lib/calendar/windows/window.ts';
import { countWindow } from '../../../lib/calendar/windows/windowCount.ts';
import type { WindowRequest } from '../../../lib/calendar/windows/windowRequest.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import type { Documents, Query, StoredDocument } from '../../../lib/stores/documents.ts';

const mailbox: Mailbox = { tenant: 't', kind: 'users', id: 'u' };
/** Rounding down, some tens of times for each occurrence: a few milliseconds' work. */
const mostAtOnce = 60_000;

const patterns: readonly JsonObject[] = [
  { type: 'daily', interval: 1 },
  { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], firstDayOfWeek: 'monday' },
  { type: 'relativeMonthly', interval: 1, daysOfWeek: ['monday', 'sunday'], index: 'last' },
  { type: 'relativeYearly', interval: 999, daysOfWeek: ['friday'], index: 'fourth', month: 2 },
  { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 },
];
const ranges: readonly JsonObject[] = [
  { type: 'noEnd', startDate: '1601-01-01' },
  { type: 'numbered', startDate: '1601-01-01', numberOfOccurrences: 2_147_483_647 },
];

const row = (number: number, occurrenceRevision: number): JsonObject => ({
  kind: 'event',
  incarnation: `i${number}`,
  calendar: 'c',
  attendees: [],
  occurrenceRevision,
  sortKeys: { start: '1601-01-01T10:00:00.000Z', end: '1601-01-01T11:00:00.000Z', spanEnd: '9999-12-31T23:59:59.999Z' },
  properties: {
    start: { dateTime: '1601-01-01T10:00:00', timeZone: number % 2 === 0 ? 'America/New_York' : 'Europe/Berlin' },
    end: { dateTime: '1601-01-01T11:00:00', timeZone: number % 2 === 0 ? 'America/New_York' : 'Europe/Berlin' },
    isAllDay: false,
    recurrence: { pattern: patterns[number % patterns.length], range: ranges[number % ranges.length] },
    sensitivity: 'normal',
  },
});

/** A store that answers without a pause of its own: so many series, each written to so often. */
function storeOf(series: number, written: number): Documents {
  const spans = Array.from({ length: series }, (_, i) => stored(`event:${String(i).padStart(5, '0')}`, row(i, written)));
  const occurrences = spans.flatMap(({ body }) =>
    Array.from({ length: written }, (_, i): StoredDocument => {
      const day = new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10);
      const more = { kind: 'occurrence', seriesOf: body.incarnation, day, overrides: { sensitivity: 'private' } };
      return stored(`${textIn(body, 'incarnation')} ${day}`, more);
    }),
  );
  const unasked = (): never => expect.fail('not asked');
  return {
    query(_, query) {
      const { only, limit } = query;
      // Whole documents, and events that don't recur.
      if (only === undefined || JSON.stringify(query.where).includes('"is":"eq","property":"sortKeys.spanEnd","value":""'))
        return Promise.resolve([]);
      const all = only.includes('seriesOf') ? occurrences : spans;
      const begin = placeIn(all, query);
      return Promise.resolve(all.slice(begin, begin + limit));
    },
    count: () => Promise.resolve(0),
    read: unasked,
    commit: unasked,
    replaceIf: unasked,
    due: unasked,
    ping: unasked,
    identity: unasked,
  };
}

const textIn = (body: JsonObject, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

/** No two of a test's stores have a document of the same ETag. */
const stored = (id: string, body: JsonObject): StoredDocument => ({ id, etag: String(etags++), body: { id, ...body } });
let etags = 0;

/** Where the page begins that a query asks for: behind the last document whose place it names. */
function placeIn(all: readonly StoredDocument[], query: Query): number {
  const text = JSON.stringify(query.where);
  const names = ({ id, body }: StoredDocument): boolean =>
    text.includes(`"is":"gt","property":"id","value":"${id}"`) ||
    (text.includes(`"is":"gt","property":"day","value":"${textIn(body, 'day')}"`) &&
      text.includes(`"is":"eq","property":"seriesOf","value":"${textIn(body, 'seriesOf')}"},{`));
  return all.findLastIndex(names) + 1;
}

/** The most that was computed between two turns, and the number of turns. */
async function between(act: () => Promise<unknown>): Promise<{ readonly most: number; readonly turns: number }> {
  let [most, turns, since] = [0, 0, 0];
  const { floor } = Math;
  // A spy would keep each of millions of calls.
  Math.floor = (number) => {
    since++;
    return floor(number);
  };
  const look = (): void => {
    most = Math.max(most, since);
    since = 0;
  };
  const over = new AbortController();
  const others = (async () => {
    while (!over.signal.aborted) {
      look();
      turns++;
      await nextTurn();
    }
  })();
  try {
    await act();
  } finally {
    look();
    over.abort();
    await others;
    Math.floor = floor;
  }
  return { most, turns };
}

/** What a page is made of, up to where its events are read whole. */
async function firstSlice(documents: Documents, request: WindowRequest): Promise<void> {
  const spans = () => spanningIn(documents, 'p', inCalendar('c', undefined), request);
  const first = await slicesOf({ documents, partition: 'p', spans }, request).next();
  expect(first.value).not.toHaveLength(0);
}

describe.each([
  ['half a year', Date.UTC(2027, 0, 1), Date.UTC(2027, 6, 1)],
  ['2,900 years', Date.UTC(1601, 0, 1), Date.UTC(4500, 0, 1)],
])('many series in a window of %s', (_, from, to) => {
  it.each([
    ['that nobody wrote to', 0],
    ['of which some were written to', 1],
  ])('many series in a window of %s let others have their turn: pages, counts, and a reader who sees nothing', async (__, written) => {
    const store = storeOf(written === 0 ? 3_000 : 600, written);
    const nobody = (): boolean => false;
    const few = { from, to: from + 10 * 86_400_000, limit: 100 };
    for (const act of [
      () => firstSlice(store, { from, to, limit: 1 }),
      () => countWindow(store, mailbox, 'c', { from, to }, () => true),
      () => listWindow(store, mailbox, 'c', few, nobody),
    ]) {
      const { most, turns } = await between(act);
      expect(turns).toBeGreaterThan(written === 0 ? 10 : 3);
      expect(most).toBeLessThan(mostAtOnce);
    }
  });
});
