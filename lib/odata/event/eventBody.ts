// Reads a new event, or a change of one, from a request's JSON.
import type { NewAttachment } from '../../attachments/attachment.ts';
import { consistentTimes, type Times } from '../../calendar/events/record/invariants.ts';
import { checkSize } from '../../calendar/events/record/size.ts';
import { isShownAs } from '../../calendar/events/record/times.ts';
import {
  defaultEventProperties,
  noResponseTime,
  type Attendee,
  type DateTimeTimeZone,
  type EventProperties,
} from '../../calendar/events/record/eventProperties.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';
import { maxAttachmentsWithEvent, maxNameLength, maxRequestBytes, maxTextLength } from '../../runtime/limits.ts';
import { maxAttendees } from '../../runtime/limits/meetings.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readNewAttachment } from '../attachment/attachmentBody.ts';
import { missingProperty, readBody, type BodyReader } from '../types/bodyReader.ts';
import { readEmailAddress } from '../types/emailAddressBody.ts';
import type { attendee, dateTimeTimeZone, itemBody } from '../types/complex.ts';
import { readRows, requireNeeded } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';
import { readLocations } from './eventLocation.ts';
import { eventRows, type eventProperties } from './eventSchema.ts';

/** What a body says about an event. */
export interface EventBody {
  /**
   * The current properties with those that the body sets. A property that the body leaves out stays; null sets the default. Throws 400 if
   * the result isn't a possible event. Keeps a time of `before`, the event as it is, if the body sends it as GET shows it in another zone.
   */
  apply(current: EventProperties, before?: EventProperties): EventProperties;
  /** The new content of the event's body; undefined if the old one stays. */
  readonly content?: string;
  /** The attendees, without answers; undefined if the request doesn't have the property. */
  readonly attendees?: readonly Attendee[];
  /** The URL of the calendar that the caller wants the event to be in. */
  readonly calendar?: string;
}

/** Throws 400 for a value of the wrong type. Read-only properties are ignored (Graph, event resource type); `checkBody` has refused unknown ones. */
export function readEvent(json: JsonObject): EventBody {
  const body = readBody(json);

  const attendees = body.isNull('attendees') ? [] : body.objects('attendees', maxAttendees)?.map(readAttendee);
  const locations = readLocations(body);
  const ends: Ends = { start: readEnd(body, 'start'), end: readEnd(body, 'end') };
  const kept = readRows(eventRows, body);
  const itemBodyRead = readItemBody(body);
  const givenTimes = new Set(times.filter((name) => body.has(name) || body.isNull(name)));
  if (body.isNull('calendar@odata.bind'))
    throw badRequest("The property 'calendar@odata.bind' must not be null: an event is in a calendar.");
  const calendar = body.text('calendar@odata.bind', maxTextLength);
  const zones = { start: body.text('originalStartTimeZone', maxNameLength), end: body.text('originalEndTimeZone', maxNameLength) };
  // GET shows times in the preferred zone. So a body that sends such a time back beside the event's own zone hasn't asked for another time.
  const ownTime = (name: 'start' | 'end', given: EventProperties, before: EventProperties): DateTimeTimeZone | null => {
    const [time, own] = [given[name], before[name]];
    const comesBack = time !== null && own !== null && zones[name] === own.timeZone && given.isAllDay === before.isAllDay;
    return comesBack && isShownAs(own, time, before.isAllDay) ? own : time;
  };

  return {
    apply(current, before = current) {
      const given: EventProperties = {
        ...current,
        ...kept,
        start: endOf(ends, 'start', current),
        end: endOf(ends, 'end', current),
        body: itemBodyRead.apply(current.body),
        // Graph keeps both in step: the first of the locations is the location.
        locations:
          locations ?? (body.has('location') || body.isNull('location') ? listed(kept.location ?? current.location) : current.locations),
        attendees: attendees === undefined ? current.attendees : attendees.map((each) => asBefore(each, current.attendees)),
      };
      const event = { ...given, start: ownTime('start', given, before), end: ownTime('end', given, before) };
      checkSize(event);
      return givenTimes.size === 0 ? event : { ...event, ...consistentTimes(event, givenTimes) };
    },
    ...(itemBodyRead.content !== undefined && { content: itemBodyRead.content }),
    ...(attendees && { attendees }),
    ...(calendar !== undefined && { calendar }),
  };
}

/**
 * Throws 400 for a new event without a start or an end, as Graph does, and names what is missing. Graph's own message names nothing.
 */
