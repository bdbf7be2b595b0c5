// Changes one occurrence of a series, which makes it an exception.
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { changeEventsCustom } from '../custom/customOfEvent.ts';
import type { CustomWritten } from '../custom/customWrites.ts';
import { withAnswersReset, attendeeIds, foundIds, timeOf } from '../events/attendees.ts';
import { counterOf, namesOthers, type EventChange } from '../events/change.ts';
import { placeProperties, releaseContent, removeContent, type EventDependencies, type PlacedProperties } from '../events/draft.ts';
import { sortableTimes } from '../events/record/times.ts';
import type { EventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord, OccurrenceOf } from '../events/record/eventRecord.ts';
import { mailboxPartition, type EventKey } from '../mailbox.ts';
import { tellsWith, updates } from '../meetings/telling/due.ts';
import { chargeChanged, chargedProperty, commitCounted, discardingWhenRefused, type Charge } from '../quota.ts';
import { readEvent } from '../events/readEvent.ts';
import { inheritedProperties } from './occurrenceEvent.ts';
import { countedBytes } from './occurrenceRecord.ts';
import { overlaid, overlayWrites, type OccurrenceEvent, type OverlayChange } from './overlay.ts';
import { isPrivateItself, ownAttendeesOf, sensitivityOf, takeSeriesSnapshot } from './ownAttendees.ts';

/** A change of one occurrence. */
export interface OccurrenceChange extends EventChange {
  /** Whether the change fails when the occurrence or its series has changed in any way since, attachments included (If-Match). */
  readonly onlyIfUntouched: boolean;
}

/**
 * Writes the change over the occurrence that was read, in six steps: checks what is asked, places what differs from the series, charges
 * the quota, counts the write, tells the attendees, commits. What doesn't differ goes on following the series; where nothing differs and
 * nothing was stored, nothing is written. All of it is one batch; resolves to undefined when another request has changed the occurrence or
 * its series since. Resolves to what was written, even where others have changed it since: the caller may not see their changes. Throws 400
 * for what an occurrence can't have by itself, 507 when it becomes larger and the mailbox is full (an answer is never refused for that).
 */
export async function changeOccurrence(
  deps: EventDependencies,
  key: EventKey,
  current: OccurrenceEvent,
  wanted: OccurrenceChange,
  by: Author,
): Promise<EventRecord | undefined> {
  const now = deps.clock();
  const asked = checkChange(current, wanted, now);
  const custom = await changeEventsCustom(deps, key.mailbox, current, wanted.custom, { now, by });
  if (writesNothing(asked, custom)) return current;
  const placed = await placeOwn(deps, key, asked);
  const charge = chargeOwn(deps, current, placed);
  const { sender, forwarded, isAnswer: evenIfFull = false, onlyIfUntouched } = wanted;
  const { newContent, span } = placed;
  const counted = countChange(asked, newContent);
  const after = changed(asked, placed, now);
  const change: OverlayChange = {
    ...counted,
    tells: tellsWith(current.occurrence.series, after),
    set: { ...placed.set, ...chargedProperty(charge), ...(custom.index && { custom: custom.index }) },
    remove: [...placed.remove, ...charge.remove, ...goneOf(current, custom)],
    ...(span && { span }),
    onlyIfSame: true,
    onlyIfUntouched,
  };
  const { counter } = counted;
  const messages =
    (await wanted.instead?.()) ?? updates(key.mailbox, { before: current, after, newContent, counter, sender, forwarded }, now, by);
  const along = (await wanted.along?.()) ?? [];

  const releases = placed.freed === undefined ? [] : [releaseContent(placed.freed.blob, now, by)];
  const writes: [Write, ...Write[]] = [...overlayWrites(current, change, now, by), ...releases, ...custom.writes, ...messages, ...along];
  const discard = (): Promise<void> => removeContent(deps.contents, placed.put);
  const committed = await commitCounted(deps, mailboxPartition(key.mailbox), writes, charge.more + custom.more, { evenIfFull }).catch(
    discardingWhenRefused(discard),
  );
  if (committed.outcome === 'done') {
    await removeContent(deps.contents, placed.freed);
    return overlaid(current, change, now, by);
  }
  if (committed.repeated && (await isWritten(deps, key, after))) return overlaid(current, change, now, by);
  await discard();
  return undefined;
}

/** The index of custom data where the occurrence has none of its own any more. */
const goneOf = ({ occurrence: { stored } }: OccurrenceEvent, { index }: CustomWritten): string[] =>
  stored?.custom !== undefined && index === undefined ? ['custom'] : [];

