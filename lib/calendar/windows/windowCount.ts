// How many entries a window has on all its pages together: of series by their dates, and by what was written of them.
import type { Condition, Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { ReadSeries } from '../recurrence/occurrences.ts';
import { msPerDay, parseDay, showDay } from '../time/calendarDate.ts';
import { inCalendar, shortIn } from './calendarSources.ts';
import { isGone, isMoved, judgedOf, writtenIn, type SeriesGlimpse } from './glimpse.ts';
import type { Spans } from '../occurrences/glimpsed.ts';
import { movedEntry } from './slices.ts';
import { spanningIn } from './spanning.ts';
import { inTurns } from '../occurrences/pauses.ts';
import { readWhole, type WholeSource } from '../occurrences/whole.ts';
import { mayBeShown, only } from './window.ts';
import type { IsShown, WindowEntry } from './windowEntry.ts';
import { isIn, type WindowRequest } from './windowRequest.ts';

type Window = Pick<WindowRequest, 'from' | 'to'>;

/**
 * How many entries of a calendar's window the caller sees. Costs two queries, one for each hundred series that were written to, and what
 * occurrences with attendees of their own cost that may be hidden.
 */
export async function countWindow(
  documents: Documents,
  mailbox: Mailbox,
  calendar: string,
  window: Window,
  isShown: IsShown,
  filter?: Condition,
): Promise<number> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(calendar, filter);
  const spans = spanningIn(documents, partition, within, window);
  const [short, spanning] = await Promise.all([
    documents.count(partition, { is: 'and', conditions: shortIn(within, window) }),
    countSpans({ documents, partition, within }, spans, window, isShown),
  ]);
  return short + spanning;
}

/** How many occurrences of a series the caller sees in a window. */
export function countInstances(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  window: Window,
  isShown: IsShown,
): Promise<number> {
  return countSpans({ documents, partition: mailboxPartition(mailbox), within: [], series }, only(series), window, isShown);
}

async function countSpans(source: WholeSource, spans: AsyncIterable<readonly Spans[]>, window: Window, isShown: IsShown): Promise<number> {
  const written = new Map<string, { readonly glimpse: SeriesGlimpse; readonly read: ReadSeries }>();
  let [count, longest] = [0, 0];
  for await (const page of spans)
    for (const each of page) {
      const { glimpse, read } = each;
      if (read === undefined) {
        if (isIn({ ...each, id: glimpse.id }, window) && isShown(glimpse)) count++;
        continue;
      }
      if (isShown(judgedOf(glimpse, undefined).judged)) count += read.count(window.from, window.to);
      if (glimpse.occurrenceRevision === 0) continue;
      written.set(glimpse.incarnation, { glimpse, read });
      longest = Math.max(longest, read.duration);
    }
  if (written.size === 0) return count;

  const days = { first: dayNear(window.from - longest, -4), last: dayNear(window.to, 4) };
  const moved = { after: -Infinity, upTo: window.to - 1, notEndedBy: window.from };
  const unsure: WindowEntry[] = [];
  const owns = await writtenIn(source.documents, source.partition, [...written.keys()], { days, moved });
  for await (const some of inTurns(owns))
    for (const own of some) {
      const of = written.get(own.seriesOf);
      const day = parseDay(own.day);
      if (of === undefined || day === undefined || !of.read.dates.has(day)) continue;
      const { startUtc, endUtc } = of.read.at(day);
      const plain: WindowEntry = { series: of.glimpse, day: own.day, startUtc, endUtc, id: '' };
      if (isIn(plain, window) && mayBeShown(plain, isShown) === true) count--;
      const entry = isGone(own) ? undefined : isMoved(own) ? movedEntry(of.glimpse, of.read, own) : { ...plain, own };
      if (entry === undefined || !isIn(entry, window)) continue;
      const shown = mayBeShown(entry, isShown);
      if (shown === 'look') unsure.push(entry);
      else if (shown) count++;
    }
  return count + (await countShown(source, unsure, isShown));
}

/** So few are read whole at once that the largest are within the bound of what is read. */
const largeAtOnce = 13;

async function countShown(source: WholeSource, entries: readonly WindowEntry[], isShown: IsShown): Promise<number> {
  let count = 0;
  let some = entries.length;
  for (let open = entries; open.length > 0;) {
    const { placed, looked } = await readWhole(source, open.slice(0, some));
    count += placed.filter(({ event }) => isShown(event)).length;
    if (looked < Math.min(some, open.length)) some = some > largeAtOnce ? largeAtOnce : 1;
    open = open.slice(looked);
  }
  return count;
}

const dayNear = (utc: number, more: number): string => showDay(Math.floor(utc / msPerDay) + more);