export function requireTimes(json: JsonObject): void {
  requireNeeded(
    eventRows,
    readBody(json),
    (missing) =>
      new ServiceError(
        400,
        'ErrorPropertyValidationFailure',
        `At least one property failed validation. The required property '${missing}' is missing.`,
      ),
  );
}

/** Reads the attachments of a new event. Throws 400 for more than 90, and as `readNewAttachment`. */
export const readNewAttachments = (json: JsonObject): readonly NewAttachment[] =>
  (readBody(json).objects('attachments', maxAttachmentsWithEvent) ?? []).map(readNewAttachment);

/** Reads the caller's own name for a request that creates an event (Graph, event resource type, transactionId); null for an empty text. */
export function readTransactionId(json: JsonObject): string | null {
  const name = readBody<typeof eventProperties>(json).text('transactionId', maxNameLength) ?? '';
  return name === '' ? null : name;
}

/** Reads the id that another system gave the event; undefined if the body has none (contract, section 3: PUT; Graph has no such thing). */
export const readICalUId = (json: JsonObject): string | undefined => {
  const iCalUId = readBody(json).text('iCalUId', maxNameLength);
  if (iCalUId === '' || (iCalUId !== undefined && /[\p{Cc}\p{Cs}]/u.test(iCalUId)))
    throw badRequest("The property 'iCalUId' must not be empty, nor hold control characters.");
  return iCalUId;
};

const listed = (location: EventProperties['location']): EventProperties['locations'] =>
  Object.values(location).some((value) => value !== '') ? [location] : [];

interface ItemBody {
  readonly content?: string;
  apply(current: EventProperties['body']): EventProperties['body'];
}

function readItemBody(event: BodyReader): ItemBody {
  if (event.isNull('body')) return { content: '', apply: () => defaultEventProperties.body };
  const body = readBody<typeof itemBody>(event.object('body') ?? {});
  const content = body.isNull('content') ? '' : body.text('content', maxRequestBytes);
  const contentType = body.oneOf('contentType', enumTypes.bodyType);
  return {
    ...(content !== undefined && { content }),
    apply: (current) => ({ contentType: contentType ?? current.contentType, content: content ?? current.content }),
  };
}

const times: readonly (keyof Times)[] = ['start', 'end', 'isAllDay', 'recurrence'];

type End = 'start' | 'end';

/** A start or an end as a body gives it: perhaps without a zone. */
type GivenEnd = Pick<DateTimeTimeZone, 'dateTime'> & Partial<DateTimeTimeZone>;

type Ends = Readonly<Record<End, GivenEnd | null | undefined>>;

/** Reads a start or an end; null if the body clears it. */
function readEnd(event: BodyReader, name: End): GivenEnd | null | undefined {
  if (event.isNull(name)) return null;
  const json = event.object(name);
  if (json === undefined) return undefined;
  const body = readBody<typeof dateTimeTimeZone>(json);
  const dateTime = body.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty('dateTime');
  const timeZone = body.text('timeZone', maxNameLength);
  return { dateTime, ...(timeZone !== undefined && { timeZone }) };
}

/** The start or the end that a body gives. If it names no zone, it has that of the other end in the body, else the event's, else UTC. */
function endOf(given: Ends, name: End, current: EventProperties): EventProperties[End] {
  const [own, other] = name === 'start' ? [given.start, given.end] : [given.end, given.start];
  if (own === undefined) return current[name];
  if (own === null) return defaultEventProperties[name];
  const former = current[name] ?? current[name === 'start' ? 'end' : 'start'];
  return { dateTime: own.dateTime, timeZone: own.timeZone ?? other?.timeZone ?? former?.timeZone ?? 'UTC' };
}

/** Reads an attendee without an answer, since a caller can't say whether and when somebody has answered. */
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

/** The attendee with the answer and what is never shown, as the attendee with this address had it before. */
function asBefore(attendee: Attendee, before: readonly Attendee[]): Attendee {
  const address = attendee.emailAddress.address?.toLowerCase();
  const same = before.find((each) => each.emailAddress.address?.toLowerCase() === address);
  if (same === undefined) return attendee;
  const { status, userId, blind, answered, invited, proposedNewTime } = same;
  return {
    ...attendee,
    status,
    ...(userId !== undefined && { userId }),
    ...(blind && { blind }),
    ...(answered !== undefined && { answered }),
    ...(invited !== undefined && { invited }),
    ...(proposedNewTime && { proposedNewTime }),
  };
}