/** Whether the occurrence is stored as the change has made it: an earlier attempt has written it, and its reply was lost. */
async function isWritten({ documents }: EventDependencies, key: EventKey, after: EventRecord): Promise<boolean> {
  const own = (await readEvent(documents, key))?.occurrence?.stored;
  return own?.revision === after.revision && own.modified === after.modified;
}

/** A change that an occurrence can have. */
interface AskedChange {
  readonly current: OccurrenceEvent;
  readonly wanted: EventChange;
  /** The properties that it would have without properties of its own. */
  readonly inherited: EventProperties;
  /** The properties that it is to have. */
  readonly properties: EventProperties;
  /** When the occurrence last got another time by itself (`SeriesSnapshot`). */
  readonly answersSince: string | undefined;
}

/** Throws 400 for what an occurrence can't have by itself. */
function checkChange(current: OccurrenceEvent, wanted: EventChange, now: number): AskedChange {
  const { series, day, startUtc, endUtc, stored } = current.occurrence;
  const inherited = inheritedProperties(series, { key: day, startUtc, endUtc });
  const properties = withAnswersReset(current.properties, wanted.apply(current.properties));
  if (properties.recurrence !== null) throw badRequest("The property 'recurrence' is the series' own: an occurrence has none.");
  if (wanted.calendar !== undefined && wanted.calendar !== series.calendar)
    throw badRequest("An occurrence lies in its series' calendar: move the series.");
  if (properties.sensitivity !== sensitivityOf(properties, inherited))
    throw badRequest("The property 'sensitivity' is the series' own here: an occurrence of a private series is private.");
  const isAskedAnew = timeOf(properties) !== timeOf(current.properties);
  const answersSince = isAskedAnew ? new Date(now).toISOString() : stored?.seriesSnapshot?.answersSince;
  return { current, wanted, inherited, properties, answersSince };
}

/** Whether nothing was stored, and nothing is to be: no property, no custom data, and nobody to whom the occurrence is forwarded. */
const writesNothing = (asked: AskedChange, { index }: CustomWritten): boolean =>
  asked.current.occurrence.stored === undefined && isSame(asked) && index === undefined && asked.wanted.forwarded === undefined;

/** Whether the change leaves all as it is, as when a client sends back what GET has given. A body in a blob isn't compared. */
const isSame = ({ current, wanted, properties }: AskedChange): boolean =>
  isDeepStrictEqual(properties, current.properties) && !(wanted.newContent && current.bodyContent !== undefined);

/** What differs from the series. Only the body is stored yet. */
interface PlacedOwn {
  readonly overrides: JsonObject;
  readonly bodyContent: EventRecord['bodyContent'];
  readonly bodyPreview: string | undefined;
  /** Properties of the occurrence's document that are set, and those that are removed. */
  readonly set: JsonObject;
  readonly remove: readonly string[];
  /** The times that the occurrence has of its own. */
  readonly span: { readonly start: string; readonly end: string } | undefined;
  /** Whether the body's content counts as changed. */
  readonly newContent: boolean;
  /** The blob that was put for this change, and the one that the occurrence had and doesn't need any more. */
  readonly put: EventRecord['bodyContent'];
  readonly freed: EventRecord['bodyContent'];
}

/** Finds what differs from the series. Puts a new body into a blob where it is large; a body that isn't new stays as it is stored. */
async function placeOwn(deps: EventDependencies, { mailbox }: EventKey, asked: AskedChange): Promise<PlacedOwn> {
  const { current, wanted, properties } = asked;
  const { stored } = current.occurrence;
  const own = ownOf(asked);
  const placed = wanted.newContent ? await placeProperties(deps, mailbox, current.id, properties) : undefined;
  const { put, freed, set, bodyContent } = placed ? replacedBody(placed, stored) : keptBody(stored);
  const span = own.isMoved ? sortableTimes(properties) : undefined;
  const { body } = (placed ? placed.properties : stored?.overrides) ?? {};
  const overrides = { ...own.overrides, ...(body && { body }) };
  return {
    overrides,
    bodyContent,
    bodyPreview: placed?.bodyPreview,
    set: { overrides, sortKeys: span ?? { start: '', end: '' }, ...set, ...attendeesIn(asked, own) },
    remove: [...(freed && !put ? ['bodyContent'] : []), ...(own.hasAttendees ? [] : ownAttendeesOf(stored))],
    span,
    newContent: (freed ?? put) !== undefined,
    put,
    freed,
  };
}

type BlobsOfBody = Pick<PlacedOwn, 'bodyContent' | 'put' | 'freed' | 'set'>;

