// What lists of events cost: a page along an index, as many items read of 10,000 as of 100.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventSortProperties, listEvents, type EventPageRequest, type EventSortProperty } from '../../../lib/calendar/events/list.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { eventList } from '../../../lib/odata/event/eventQuery.ts';
import { parseQueryOptions } from '../../../lib/odata/query/queryOptions.ts';
import { queryAsked, startReadCounts, type ReadCounts } from '../../support/stores/readCounts.ts';

let store: ReadCounts;
const mailbox = (id: string): Mailbox => ({ tenant: 't', kind: 'users', id });
const sizes = { small: 100, large: 10_000 } as const;

/** Half of the events lie in another calendar; every tenth has an attachment. */
function stored(n: number) {
  const at = new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();
  return {
    id: `event:${n}`,
    kind: 'event',
    listed: true,
    calendar: n % 2 === 0 ? 'c' : 'other',
    created: at,
    modified: at,
    attachmentCount: n % 20 === 0 ? 1 : 0,
    sortKeys: { start: at, end: at, subject: `subject ${n % 7}`, texts: { subject: `subject ${n % 7}` } },
    properties: { sensitivity: 'normal', importance: 'normal', isAllDay: false },
  };
}

beforeAll(async () => {
  store = await startReadCounts('mailboxes');
  for (const [id, length] of Object.entries(sizes))
    await store.fill(
      mailboxPartition(mailbox(id)),
      Array.from({ length }, (_, n) => stored(n)),
    );
});

afterAll(() => store.close());

/** How many items the store read for a page, and how many the page has. */
const ask = async (id: keyof typeof sizes, request: EventPageRequest): ReturnType<ReadCounts['count']> =>
  store.count(mailboxPartition(mailbox(id)), await queryAsked((documents) => listEvents(documents, mailbox('any'), 'c', request)));

const orders = Object.keys(eventSortProperties).filter((name): name is EventSortProperty => Object.hasOwn(eventSortProperties, name));

describe.each(orders)('a page by %s', (property) => {
  it.each([false, true])('a page reads what it shows and one more, however many events there are (%s)', async (descending) => {
    const request = { limit: 10, orderBy: { property, descending } };
    for (const size of ['small', 'large'] as const) expect(await ask(size, request)).toEqual({ read: 11, got: 11 });
  });

  it('a page reads no more in the middle', async () => {
    const sort = property === 'subject' ? 'subject 3' : new Date(Date.UTC(2027, 0, 1) + 40 * 60_000).toISOString();
    const request = { limit: 10, orderBy: { property, descending: false }, after: { sort, id: 'event:40' } };
    const small = await ask('small', request);
    expect(small.got).toBe(11);
    expect(await ask('large', request)).toEqual(small);
  });
});

it('a week of them is found along the order by start', async () => {
  const text = "start/dateTime ge '2027-01-01T00:30' and start/dateTime lt '2027-01-01T01:00'";
  const { filter } = parseQueryOptions(new URLSearchParams({ $filter: text }), eventList);
  const request = { limit: 50, orderBy: { property: 'start/dateTime', descending: false }, ...(filter && { filter }) } as const;
  for (const size of ['small', 'large'] as const) {
    const { read, got } = await ask(size, request);
    expect(got).toBe(15);
    expect(read).toBeLessThanOrEqual(16);
  }
});
