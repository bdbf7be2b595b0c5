// Reads an event out of a request's JSON: what is to be made, or what is to be changed.
import type { NewAttachment } from '../../attachments/attachment.ts';
import { settled, type Times } from '../../calendar/events/record/invariants.ts';
import { checkSize } from '../../calendar/events/record/size.ts';
import { isShownAs } from '../../calendar/events/record/times.ts';
import {
  defaultEventProperties,
  noResponseTime,
  type Attendee,
  type DateTimeTimeZone,
  type EmailAddress,
  type EventProperties,
} from '../../calendar/events/record/eventProperties.ts';
import { readRecurrence } from '../../calendar/recurrence/json.ts';
import { badRequest } from '../../runtime/errors.ts';
import {
  maxAttachmentsWithEvent,
  maxAttendees,
  maxListedValues,
  maxNameLength,
  maxRequestBytes,
  maxTextLength,
} from '../../runtime/limits.ts';
import type { JsonObject } from '../../stores/documents.ts';
import { readNewAttachment } from '../attachment/attachmentBody.ts';
import { maxInt32, missingProperty, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { attendee, dateTimeTimeZone, emailAddress, itemBody } from '../types/complex.ts';
import { enumTypes } from '../types/enums.ts';
import { readLocation, readLocations } from './eventLocation.ts';
import type { eventProperties } from './eventQuery.ts';

type EventReader = BodyReader<typeof eventProperties>;

/** What a body says about an event. */
export interface EventBody {
  /**
   * The properties with what the body gives: what it leaves out stays, null is the default again. Throws 400 when the whole is no
   * possible event. Times that come back as GET shows them in another zone stay those of `before`, the event as it is.
   */
  apply(current: EventProperties, before?: EventProperties): EventProperties;
  /** The new content of the event's body; nothing when the old one stays. */
  readonly content?: string;
  /** Nothing when the body doesn't speak of them. */
  readonly attendees?: readonly Attendee[];
  /** The URL of the calendar that the event is to be in. */
  readonly calendar?: string;
}

/** Throws 400 for a value of the wrong type. Read-only properties are ignored (Graph, event resource type); `checkBody` has refused unknown ones. */
export function readEvent(json: JsonObject): EventBody {
  const body: EventReader = readBody(json);

  const initial = defaultEventProperties;
  const change = <K extends keyof EventProperties>(name: K, read: () => EventProperties[K] | undefined) => {
    if (body.isNull(name)) return () => initial[name];
    const value = read();
    return (current: EventProperties): EventProperties[K] => (value === undefined ? current[name] : value);
  };
  const flag = (name: 'isReminderOn' | 'responseRequested' | 'allowNewTimeProposals' | 'hideAttendees' | 'isAllDay') =>
    change(name, () => body.boolean(name));

  const attendees = body.isNull('attendees') ? [] : body.objects('attendees', maxAttendees)?.map(readAttendee);
  const locations = readLocations(body);
  const ends = { start: readDateTime(body, 'start'), end: readDateTime(body, 'end') };
  const endOf = (name: End, other: End) => {
    const { [name]: given, [other]: beside } = ends;
    if (given === undefined) return change(name, () => undefined);
    return (current: EventProperties) => inSomeZone(given, beside, current[name], current[other]);
  };
  const properties = {
    subject: change('subject', () => body.text('subject', maxTextLength)),
    start: endOf('start', 'end'),
    end: endOf('end', 'start'),
    isAllDay: flag('isAllDay'),
    location: change('location', () => readLocation(body.object('location')) ?? locations?.[0]),
    importance: change('importance', () => body.oneOf('importance', enumTypes.importance)),
    sensitivity: change('sensitivity', () => body.oneOf('sensitivity', enumTypes.sensitivity)),
    showAs: change('showAs', () => body.oneOf('showAs', enumTypes.freeBusyStatus)),
    categories: change('categories', () => readCategories(body)),
    isReminderOn: flag('isReminderOn'),
    reminderMinutesBeforeStart: change('reminderMinutesBeforeStart', () => readReminder(body)),
    responseRequested: flag('responseRequested'),
    allowNewTimeProposals: flag('allowNewTimeProposals'),
    hideAttendees: flag('hideAttendees'),
    recurrence: change('recurrence', () => recurrenceIn(body.object('recurrence'))),
  };
  const itemBodyRead = readItemBody(body);
  const givenTimes = new Set(times.filter((name) => body.has(name) || body.isNull(name)));
  if (body.isNull('calendar@odata.bind'))
    throw badRequest("The property 'calendar@odata.bind' must not be null: an event is in a calendar.");
  const calendar = body.text('calendar@odata.bind', maxTextLength);
  const zones = { start: body.text('originalStartTimeZone', maxNameLength), end: body.text('originalEndTimeZone', maxNameLength) };
  // A body that names the event's own zone beside a time of another one has not asked for that: GET shows times in the preferred zone.
  const ownTime = (name: 'start' | 'end', given: EventProperties, before: EventProperties): DateTimeTimeZone | null => {
    const [time, own] = [given[name], before[name]];
    const comesBack = time !== null && own !== null && zones[name] === own.timeZone && given.isAllDay === before.isAllDay;
    return comesBack && isShownAs(own, time, before.isAllDay) ? own : time;
  };
  const { location } = properties;

  return {
    apply(current, before = current) {
      const given: EventProperties = {
        ...current,
        ...applied(properties, current),
        body: itemBodyRead.apply(current.body),
        // Graph keeps both in step: the first of the locations is the location.
        locations: locations ?? (body.has('location') || body.isNull('location') ? listed(location(current)) : current.locations),
        attendees: attendees === undefined ? current.attendees : attendees.map((each) => asBefore(each, current.attendees)),
      };
      const event = { ...given, start: ownTime('start', given, before), end: ownTime('end', given, before) };
      checkSize(event);
      return givenTimes.size === 0 ? event : { ...event, ...settled(event, givenTimes) };
    },
    ...(itemBodyRead.content !== undefined && { content: itemBodyRead.content }),
    ...(attendees && { attendees }),
    ...(calendar !== undefined && { calendar }),
  };
}

/** The attachments that a body brings for a new event. Throws 400 for more than 90, and as `readNewAttachment`. */
export const readNewAttachments = (json: JsonObject): readonly NewAttachment[] =>
  (readBody(json).objects('attachments', maxAttachmentsWithEvent) ?? []).map(readNewAttachment);

/** The caller's own name for a request that makes an event (Graph, event resource type, transactionId); an empty text is none. */
export function readTransactionId(json: JsonObject): string | null {
  const name = readBody<typeof eventProperties>(json).text('transactionId', maxNameLength) ?? '';
  return name === '' ? null : name;
}

/** What the system that an event comes from knows it by; nothing where the body doesn't say (contract, section 3: PUT, ours). */
export const readICalUId = (json: JsonObject): string | undefined => {
  const iCalUId = readBody(json).text('iCalUId', maxNameLength);
  if (iCalUId === '' || (iCalUId !== undefined && /[\p{Cc}\p{Cs}]/u.test(iCalUId)))
    throw badRequest("The property 'iCalUId' must not be empty, nor hold control characters.");
  return iCalUId;
};

type Changes = { readonly [K in keyof EventProperties]?: (current: EventProperties) => EventProperties[K] };

function applied(changes: Changes, current: EventProperties): Partial<EventProperties> {
  return Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change(current)]));
}

