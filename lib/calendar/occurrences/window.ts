// What lies in a window of time: the occurrences of a series, and all events of a calendar, page by page in the order of their starts.
import type { Condition, Documents } from '../../stores/documents.ts';
import { decodeEvent, type EventRecord } from '../eventRecord.ts';
import { longDays } from '../events/span.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { countBetween } from '../recurrence/occurrences.ts';
import { msPerDay } from '../time/calendarDate.ts';
import { seriesIn } from './occurrenceEvent.ts';
import { occurrencesIn } from './seriesWindow.ts';
import { isIn, iso, type PlacedEvent, type WindowCursor, type WindowEntry, type WindowPage, type WindowRequest } from './windowEntry.ts';

/** A page of a series' occurrences. Costs what lies in the page: at most three queries, and a count for each that hides attachments. */
export async function listInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  request: WindowRequest,
): Promise<WindowPage> {
  return pageOf(await occurrencesIn(documents, mailboxPartition(mailbox), series, request), request);
}

/**
 * A page of what a calendar has in the window: single events by the index of their starts, series and long events by that of what they
 * cover. A series of which no occurrence was ever written costs nothing but its expansion.
 */
export async function listWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  request: WindowRequest,
  filter?: Condition,
): Promise<WindowPage> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, filter);
  const [short, long] = await Promise.all([
    shortEvents(documents, partition, within, request),
    longEvents(documents, partition, within, request),
  ]);
  const expanded = await Promise.all(
    long.map(async (event) =>
      seriesIn(event.properties) === undefined ? [entryOf(event)] : occurrencesIn(documents, partition, event, request),
    ),
  );
  return pageOf([...short.map(entryOf), ...expanded.flat()], request);
}

/**
 * How many entries a calendar's window has on all its pages together. Costs two queries, one more for each 200 series and long events, and
 * what the series cost that were written to. With `isShown` only the occurrences count that the caller may see: the filter has judged the rest.
 */
export async function countWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  window: Pick<WindowRequest, 'from' | 'to'>,
  filter?: Condition,
  isShown?: (event: EventRecord) => boolean,
): Promise<number> {
  const partition = mailboxPartition(mailbox);
  const request: WindowRequest = { ...window, limit: Infinity };
  const within = inCalendar(calendar, filter);
  const [short, long] = await Promise.all([
    documents.count(partition, { is: 'and', conditions: shortIn(within, request) }),
    longEvents(documents, partition, within, request),
  ]);
  let count = short;
  for (const event of long) {
    const series = seriesIn(event.properties);
    if (series !== undefined && event.occurrenceRevision === 0 && isShown === undefined) {
      count += countBetween(series, window.from, window.to);
      continue;
    }
    const entries = series === undefined ? [entryOf(event)] : await occurrencesIn(documents, partition, event, request);
    count += await countShown(
      entries.filter((entry) => isIn(entry, request)),
      isShown,
    );
  }
  return count;
}

/** How many occurrences of a series a window has on all its pages together, of those that the caller may see. */
export async function countInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  window: Pick<WindowRequest, 'from' | 'to'>,
  isShown: (event: EventRecord) => boolean,
): Promise<number> {
  const request: WindowRequest = { ...window, limit: Infinity };
  const found = await occurrencesIn(documents, mailboxPartition(mailbox), series, request);
  return countShown(
    found.filter((entry) => isIn(entry, request)),
    isShown,
  );
}

async function countShown(entries: readonly WindowEntry[], isShown: ((event: EventRecord) => boolean) | undefined): Promise<number> {
  if (isShown === undefined) return entries.length;
  let count = 0;
  for (const { show } of entries) if (isShown(await show())) count++;
  return count;
}

async function pageOf(found: readonly WindowEntry[], request: WindowRequest): Promise<WindowPage> {
  const sorted = found.filter((entry) => isIn(entry, request)).sort((a, b) => a.startUtc - b.startUtc || (a.id < b.id ? -1 : 1));
  const page = sorted.slice(0, request.limit);
  const entries = await Promise.all(
    page.map(async ({ show, startUtc, id }): Promise<PlacedEvent> => ({ event: await show(), at: { sort: iso(startUtc), id } })),
  );
  const last = entries.at(-1)?.at;
  return { entries, more: sorted.length > request.limit, ...(last && { last }) };
}

const inCalendar = (calendar: string, filter: Condition | undefined): Condition[] => [
  { is: 'eq', property: 'listed', value: true },
  { is: 'eq', property: 'calendar', value: calendar },
  ...(filter ? [filter] : []),
];

const entryOf = (event: EventRecord): WindowEntry => ({
  startUtc: Date.parse(event.sortKeys?.start ?? ''),
  endUtc: Date.parse(event.sortKeys?.end ?? ''),
  id: event.id,
  show: () => Promise.resolve(event),
});

/** As many as a page takes and one more: a query along the index of starts, from the longest that an event which isn't a long one lasts. */
async function shortEvents(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  request: WindowRequest,
): Promise<EventRecord[]> {
  const found = await documents.query(partition, {
    where: { is: 'and', conditions: shortIn(within, request) },
    orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.start' }, { property: 'id' }],
    limit: request.limit + 1,
  });
  return found.flatMap((document) => decodeEvent(document) ?? []);
}

/** Whether an event that isn't a long one is in the window, and behind the cursor. */
const shortIn = (within: readonly Condition[], { from, to, after }: WindowRequest): Condition[] => [
  ...within,
  { is: 'eq', property: 'sortKeys.spanEnd', value: '' },
  { is: 'ge', property: 'sortKeys.start', value: after?.sort ?? iso(from - longDays * msPerDay) },
  { is: 'lt', property: 'sortKeys.start', value: iso(to) },
  {
    is: 'or',
    conditions: [
      { is: 'gt', property: 'sortKeys.end', value: iso(from) },
      { is: 'ge', property: 'sortKeys.start', value: iso(from) },
    ],
  },
  ...(after === undefined ? [] : [behind(after)]),
];

const behind = ({ sort, id }: WindowCursor): Condition => ({
  is: 'or',
  conditions: [
    { is: 'gt', property: 'sortKeys.start', value: sort },
    {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'sortKeys.start', value: sort },
        { is: 'gt', property: 'id', value: id },
      ],
    },
  ],
});

/** Series and long events that one query gives at most; it is asked again for the rest. */
const longAtOnce = 200;

/** All series and long events that cover a part of the window. */
async function longEvents(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  { from, to }: WindowRequest,
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  for (let last: EventRecord | undefined, full = true; full; last = found.at(-1)) {
    const page = await documents.query(partition, {
      where: {
        is: 'and',
        conditions: [
          ...within,
          { is: 'ge', property: 'sortKeys.spanEnd', value: last?.sortKeys?.spanEnd ?? iso(from) },
          { is: 'lt', property: 'sortKeys.spanStart', value: iso(to) },
          ...(last?.sortKeys === undefined ? [] : [behindSpan(last.sortKeys.spanEnd, last.id)]),
        ],
      },
      orderBy: [{ property: 'listed' }, { property: 'calendar' }, { property: 'sortKeys.spanEnd' }, { property: 'id' }],
      limit: longAtOnce,
    });
    found.push(...page.flatMap((document) => decodeEvent(document) ?? []));
    full = page.length === longAtOnce;
  }
  return found;
}

const behindSpan = (spanEnd: string, id: string): Condition => ({
  is: 'or',
  conditions: [
    { is: 'gt', property: 'sortKeys.spanEnd', value: spanEnd },
    { is: 'gt', property: 'id', value: id },
  ],
});
