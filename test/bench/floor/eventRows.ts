// Rows about events, each in a mailbox of its own: create, get, list, a week with a hundred series, a delta round, a batch.
import type { Opened, Row } from './row.ts';
import type { Side } from './sides.ts';
import { callerOf, type Caller, type World } from './world.ts';

const from = '2027-03-01T00:00:00Z';
const to = '2027-03-08T00:00:00Z';
const inTheWeek = `startDateTime=${from}&endDateTime=${to}`;

/** A new person, whose mailbox is made by the first request. */
const newCaller = (world: World, row: string): Promise<Caller> => callerOf(world, `${row.replaceAll(' ', '-')}@contoso.example`);

/** An event of half an hour in the week, by its number. */
const event = (number: number): object => {
  const time = (minutes: number): string =>
    `2027-03-0${1 + (number % 5)}T${String(8 + (number % 9)).padStart(2, '0')}:${String(minutes).padStart(2, '0')}:00`;
  return {
    subject: `event ${number}`,
    body: { contentType: 'text', content: 'What we talk about, in a sentence or two. '.repeat(5) },
    start: { dateTime: time(number % 30), timeZone: 'Europe/Berlin' },
    end: { dateTime: time((number % 30) + 29), timeZone: 'Europe/Berlin' },
  };
};

const series = (number: number): object => ({
  ...event(number),
  recurrence: {
    pattern: {
      type: 'weekly',
      interval: 1,
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].slice(number % 5, (number % 5) + 1),
    },
    range: { type: 'noEnd', startDate: `2027-03-0${1 + (number % 5)}` },
  },
});

async function fill(caller: Caller, side: Side, count: number, make: (number: number) => object): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) ids.push(String((await caller.must(side, 'POST', '/me/events', make(number))).id));
  return ids;
}

const create: Row = {
  name: 'event create',
  async open(world): Promise<Opened> {
    const caller = await newCaller(world, this.name);
    return { ours: (on) => () => caller.sent(on, 'POST', '/me/events', event(1)), answer: 'created', made: ({ id }) => String(id) };
  },
};

/** A row that reads from a mailbox with so many events or series. */
const read = (
  name: string,
  count: number,
  make: (number: number) => object,
  path: (ids: readonly string[], caller: Caller, side: Pick<Side, 'url'>) => string | Promise<string>,
  floor: Pick<Opened, 'answer' | 'withoutMemory'> = { answer: 'documents' },
): Row => ({
  name,
  async open(world, side): Promise<Opened> {
    const caller = await newCaller(world, name);
    const ids = await fill(caller, side, count, make);
    return {
      async ours(on) {
        const asked = await path(ids, caller, on);
        return () => caller.sent(on, 'GET', asked);
      },
      ...floor,
    };
  },
});

/**
 * What a function that remembers nothing asks for a week: the short events, and the series that cover it, whole and by one query, which it then
 * expands. Ours, when it has just started, asks for the outlines of the series first and for those on the page after that; once it knows them it
 * asks only what has changed, and answers from memory. The floor has to read what it answers with, so its queries aren't the warm ones of ours.
 */
const weekWithoutMemory: Pick<Opened, 'answer' | 'withoutMemory'> = {
  answer: 'occurrences',
  withoutMemory: (first) =>
    first
      .filter(({ call, round }) => call === 'query' && round === first.find((each) => each.call === 'query')?.round)
      .map((each) => ({ ...each, body: Buffer.from(each.body.toString('utf8').replace(/SELECT .*? FROM c /, 'SELECT * FROM c ')) })),
};

/** Follows a delta to its end; the path that asks what has changed since. A link is good for the account's address that it was made for. */
async function deltaPath(caller: Caller, side: Pick<Side, 'url'>): Promise<string> {
  for (let path = `/me/calendarView/delta?${inTheWeek}`; ;) {
    const page = await caller.must(side, 'GET', path);
    const link = new URL(String(page['@odata.nextLink'] ?? page['@odata.deltaLink']));
    path = `${link.pathname.replace('/v1.0', '')}${link.search}`;
    if (page['@odata.deltaLink'] !== undefined) return path;
  }
}

const batch: Row = {
  name: '$batch of 20',
  async open(world, side): Promise<Opened> {
    const caller = await newCaller(world, 'batch');
    const ids = await fill(caller, side, 20, event);
    const requests = ids.map((id, at) => ({ id: String(at), method: 'GET', url: `/me/events/${id}` }));
    return { ours: (on) => () => caller.sent(on, 'POST', '/$batch', { requests }), answer: 'documents' };
  },
};

export const eventRows: readonly Row[] = [
  create,
  read('event get', 20, event, (ids) => `/me/events/${ids[7] ?? ''}`),
  read('event list 20', 100, event, () => '/me/events?$top=20'),
  read('week of 100 series', 100, series, () => `/me/calendarView?${inTheWeek}&$top=100`, weekWithoutMemory),
  read('delta without news', 20, event, (_, caller, side) => deltaPath(caller, side)),
  batch,
];
