// Changing an event's own properties: one batch over the event that was read, and what it counts and remembers with them.
import { isDeepStrictEqual } from 'node:util';
import { itemNotFound } from '../../runtime/errors.ts';
import type { PatchOperation, Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { livingCalendar } from '../calendars/calendarRecord.ts';
import { raised, raising, type Counter } from './record/counters.ts';
import type { EmailAddress, EventProperties } from './record/eventProperties.ts';
import { byOthers, countedBytes, decodeEvent, etagOf, unchanged, type EventRecord, type EventSortKeys } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { updates } from '../meetings/outbox.ts';
import { chargeAgain, chargeOperations, commitCounted, discardingWhenRefused } from '../quota.ts';
import { widened } from '../occurrences/overlay.ts';
import { addressOf, askedAnew, attendeeIds } from './attendees.ts';
import { letGo, placeProperties, type EventDependencies, type PlacedProperties } from './draft.ts';
import { hiddenSince, leaving } from './record/memory.ts';
import { shownToAttendees } from './record/seenByAttendee.ts';

/** What is to become of an event's properties. */
export interface EventChange {
  apply(current: EventProperties): EventProperties;
  /** Whether the body's content is a new one; a body in a blob stays there otherwise. */
  readonly newContent: boolean;
  /** Whether it is an attendee's answer, or an attendee who was found, and not the organizer's doing. */
  readonly isAnswer?: boolean;
  /** The calendar that it moves to. */
  readonly calendar?: string;
  /** What another system knows it by from now on. */
  readonly iCalUId?: string;
  /** Who changes it in the owner's name: attendees are told so. */
  readonly sender?: EmailAddress | undefined;
  /** What is written with it instead of what tells the attendees; asked anew whenever others were faster. */
  readonly instead?: () => Promise<readonly Write[]>;
  /** Asked about what others have made of the event since it was read; what it throws is thrown. */
  readonly may?: (current: EventRecord) => void;
  /** Asked before each attempt about the event as it is then, whose occurrences nobody may change meanwhile; what it throws is thrown. */
  readonly before?: ((current: EventRecord) => Promise<void>) | undefined;
}

/**
 * Writes the change over the event that was read, attachments included, for the answer shows whether it has some; undefined when it isn't
 * so any more. Bytes of the one that loses are removed. Throws 404 when the calendar that it moves to, or is in, was deleted, 507 when it
 * becomes larger and the mailbox is full (an answer is never refused for that), 429 when more people would be told than may be in an hour.
 */
// eslint-disable-next-line complexity, project/function-length -- what is placed, told and written is to be cut apart
export async function tryChange(
  deps: EventDependencies,
  mailbox: Mailbox,
  current: EventRecord,
  wanted: EventChange,
  by: Author,
): Promise<EventRecord | undefined> {
  const { documents, contents, clock } = deps;
  const { isAnswer = false } = wanted;
  const partition = mailboxPartition(mailbox);
  const properties = askedAnew(current.properties, wanted.apply(current.properties));
  const keepsBlob = current.bodyContent !== undefined && !wanted.newContent;
  const placed = await placeProperties(deps, mailbox, current.id, properties);
  const { bodyPreview, bodyContent } = keepsBlob ? current : placed;
  const now = clock();
  const modified = new Date(now).toISOString();
  const { calendar = current.calendar } = wanted;
  const moves = calendar !== current.calendar;
  const hidden = hiddenSince(properties, current, now);
  const replaced = {
    properties: placed.properties,
    ...(placed.sortKeys && { sortKeys: withMoved(placed.sortKeys, { ...current, properties: placed.properties }) }),
    ...(bodyPreview !== undefined && { bodyPreview }),
    ...(bodyContent && { bodyContent }),
    attendees: attendeeIds(properties),
    ...(moves && { calendar, leftCalendars: leaving(current.calendar, calendar, current, now) }),
    ...(hidden !== undefined && hidden !== current.hiddenSince && { hiddenSince: hidden }),
    ...(wanted.iCalUId !== undefined && { iCalUId: wanted.iCalUId }),
    modified,
  };
  const freed = keepsBlob ? undefined : current.bodyContent;
  const newContent = hasNewContent(current, placed, wanted);
  const counter = isAnswer ? 'answers' : counterOf(current, { ...current, ...replaced }, newContent);
  const charge = chargeAgain(
    deps,
    current,
    () => countedBytes(current),
    () => countedBytes({ properties: placed.properties, bodyContent }),
  );
  const others = byOthers(current, by, counter === 'version' || namesOthers(current, { properties }));
  const operations = [
    ...Object.entries(replaced).map(([name, value]): PatchOperation => ({ op: 'set', path: `/${name}`, value })),
    ...(freed !== undefined && bodyContent === undefined ? ([{ op: 'remove', path: '/bodyContent' }] satisfies PatchOperation[]) : []),
    ...(hidden === undefined && current.hiddenSince !== undefined
      ? ([{ op: 'remove', path: '/hiddenSince' }] satisfies PatchOperation[])
      : []),
    { op: 'increment', path: '/revision', by: 1 },
    raising(counter),
    ...(counter === 'version' ? ([{ op: 'set', path: '/versioned', value: modified }] satisfies PatchOperation[]) : []),
    ...others,
    ...chargeOperations(current, charge),
  ] satisfies PatchOperation[];
  const letting: Write[] = freed === undefined ? [] : [letGo(freed.blob, now, by)];

  const counted = { ...raised(current, counter), revision: current.revision + 1 };
  const touched = { ...(counter === 'version' && { versioned: modified }), ...(others.length > 0 && { byOthers: true as const }) };
  const after: EventRecord = { ...current, ...replaced, ...counted, ...touched, hiddenSince: hidden, bodyContent, charged: charge.charged };
  const { sender } = wanted;
  const telling = (await wanted.instead?.()) ?? updates(mailbox, { before: current, after, newContent, sender }, now, by);

  const places = moves ? [current.calendar, calendar].flatMap((each) => livingCalendar(mailbox, each, now)) : [];
  const discard = async (): Promise<void> => {
    if (placed.bodyContent !== undefined) await contents.remove(placed.bodyContent.blob).catch(() => undefined);
  };
  const writes: [Write, ...Write[]] = [
    { write: 'patch', id: current.id, operations, when: unchanged(current) },
    ...places,
    ...letting,
    ...telling,
  ];
  const committed = await commitCounted(deps, partition, writes, charge.more, { evenIfFull: isAnswer }).catch(
    discardingWhenRefused(discard),
  );
  if (committed.outcome === 'done') {
    // A head start for what the sweep finishes anyway.
    if (freed !== undefined) await contents.remove(freed.blob).catch(() => undefined);
    return { ...after, etag: etagOf(after) };
  }
  const own = committed.repeated ? decodeEvent(await documents.read(partition, current.id)) : undefined;
  if (own?.revision === after.revision && own.modified === modified) return own;
  await discard();
  if (committed.index > 0 && committed.index <= places.length) throw itemNotFound();
  return undefined;
}

/** A content that lies in a blob is taken for new whenever it is written, for nobody reads it only to compare. */
const hasNewContent = (current: EventRecord, placed: PlacedProperties, { newContent }: EventChange): boolean =>
  newContent && (current.bodyContent !== undefined || placed.bodyContent !== undefined);

/** Whether somebody is invited or let go, which where the attendees are hidden no other attendee is shown. */
export const namesOthers = (before: Pick<EventRecord, 'properties'>, after: Pick<EventRecord, 'properties'>): boolean =>
  !isDeepStrictEqual(before.properties.attendees.map(addressOf), after.properties.attendees.map(addressOf));

/** What the organizer's change of an event raises: `version` where attendees see it, `changes` where they don't or nothing is another. */
export const counterOf = (
  before: Pick<EventRecord, 'properties' | 'iCalUId'>,
  after: Pick<EventRecord, 'properties' | 'iCalUId'>,
  newContent: boolean,
): Counter => (newContent || shownOf(before) !== shownOf(after) ? 'version' : 'changes');

const shownOf = ({ properties, iCalUId }: Pick<EventRecord, 'properties' | 'iCalUId'>): string =>
  JSON.stringify([iCalUId, shownToAttendees(properties)]);

/** A series goes on covering where its occurrences were moved to, also one that was none for a while; the properties are its new ones. */
function withMoved(keys: EventSortKeys, { movedSpan, properties }: Pick<EventRecord, 'movedSpan' | 'properties'>): EventSortKeys {
  if (movedSpan === undefined || keys.spanEnd === '' || properties.recurrence === null) return keys;
  const { start, end } = widened({ start: keys.spanStart, end: keys.spanEnd }, movedSpan);
  return { ...keys, spanStart: start, spanEnd: end };
}
