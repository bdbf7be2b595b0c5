// Lists the reminders of a calendar's events in a window of time, in the order in which they fire (contract, section 14, reminderView).
import { invalidRequest } from '../../runtime/errors.ts';
import { maxRemindersInWindow } from '../../runtime/limits/reminders.ts';
import type { Condition, Documents } from '../../stores/documents.ts';
import { pagesBehind, type Order } from '../../stores/keyset.ts';
import { inCalendar } from '../events/list.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { readWhole } from '../occurrences/whole.ts';
import { shortsIn } from '../windows/calendarSources.ts';
import { slicesOf } from '../windows/slices.ts';
import { spanningIn } from '../windows/spans/spanning.ts';
import type { WindowEntry } from '../windows/windowEntry.ts';
import { iso, type WindowCursor, type WindowRequest } from '../windows/windowRequest.ts';
import { decodeReminder, firesAt, type Reminding, type ReminderRecord } from './reminderRecord.ts';

/** An event or occurrence that reminds, and when; `at` is its place in the order. */
export interface DueReminder {
  readonly event: EventRecord;
  /** Milliseconds since 1970 UTC. */
  readonly firesAt: number;
  readonly at: WindowCursor;
}

export interface ReminderPage {
  readonly reminders: readonly DueReminder[];
  readonly more: boolean;
}

/** How many documents one query gives. */
const atOnce = 1_024;

/** A meeting that was called off reminds nobody. */
const isNotCancelled: Condition = {
  is: 'or',
  conditions: [
    { is: 'ne', property: 'kind', value: 'entry' },
    { is: 'eq', property: 'entry.isCancelled', value: false },
  ],
};

interface Fires {
  readonly entry: WindowEntry;
  readonly utc: number;
}

/**
 * A page of the reminders of the events that overlap the window, except those that are off or were dismissed; a snoozed one is at its new
 * time. Costs what a window costs, and one query for the answers; reads only the events on the page whole. Throws 400 for a window with more than
 * 10,000 events.
 */
export async function listReminders(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  { limit, after, ...window }: WindowRequest,
): Promise<ReminderPage> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, isNotCancelled);
  const due = (await dueIn(documents, partition, within, window)).filter((each) => after === undefined || isBehind(each, after));
  const { placed, looked } = await readWhole(
    { documents, partition, within },
    due.slice(0, limit).map(({ entry }) => entry),
  );
  const byId = new Map(due.slice(0, looked).map((each) => [each.entry.id, each]));
  const reminders = placed.flatMap(({ event, at }): DueReminder[] => {
    const fires = byId.get(at.id);
    return fires === undefined ? [] : [{ event, firesAt: fires.utc, at: placeOf(fires) }];
  });
  return { reminders, more: looked < due.length };
}

/** How many reminders the pages have together. */
export async function countReminders(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  window: Pick<WindowRequest, 'from' | 'to'>,
): Promise<number> {
  return (await dueIn(documents, mailboxPartition(mailbox), inCalendar(calendar, isNotCancelled), window)).length;
}

const placeOf = ({ entry, utc }: Fires): WindowCursor => ({ sort: iso(utc), id: entry.id });

const isBehind = (fires: Fires, { sort, id }: WindowCursor): boolean => {
  const at = placeOf(fires);
  return at.sort > sort || (at.sort === sort && at.id > id);
};

async function entriesIn(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  window: Pick<WindowRequest, 'from' | 'to'>,
): Promise<readonly WindowEntry[]> {
  const request = { ...window, limit: atOnce - 1 };
  const spans = () => spanningIn(documents, partition, within, request);
  const shorts = shortsIn(documents, partition, within, request);
  const entries: WindowEntry[] = [];
  for await (const slice of slicesOf({ documents, partition, spans, shorts }, request)) {
    for (const entry of slice) entries.push(entry);
    if (entries.length > maxRemindersInWindow)
      throw invalidRequest(
        `Your request can't be completed. There are more than ${maxRemindersInWindow} events in this span of time; ask for a shorter one.`,
      );
  }
  return entries;
}

const bySpan: Order = { within: ['kind'], by: ['sortKeys.end', 'id'] };

/** The answers to reminders whose events may lie in the window, by incarnation. */
async function answeredIn(
  documents: Documents,
  partition: string,
  { from, to }: Pick<WindowRequest, 'from' | 'to'>,
): Promise<ReadonlyMap<string, ReminderRecord>> {
  const found = new Map<string, ReminderRecord>();
  const conditions: Condition[] = [
    { is: 'eq', property: 'kind', value: 'reminder' },
    { is: 'ge', property: 'sortKeys.end', value: iso(from) },
    { is: 'lt', property: 'sortKeys.start', value: iso(to) },
  ];
  for await (const page of pagesBehind(documents, partition, bySpan, { conditions, limit: atOnce }))
    for (const record of page.flatMap((document) => decodeReminder(document) ?? [])) found.set(record.incarnation, record);
  return found;
}

/** The reminders, in the order in which they fire. */
async function dueIn(
  documents: Documents,
  partition: string,
  within: readonly Condition[],
  window: Pick<WindowRequest, 'from' | 'to'>,
): Promise<readonly Fires[]> {
  const [entries, answered] = await Promise.all([
    entriesIn(documents, partition, within, window),
    answeredIn(documents, partition, window),
  ]);
  const due = entries.flatMap((entry): Fires[] => {
    const reminding = reminderOf(entry);
    const utc = reminding && firesAt(reminding, answered.get(reminding.incarnation));
    return utc === undefined ? [] : [{ entry, utc }];
  });
  return due.sort((a, b) => a.utc - b.utc || (a.entry.id < b.entry.id ? -1 : 1));
}

/** The reminder of an entry of the window; undefined where it is off. */
function reminderOf(entry: WindowEntry): Reminding | undefined {
  const { startUtc, endUtc } = entry;
  const outline = 'single' in entry ? entry.single : entry.series;
  const own = 'single' in entry ? undefined : entry.own;
  const { isReminderOn, reminderMinutesBeforeStart } = outline.properties;
  if (!(own?.overrides.isReminderOn ?? isReminderOn)) return undefined;
  const minutes = own?.overrides.reminderMinutesBeforeStart ?? reminderMinutesBeforeStart;
  return { incarnation: outline.incarnation, day: 'day' in entry ? entry.day : '', startUtc, endUtc, minutes };
}
