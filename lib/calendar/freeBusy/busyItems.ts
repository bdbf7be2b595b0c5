// Reads what makes somebody busy in a window of time: a few properties of each event, whatever else the events hold.
import { z } from 'zod';
import type { Documents, PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { copyShape } from '../entries/series/copyShape.ts';
import { showAsOnDate } from '../entries/series/entryOn.ts';
import { entryShape } from '../entries/entryShape.ts';
import { inCalendar } from '../events/list.ts';
import { eventProperties } from '../events/record/eventProperties.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../mailbox.ts';
import { outlineProperties } from '../occurrences/eventOutline.ts';
import { sensitivityOf } from '../occurrences/ownAttendees.ts';
import { withPauses } from '../occurrences/pauses.ts';
import { msPerDay } from '../time/calendarDate.ts';
import { wallToUtc } from '../time/wallClock.ts';
import { shortsIn } from '../windows/calendarSources.ts';
import { slicesOf } from '../windows/slices.ts';
import { spanningIn } from '../windows/spans/spanning.ts';
import { anyOf, type Written } from '../windows/writtenOccurrences.ts';
import type { WindowEntry } from '../windows/windowEntry.ts';
import { touches, type BusyItem, type Stretch } from './busyItem.ts';

/** A window, and the IANA zone in which whole days are counted. */
export interface AskedStretch extends Stretch {
  readonly zone: string;
}

/** The most documents that one query asks for by their ids. */
const atOnce = 100;

const shownProperties: readonly PropertyPath[] = [
  ...['kind', 'incarnation', 'entry.response', 'entry.showAs', 'entry.ownShowAs', 'entry.isCancelled'],
  ...['properties.showAs', 'properties.subject', 'properties.location.displayName', 'properties.sensitivity'],
];
const ownProperties: readonly PropertyPath[] = [
  ...['kind', 'overrides.showAs', 'overrides.subject', 'overrides.location.displayName', 'overrides.sensitivity', 'overrides.isAllDay'],
  'copy',
];

const place = z.object({ displayName: z.string().default('') }).default({ displayName: '' });
const shown = z.object({
  incarnation: z.string(),
  entry: entryShape.pick({ response: true, showAs: true, ownShowAs: true, isCancelled: true }).optional(),
  properties: eventProperties.pick({ showAs: true, subject: true, sensitivity: true }).extend({ location: place }),
});
const own = z.object({
  kind: z.string(),
  overrides: eventProperties
    .pick({ showAs: true, subject: true, sensitivity: true, isAllDay: true })
    .extend({ location: place })
    .partial()
    .default({}),
  copy: copyShape.optional(),
});
type Shown = z.infer<typeof shown>;
type Own = z.infer<typeof own>;

/**
 * What the user's default calendar has in the window, by start: events, occurrences, and meetings of others; undefined for more than `limit`.
 * A whole day is from midnight to midnight in the zone that is asked for. Costs a window's queries, one for each hundred series and long
 * events, and one for each hundred occurrences that were written to.
 */
export async function busyItems(
  documents: Documents,
  mailbox: Mailbox,
  window: AskedStretch,
  limit: number,
): Promise<readonly BusyItem[] | undefined> {
  const partition = mailboxPartition(mailbox);
  const known = new Map<string, Shown>();
  const entries = await entriesIn(documents, mailbox, window, limit, known);
  if (entries === undefined) return undefined;
  const events = [...new Set(entries.map(eventOf))].filter((id) => !known.has(id));
  const written = entries.flatMap((entry) => ('own' in entry ? [entry.own.id] : []));
  const [, owns] = await Promise.all([
    readShown(documents, partition, events, (id, document) => known.set(id, shown.parse(document.body))),
    ownsOf(documents, partition, written),
  ]);
  const items: BusyItem[] = [];
  for await (const some of withPauses(entries))
    for (const entry of some) {
      const item = itemOf(entry, known, owns, window.zone);
      if (item !== undefined && touches(item, window)) items.push(item);
    }
  return items.length > limit ? undefined : items.sort((a, b) => a.startUtc - b.startUtc || b.endUtc - a.endUtc);
}

/** Whole days in another zone may lie up to a day elsewhere than UTC has them. */
const widened = ({ startUtc, endUtc }: Stretch) => ({ from: startUtc - msPerDay, to: endUtc + msPerDay });

/** The entries of the window, before what they show is known; undefined where there are more than `limit`. */
async function entriesIn(
  documents: Documents,
  mailbox: Mailbox,
  window: AskedStretch,
  limit: number,
  known: Map<string, Shown>,
): Promise<readonly WindowEntry[] | undefined> {
  const partition = mailboxPartition(mailbox);
  const within = inCalendar(defaultCalendarId(mailbox), undefined);
  const request = { ...widened(window), limit };
  const note = (document: StoredDocument): unknown => known.set(document.id, shown.parse(document.body));
  const found: WindowEntry[] = [];
  const sources = {
    documents,
    partition,
    spans: () => spanningIn(documents, partition, within, request),
    shorts: shortsIn(documents, partition, within, request, { only: [...outlineProperties, ...shownProperties], note }),
  };
  for await (const slice of slicesOf(sources, request)) {
    // A change of an occurrence may have made it a whole day, or no whole day any more.
    found.push(...slice.filter((entry) => isWritten(entry) || touches(stretchOf(entry, isWholeDay(entry), window.zone), window)));
    if (found.filter((entry) => !isWritten(entry)).length > limit) return undefined;
  }
  return found;
}

const isWritten = (entry: WindowEntry): boolean => 'own' in entry;
const outlineOf = (entry: WindowEntry) => ('single' in entry ? entry.single : entry.series);
const eventOf = (entry: WindowEntry): string => outlineOf(entry).id;
const isWholeDay = (entry: WindowEntry): boolean => outlineOf(entry).properties.isAllDay;

/** Windows have whole days in UTC, as lists and filters do. */
const stretchOf = ({ startUtc, endUtc }: Stretch, wholeDay: boolean, zone: string): Stretch =>
  wholeDay ? { startUtc: wallToUtc(startUtc, zone), endUtc: wallToUtc(endUtc, zone) } : { startUtc, endUtc };

/** What an entry shows; undefined for one that was deleted or put again meanwhile. */
function itemOf(entry: WindowEntry, known: ReadonlyMap<string, Shown>, owns: ReadonlyMap<string, Own>, zone: string): BusyItem | undefined {
  const event = known.get(eventOf(entry));
  if (event === undefined || event.incarnation !== outlineOf(entry).incarnation) return undefined;
  const { properties, entry: meeting } = event;
  const stored = 'own' in entry ? ownOf(entry.own, owns) : undefined;
  const overrides = stored?.overrides ?? {};
  const ownersStatus = overrides.showAs ?? properties.showAs;
  return {
    ...stretchOf(entry, overrides.isAllDay ?? isWholeDay(entry), zone),
    status: meeting === undefined || 'single' in entry ? ownersStatus : showAsOnDate(meeting, stored?.copy, ownersStatus),
    sensitivity: sensitivityOf(overrides, properties),
    subject: overrides.subject === undefined ? properties.subject : overrides.subject,
    location: (overrides.location ?? properties.location).displayName,
  };
}

const ownOf = (written: Written | undefined, owns: ReadonlyMap<string, Own>): Own | undefined => written && owns.get(written.id);

async function ownsOf(documents: Documents, partition: string, ids: readonly string[]): Promise<ReadonlyMap<string, Own>> {
  const found = new Map<string, Own>();
  await readMany(documents, partition, ids, ownProperties, (document) => {
    const read = own.parse(document.body);
    if (read.kind === 'occurrence') found.set(document.id, read);
  });
  return found;
}

const readShown = (
  documents: Documents,
  partition: string,
  ids: readonly string[],
  keep: (id: string, document: StoredDocument) => unknown,
): Promise<void> =>
  readMany(documents, partition, ids, shownProperties, (document) => {
    if (document.body.kind === 'event' || document.body.kind === 'entry') keep(document.id, document);
  });

async function readMany(
  documents: Documents,
  partition: string,
  ids: readonly string[],
  only: readonly PropertyPath[],
  keep: (document: StoredDocument) => void,
): Promise<void> {
  const sorted = ids.toSorted();
  for (let begin = 0; begin < sorted.length; begin += atOnce) {
    const some = sorted.slice(begin, begin + atOnce);
    const where = { is: 'and', conditions: anyOf('id', some) } as const;
    const found = await documents.query(partition, { where, orderBy: [], only, limit: some.length });
    for await (const page of withPauses(found)) page.forEach(keep);
  }
}