const keptBody = (stored: OccurrenceOf['stored']): BlobsOfBody => ({
  bodyContent: stored?.bodyContent,
  put: undefined,
  freed: undefined,
  set: {},
});

const replacedBody = ({ bodyContent, bodyPreview }: PlacedProperties, stored: OccurrenceOf['stored']): BlobsOfBody => ({
  bodyContent,
  put: bodyContent,
  freed: stored?.bodyContent,
  set: { ...(bodyPreview !== undefined && { bodyPreview }), ...(bodyContent && { bodyContent }) },
});

/** What the occurrence's document counts in the quota from now on, and the property to remove when it counts nothing any more. */
function chargeOwn(
  deps: EventDependencies,
  { occurrence: { stored } }: OccurrenceEvent,
  placed: PlacedOwn,
): Charge & { readonly remove: readonly string[] } {
  const charge = chargeChanged(
    deps,
    stored ?? {},
    () => (stored === undefined ? 0 : countedBytes(stored)),
    () => countedBytes(placed),
  );
  return { ...charge, remove: stored?.charged !== undefined && charge.charged === undefined ? ['charged'] : [] };
}

/** The properties that are the occurrence's own, without its body. */
interface Own {
  readonly overrides: JsonObject;
  readonly sensitivity: EventProperties['sensitivity'] | undefined;
  readonly isMoved: boolean;
  readonly hasAttendees: boolean;
}

/** What the document stores together with the occurrence's own attendees; nothing where it has the series' attendees. */
const attendeesIn = ({ inherited, properties, answersSince }: AskedChange, { hasAttendees, sensitivity }: Own): JsonObject =>
  hasAttendees
    ? {
        seriesSnapshot: takeSeriesSnapshot(inherited, properties.attendees, { sensitivity, answersSince }),
        attendees: foundIds(properties),
      }
    : {};

function ownOf(asked: AskedChange): Own {
  const { inherited, properties } = asked;
  const sensitivity = ownSensitivity(asked);
  const differs = (name: keyof EventProperties): boolean => JSON.stringify(properties[name]) !== JSON.stringify(inherited[name]);
  // Where one of its times differs, all are its own: otherwise a move of the series would move only some of them.
  const isMoved = timesOf(properties) !== timesOf(inherited);
  const isOwn = (name: keyof EventProperties): boolean => {
    if (name === 'sensitivity' || name === 'body') return false;
    if (name === 'attendees' && isPrivateItself({ sensitivity })) return true;
    return times.includes(name) ? isMoved : differs(name);
  };
  const own = Object.entries(properties).filter(([name]) => isProperty(properties, name) && isOwn(name));
  return {
    overrides: { ...Object.fromEntries(own.map(([name, value]): [string, Json] => [name, value])), ...(sensitivity && { sensitivity }) },
    sensitivity,
    isMoved,
    hasAttendees: own.some(([name]) => name === 'attendees'),
  };
}

/** The occurrence's own sensitivity. Where the change doesn't set it, it stays as stored, even if the series has become private. */
function ownSensitivity({ current, inherited, properties }: AskedChange): EventProperties['sensitivity'] | undefined {
  if (properties.sensitivity === current.properties.sensitivity) return current.occurrence.stored?.overrides.sensitivity;
  return properties.sensitivity === inherited.sensitivity ? undefined : properties.sensitivity;
}

/** What the write counts as, in the occurrence and in its series. */
function countChange({ current, wanted, properties }: AskedChange, newContent: boolean): Pick<OverlayChange, 'counter' | 'isNews'> {
  const counter = wanted.isAnswer === true ? 'answers' : counterOf(current, { ...current, properties }, newContent);
  return { counter, isNews: counter === 'version' || (counter === 'changes' && namesOthers(current, { properties })) };
}

/** The occurrence with the change, as its attendees are told of it. */
const changed = ({ current, properties }: AskedChange, { bodyPreview }: PlacedOwn, now: number): EventRecord => ({
  ...current,
  properties,
  attendees: attendeeIds(properties),
  ...(bodyPreview !== undefined && { bodyPreview }),
  revision: (current.occurrence.stored?.revision ?? 0) + 1,
  modified: new Date(now).toISOString(),
});

const times: readonly (keyof EventProperties)[] = ['start', 'end', 'isAllDay'];

/** The times and their zones as text: the same for the same ones, however they are written. */
const timesOf = (properties: EventProperties): string =>
  JSON.stringify([sortableTimes(properties), properties.isAllDay, properties.start?.timeZone, properties.end?.timeZone]);

const isProperty = (properties: EventProperties, name: string): name is keyof EventProperties => name in properties;