const listed = (location: EventProperties['location']): EventProperties['locations'] =>
  Object.values(location).some((value) => value !== '') ? [location] : [];

const recurrenceIn = (json: JsonObject | undefined): EventProperties['recurrence'] | undefined => json && readRecurrence(json);

interface ItemBody {
  readonly content?: string;
  apply(current: EventProperties['body']): EventProperties['body'];
}

function readItemBody(event: EventReader): ItemBody {
  if (event.isNull('body')) return { content: '', apply: () => defaultEventProperties.body };
  const body = readBody<typeof itemBody>(event.object('body') ?? {});
  const content = body.isNull('content') ? '' : body.text('content', maxRequestBytes);
  const contentType = body.oneOf('contentType', enumTypes.bodyType);
  return {
    ...(content !== undefined && { content }),
    apply: (current) => ({ contentType: contentType ?? current.contentType, content: content ?? current.content }),
  };
}

/** Behind the start where it is less than zero: Outlook reminds so of whole days. */
const readReminder = (body: EventReader): number | undefined => body.int32('reminderMinutesBeforeStart', -maxInt32);

function readCategories(body: EventReader): string[] | undefined {
  const categories = body.texts('categories', maxNameLength);
  if (categories !== undefined && categories.length > maxListedValues)
    throw badRequest(`The property 'categories' may have at most ${maxListedValues} entries.`);
  return categories;
}

const times: readonly (keyof Times)[] = ['start', 'end', 'isAllDay', 'recurrence'];

type End = 'start' | 'end';

/** A start or an end as a body gives it. */
type GivenEnd = Pick<DateTimeTimeZone, 'dateTime'> & Partial<DateTimeTimeZone>;

function readDateTime(event: EventReader, name: End): GivenEnd | undefined {
  const json = event.object(name);
  if (json === undefined) return undefined;
  const body = readBody<typeof dateTimeTimeZone>(json);
  const dateTime = body.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty('dateTime');
  const timeZone = body.text('timeZone', maxNameLength);
  return { dateTime, ...(timeZone !== undefined && { timeZone }) };
}

/** A time that names no zone is in that of the other end beside it, else in the one that the event has, else in UTC. */
function inSomeZone(
  { dateTime, timeZone }: GivenEnd,
  beside: GivenEnd | undefined,
  ...former: readonly (DateTimeTimeZone | null)[]
): DateTimeTimeZone {
  const own = former.find((value) => value !== null);
  return { dateTime, timeZone: timeZone ?? beside?.timeZone ?? own?.timeZone ?? 'UTC' };
}

/** Whether and when somebody has answered isn't the caller's to say. */
function readAttendee(json: JsonObject): Attendee {
  const body = readBody<typeof attendee>(json);
  const given = body.object('emailAddress');
  if (given === undefined) throw missingProperty('attendees/emailAddress');
  const emailAddress = readEmailAddress(given);
  if ((emailAddress.address ?? '').trim() === '') throw missingProperty('attendees/emailAddress/address');
  return {
    type: body.oneOf('type', enumTypes.attendeeType) ?? 'required',
    status: { response: 'none', time: noResponseTime },
    emailAddress,
  };
}

function readEmailAddress(json: JsonObject): EmailAddress {
  const body = readBody<typeof emailAddress>(json);
  const name = body.text('name', maxNameLength);
  const address = body.text('address', maxNameLength);
  return { ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
}

/** The attendee with the answer that the same one has given before, and known as before. */
function asBefore(attendee: Attendee, before: readonly Attendee[]): Attendee {
  const address = attendee.emailAddress.address?.toLowerCase();
  const same = before.find((each) => each.emailAddress.address?.toLowerCase() === address);
  if (same === undefined) return attendee;
  const { status, userId, blind } = same;
  return { ...attendee, status, ...(userId !== undefined && { userId }), ...(blind && { blind }) };
}
