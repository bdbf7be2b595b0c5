// Changes an event's own properties by one batch, which replaces the event that was read, on the condition that nobody has written to it.
import { isDeepStrictEqual } from 'node:util';
import { itemNotFound } from '../../runtime/errors.ts';
import type { PatchOperation, Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { livingCalendar } from '../calendars/calendarRecord.ts';
import type { CustomChange } from '../custom/customData.ts';
import { changeEventsCustom } from '../custom/customOfEvent.ts';
import { withOneMore, raiseCounter, type Counter } from './record/counters.ts';
import type { EmailAddress, EventProperties } from './record/eventProperties.ts';
import { byOthers, countedBytes, decodeEvent, etagOf, unchanged, type EventRecord, type EventSortKeys } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { Forwarded } from '../meetings/telling/pending.ts';
import { tellsWith, updates } from '../meetings/telling/due.ts';
import { chargeChanged, chargeOperations, commitCounted, discardingWhenRefused } from '../quota.ts';
import { spanAroundBoth } from '../occurrences/overlay.ts';
import { addressOf, withAnswersReset, withInvited, attendeeIds } from './attendees.ts';
import { placeProperties, releaseContent, removeContent, type EventDependencies, type PlacedProperties } from './draft.ts';
import { hiddenSince, leftCalendarsAfter, spannedProperty } from './record/memory.ts';
import { shownToAttendees } from './record/seenByAttendee.ts';

/** A change of an event's properties, and what is written with it. */
export interface EventChange {
  apply(current: EventProperties): EventProperties;
  /** Whether the change brings a new content of the body. Without one, a body in a blob stays there. */
  readonly newContent: boolean;
  /** Whether the change is an attendee's answer, or an attendee's address that a user now has; otherwise it is the organizer's change. */
  readonly isAnswer?: boolean;
  /** The calendar that the event moves to. */
  readonly calendar?: string;
  /** The event's new iCalUId. */
  readonly iCalUId?: string;
  /** Changes its open extensions and extended properties, which attendees aren't shown. */
  readonly custom?: CustomChange | undefined;
  /** The delegate who makes the change in the owner's name; attendees are told so. */
  readonly sender?: EmailAddress | undefined;
  /** Makes the writes that replace the message to the attendees. Called again for each attempt. */
  readonly instead?: () => Promise<readonly Write[]>;
  /** To whom the change forwards the meeting: they get the invitation with the comment, whether or not they were attendees before. */
  readonly forwarded?: Forwarded | undefined;
  /** Makes what is written in the same batch besides what tells the attendees. Called again for each attempt. */
  readonly along?: () => Promise<readonly Write[]>;
  /** Called with the event as it is now, after another request has changed it: throws where the caller may not change it any more. */
  readonly may?: (current: EventRecord) => void;
  /**
   * Called before each attempt with the event as it is then; throws where the change isn't allowed. The attempt fails when an occurrence of
   * the event changes meanwhile.
   */
  readonly before?: ((current: EventRecord) => Promise<void>) | undefined;
}

/**
 * Writes the change over the event that was read, in five steps: places the properties, counts the write, charges the quota, tells the
 * attendees, commits. All of it is one batch, on the condition that nobody has written to the event, its attachments or its occurrences
 * since it was read; resolves to undefined when somebody has, and removes the blob that was put. Throws 404 when the calendar that the
 * event moves to, or is in, was deleted, 507 when the event becomes larger and the mailbox is full (an answer is never refused for that),
 * 429 when more people would be told than the hour's limit allows.
 */
export async function tryChange(
  deps: EventDependencies,
  mailbox: Mailbox,
  current: EventRecord,
  wanted: EventChange,
  by: Author,
): Promise<EventRecord | undefined> {
  const custom = await changeEventsCustom(deps, mailbox, current, wanted.custom, { now: deps.clock(), by });
  const placed = await placeChange(deps, mailbox, current, wanted, custom.index);
  const counted = countChange(current, placed, wanted, by);
  const charge = chargeChanged(
    deps,
    current,
    () => countedBytes(current),
    () => countedBytes(placed.event),
  );
  const after: EventRecord = { ...counted.event, charged: charge.charged };
  const { now, newContent } = placed;
  const { sender, forwarded, isAnswer: evenIfFull = false } = wanted;
  const { counter } = counted;
  const messages =
    (await wanted.instead?.()) ?? updates(mailbox, { before: current, after, newContent, counter, sender, forwarded }, now, by);
  const along = (await wanted.along?.()) ?? [];

  const operations = [...placed.operations, ...counted.operations, ...chargeOperations(current, charge)];
  const calendars = livingCalendars(mailbox, current, after, now);
  const releases = placed.freed === undefined ? [] : [releaseContent(placed.freed.blob, now, by)];
  const patch: Write = { write: 'patch', id: current.id, operations, when: unchanged(current) };
  const writes: [Write, ...Write[]] = [patch, ...calendars, ...releases, ...custom.writes, ...messages, ...along];
  const discard = () => removeContent(deps.contents, placed.put);
  const committed = await commitCounted(deps, mailboxPartition(mailbox), writes, charge.more + custom.more, { evenIfFull }).catch(
    discardingWhenRefused(discard),
  );
  if (committed.outcome === 'done') {
    await removeContent(deps.contents, placed.freed);
    return { ...after, etag: etagOf(after) };
  }
  const own = committed.repeated ? decodeEvent(await deps.documents.read(mailboxPartition(mailbox), current.id)) : undefined;
  if (own?.revision === after.revision && own.modified === after.modified) return own;
  await discard();
  if (committed.index > 0 && committed.index <= calendars.length) throw itemNotFound();
  return undefined;
}

/** A change of which only the body is stored yet. */
interface PlacedChange {
  /** When the change is made, in milliseconds since 1970. */
  readonly now: number;
  /** The event with the change, before the write is counted and charged. */
  readonly event: EventRecord;
  /** The operations that turn the event that was read into it. */
  readonly operations: readonly PatchOperation[];
  /** Whether the body's content counts as changed. */
  readonly newContent: boolean;
  /** The blob that was put for this change. */
  readonly put: EventRecord['bodyContent'];
  /** The blob that the event had and doesn't need any more. */
  readonly freed: EventRecord['bodyContent'];
}

/**
 * Applies the change to the properties. `custom`: the index after it. Puts the body into a blob where it is large, unless the event keeps the
 * blob that it has.
 */
async function placeChange(
  deps: EventDependencies,
  mailbox: Mailbox,
  current: EventRecord,
  wanted: EventChange,
  custom: EventRecord['custom'],
): Promise<PlacedChange> {
  const now = deps.clock();
  const wants = wanted.apply(current.properties);
  const applied = withInvited(current.properties, withAnswersReset(current.properties, wants), now);
  const placed = await placeProperties(deps, mailbox, current.id, applied);
  const { properties, sortKeys } = placed;
  const keepsBlob = current.bodyContent !== undefined && !wanted.newContent;
  const { bodyPreview, bodyContent } = keepsBlob ? current : placed;
  const hidden = hiddenSince(properties, current, now);
  const set = {
    properties,
    ...(sortKeys && { sortKeys: withMoved(sortKeys, { ...current, properties }) }),
    ...(bodyPreview !== undefined && { bodyPreview }),
    ...(bodyContent && { bodyContent }),
    attendees: attendeeIds(properties),
    ...(current.spanned === undefined && spannedProperty(sortKeys, current)),
    ...placeInCalendar(current, wanted.calendar, now),
    ...(hidden !== undefined && hidden !== current.hiddenSince && { hiddenSince: hidden }),
    ...(wanted.iCalUId !== undefined && { iCalUId: wanted.iCalUId }),
    ...(wanted.custom && custom && { custom }),
    ...(tellsWith(current, { properties }) && !current.tells && { tells: true }),
    modified: new Date(now).toISOString(),
  };
  const event: EventRecord = { ...current, ...set, hiddenSince: hidden, bodyContent, custom };
  const removed = (['bodyContent', 'hiddenSince', 'custom'] as const).filter(
    (name) => current[name] !== undefined && event[name] === undefined,
  );
  return {
    now,
    event,
    operations: [
      ...Object.entries(set).map(([name, value]): PatchOperation => ({ op: 'set', path: `/${name}`, value })),
      ...removed.map((name): PatchOperation => ({ op: 'remove', path: `/${name}` })),
    ],
    newContent: hasNewContent(current, placed, wanted),
    put: placed.bodyContent,
    freed: keepsBlob ? undefined : current.bodyContent,
  };
}

/** The calendar that an event moves to, and the memory of the one that it leaves; nothing where it stays. */
export const placeInCalendar = (current: EventRecord, calendar: string | undefined, now: number) =>
  calendar === undefined || calendar === current.calendar
    ? {}
    : { calendar, leftCalendars: leftCalendarsAfter(current.calendar, current, now) };

/** The operations that count the write, and the event with its new counts. */
function countChange(
  current: EventRecord,
  { event, newContent }: PlacedChange,
  { isAnswer = false }: EventChange,
  by: Author,
): Pick<PlacedChange, 'event' | 'operations'> & { readonly counter: Counter } {
  const counter = isAnswer ? 'answers' : counterOf(current, event, newContent);
  const versioned = counter === 'version' ? { versioned: event.modified } : {};
  const others = byOthers(current, by, counter === 'version' || namesOthers(current, event));
  return {
    counter,
    event: {
      ...event,
      ...withOneMore(current, counter),
      revision: current.revision + 1,
      ...versioned,
      ...(others.length > 0 && { byOthers: true }),
    },
    operations: [
      { op: 'increment', path: '/revision', by: 1 },
      raiseCounter(counter),
      ...Object.entries(versioned).map(([name, value]): PatchOperation => ({ op: 'set', path: `/${name}`, value })),
      ...others,
    ],
  };
}

/** Writes that fail when the calendar that the event leaves, or the one that it moves to, was deleted; none where it stays. */
export const livingCalendars = (
  mailbox: Mailbox,
  before: Pick<EventRecord, 'calendar'>,
  after: Pick<EventRecord, 'calendar'>,
  now: number,
): readonly Write[] =>
  before.calendar === after.calendar ? [] : [before.calendar, after.calendar].flatMap((each) => livingCalendar(mailbox, each, now));

/** Whether the body's content counts as changed. Content in a blob does whenever it is written: comparing would cost a read. */
const hasNewContent = (current: EventRecord, placed: PlacedProperties, { newContent }: EventChange): boolean =>
  newContent && (current.bodyContent !== undefined || placed.bodyContent !== undefined);

/** Whether the change adds or removes attendees. Where attendees are hidden (`hideAttendees`), no other attendee is shown that. */
export const namesOthers = (before: Pick<EventRecord, 'properties'>, after: Pick<EventRecord, 'properties'>): boolean =>
  !isDeepStrictEqual(before.properties.attendees.map(addressOf), after.properties.attendees.map(addressOf));

/** The counter that an organizer's change raises: `version` where it changes what attendees are shown, `changes` where it doesn't. */
export const counterOf = (
  before: Pick<EventRecord, 'properties' | 'iCalUId'>,
  after: Pick<EventRecord, 'properties' | 'iCalUId'>,
  newContent: boolean,
): Counter => (newContent || shownOf(before) !== shownOf(after) ? 'version' : 'changes');

const shownOf = ({ properties, iCalUId }: Pick<EventRecord, 'properties' | 'iCalUId'>): string =>
  JSON.stringify([iCalUId, shownToAttendees(properties)]);

/**
 * The sort keys, whose span also includes the times that the series' occurrences were moved to; unchanged for any other event. `properties`
 * are the new ones. An event that becomes a series again includes these times again.
 */
function withMoved(keys: EventSortKeys, { movedSpan, properties }: Pick<EventRecord, 'movedSpan' | 'properties'>): EventSortKeys {
  if (movedSpan === undefined || keys.spanEnd === '' || properties.recurrence === null) return keys;
  const { start, end } = spanAroundBoth({ start: keys.spanStart, end: keys.spanEnd }, movedSpan);
  return { ...keys, spanStart: start, spanEnd: end };
}
