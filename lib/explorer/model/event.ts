// An event as answers have it, with what the page shows of it.
import { flagOf, listOf, numberOf, objectOf, textOf, textsOf, type JsonObject } from './json.ts';

/** A date and a time of day without a zone, in the zone that was asked for: `2027-03-01T10:00:00`. */
export type WallClock = string;

export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface Attendee extends Person {
  readonly type: 'required' | 'optional' | 'resource';
  /** Graph's word: `none`, `accepted`, `tentativelyAccepted`, `declined`, `notResponded`, `organizer`. */
  readonly answer: string;
  /** The time that the attendee proposes instead, as the answer has it (`start`, `end`). */
  readonly proposal: JsonObject | undefined;
}

export type EventType = 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';

export interface Event {
  readonly id: string;
  readonly etag: string;
  readonly type: EventType;
  readonly seriesMasterId: string | undefined;
  readonly subject: string;
  readonly start: WallClock;
  readonly end: WallClock;
  readonly isAllDay: boolean;
  readonly showAs: string;
  readonly sensitivity: string;
  readonly isCancelled: boolean;
  readonly isOrganizer: boolean;
  /** Whether those invited may propose another time. */
  readonly takesProposals: boolean;
  readonly organizer: Person;
  readonly answer: string;
  readonly attendees: readonly Attendee[];
  readonly location: string;
  readonly hasAttachments: boolean;
  readonly categories: readonly string[];
  /** As answers have it; undefined for what doesn't recur. */
  readonly recurrence: JsonObject | undefined;
  readonly body: { readonly type: 'text' | 'html'; readonly content: string };
  readonly reminderMinutes: number | undefined;
  /** The zone that it was made in. */
  readonly zone: string;
  /** All that the answer has. */
  readonly json: JsonObject;
}

const types: readonly EventType[] = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'];

/** Seconds are enough, and no zone: `2027-03-01T10:00:00.0000000` is `2027-03-01T10:00:00`. */
const clockOf = (json: JsonObject, name: string): WallClock => textOf(objectOf(json, name), 'dateTime').slice(0, 19);

export function personOf(json: JsonObject): Person {
  const { name, address } = { name: textOf(json, 'name'), address: textOf(json, 'address') };
  return { name: name || address, address };
}

const attendeeOf = (json: JsonObject): Attendee => ({
  ...personOf(objectOf(json, 'emailAddress')),
  type: (['optional', 'resource'] as const).find((each) => each === textOf(json, 'type')) ?? 'required',
  answer: textOf(objectOf(json, 'status'), 'response') || 'none',
  proposal: 'start' in objectOf(json, 'proposedNewTime') ? objectOf(json, 'proposedNewTime') : undefined,
});

/** Reads an event, or what is selected of one. */
export function readEvent(json: JsonObject): Event {
  const recurrence = json.recurrence;
  const body = objectOf(json, 'body');
  return {
    id: textOf(json, 'id'),
    etag: textOf(json, '@odata.etag'),
    type: types.find((each) => each === textOf(json, 'type')) ?? 'singleInstance',
    seriesMasterId: textOf(json, 'seriesMasterId') || undefined,
    subject: textOf(json, 'subject'),
    start: clockOf(json, 'start'),
    end: clockOf(json, 'end'),
    isAllDay: flagOf(json, 'isAllDay'),
    showAs: textOf(json, 'showAs'),
    sensitivity: textOf(json, 'sensitivity'),
    isCancelled: flagOf(json, 'isCancelled'),
    isOrganizer: flagOf(json, 'isOrganizer'),
    takesProposals: flagOf(json, 'allowNewTimeProposals'),
    organizer: personOf(objectOf(objectOf(json, 'organizer'), 'emailAddress')),
    answer: textOf(objectOf(json, 'responseStatus'), 'response'),
    attendees: listOf(json, 'attendees').map(attendeeOf),
    location: textOf(objectOf(json, 'location'), 'displayName'),
    hasAttachments: flagOf(json, 'hasAttachments'),
    categories: textsOf(json, 'categories'),
    recurrence: typeof recurrence === 'object' && recurrence !== null ? objectOf(json, 'recurrence') : undefined,
    body: { type: textOf(body, 'contentType') === 'html' ? 'html' : 'text', content: textOf(body, 'content') },
    reminderMinutes: flagOf(json, 'isReminderOn') ? numberOf(json, 'reminderMinutesBeforeStart') : undefined,
    zone: textOf(json, 'originalStartTimeZone'),
    json,
  };
}

/** What it is called where it has no subject. */
export const subjectOf = ({ subject }: Pick<Event, 'subject'>): string => (subject.trim() === '' ? '(no subject)' : subject);

/** Whether it is one of a series. */
export const isOfSeries = ({ type }: Pick<Event, 'type'>): boolean => type !== 'singleInstance';
