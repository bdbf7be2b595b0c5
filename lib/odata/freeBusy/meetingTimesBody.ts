// Reads what findMeetingTimes asks (Graph, "user: findMeetingTimes").
import type { Location } from '../../calendar/events/record/eventProperties.ts';
import type { Stretch } from '../../calendar/freeBusy/busyItem.ts';
import type { ActivityDomain } from '../../calendar/freeBusy/workingTimes.ts';
import { msPerDay } from '../../calendar/time/calendarDate.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import {
  maxCandidates,
  maxFreeBusyDays,
  maxMeetingAttendees,
  maxMeetingHours,
  maxMeetingLocations,
  maxTimeSlots,
  usualCandidates,
} from '../../runtime/limits/freeBusy.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readLocation } from '../event/eventLocation.ts';
import { maxInt32, missingProperty, notConvertible, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { emailAddress } from '../types/complex.ts';
import { enumTypes } from '../types/enums.ts';
import type { findMeetingTimesParameters } from './freeBusyTypes.ts';
import { readTime } from './timeBody.ts';

export interface AskedAttendee {
  readonly type: (typeof enumTypes.attendeeType.members)[number];
  readonly address: string;
  readonly name?: string | undefined;
}

export interface AskedPlace {
  readonly location: Location;
  /** The address of the mailbox that says whether the place is busy; undefined for a place that is always free. */
  readonly address?: string | undefined;
}

export interface AskedTimes {
  readonly attendees: readonly AskedAttendee[];
  readonly domain: ActivityDomain;
  /** Undefined for the coming days. */
  readonly slots: readonly Stretch[] | undefined;
  /** The IANA zone in which whole days are counted, where a slot names one. */
  readonly zone: string | undefined;
  readonly durationMs: number;
  readonly maxSuggestions: number;
  readonly minimum: number;
  readonly isOrganizerOptional: boolean;
  readonly withReasons: boolean;
  readonly places: readonly AskedPlace[];
  readonly isPlaceRequired: boolean;
}

/** Reads the parameters. Throws 400 for one that can't be read, and for a number or a duration out of its range. */
export function readMeetingTimes(json: JsonObject): AskedTimes {
  const body = readBody<typeof findMeetingTimesParameters>(json);
  const constraint = readBody(readBody(json).object('timeConstraint') ?? {});
  const where = readBody(readBody(json).object('locationConstraint') ?? {});
  const slots = readSlots(constraint);
  return {
    attendees: readBody(json).objects('attendees', maxMeetingAttendees)?.map(readAttendee) ?? [],
    domain: constraint.oneOf('activityDomain', enumTypes.activityDomain) ?? 'work',
    ...slots,
    durationMs: readDuration(readBody(json)),
    maxSuggestions: ranged('maxCandidates', body.int32('maxCandidates', -maxInt32) ?? usualCandidates, 1, maxCandidates),
    minimum: ranged('minimumAttendeePercentage', body.double('minimumAttendeePercentage') ?? 50, 0, 100),
    isOrganizerOptional: body.boolean('isOrganizerOptional') ?? false,
    withReasons: body.boolean('returnSuggestionReasons') ?? false,
    places: where.objects('locations', maxMeetingLocations)?.map(readPlace) ?? [],
    isPlaceRequired: where.boolean('isRequired') ?? false,
  };
}

function ranged(name: string, value: number, min: number, max: number): number {
  if (value < min || value > max) throw invalidRequest(`The parameter '${name}' must be from ${min} to ${max}.`);
  return value;
}

function readAttendee(json: JsonObject): AskedAttendee {
  const body = readBody(json);
  const given = body.object('emailAddress');
  const address = given && readBody<typeof emailAddress>(given).text('address', maxNameLength);
  if (given === undefined || address === undefined || address.trim() === '') throw missingProperty('attendees/emailAddress/address');
  const name = readBody<typeof emailAddress>(given).text('name', maxNameLength);
  return { type: body.oneOf('type', enumTypes.attendeeType) ?? 'required', address, name };
}

function readPlace(json: JsonObject): AskedPlace {
  const location = readLocation(json) ?? { displayName: '' };
  const isAsked = readBody(json).boolean('resolveAvailability') ?? true;
  return { location, address: isAsked ? location.locationEmailAddress : undefined };
}

function readSlots(constraint: BodyReader): Pick<AskedTimes, 'slots' | 'zone'> {
  const given = constraint.objects('timeSlots', maxTimeSlots);
  if (given === undefined || given.length === 0) return { slots: undefined, zone: undefined };
  const read = given.map((json) => ({ start: readTime(readBody(json), 'start'), end: readTime(readBody(json), 'end') }));
  const slots = read.map(({ start, end }): Stretch => ({ startUtc: start.utc, endUtc: end.utc }));
  if (slots.some(({ startUtc, endUtc }) => endUtc <= startUtc))
    throw invalidRequest("The 'end' of a time slot must come after its 'start'.");
  const first = Math.min(...slots.map(({ startUtc }) => startUtc));
  const last = Math.max(...slots.map(({ endUtc }) => endUtc));
  if (last - first > maxFreeBusyDays * msPerDay)
    throw invalidRequest(`The time slots must lie within ${maxFreeBusyDays} days, from the first start to the last end.`);
  return { slots, zone: read[0]?.start.zone };
}

const shape = /^(-?)P(?=\d|T\d)(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7}(?:\.\d{1,12})?)S)?)?$/;

/** Reads an Edm.Duration (OData 4.01, ABNF, durationValue), in milliseconds; half an hour without one. */
function readDuration(body: BodyReader): number {
  const text = body.text('meetingDuration', maxNameLength) ?? 'PT30M';
  const [whole, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = shape.exec(text) ?? [];
  if (whole === undefined) throw notConvertible(text, 'Edm.Duration');
  const ms = Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000);
  if (sign === '-' || ms < 1 || ms > maxMeetingHours * 3_600_000)
    throw invalidRequest(`The parameter 'meetingDuration' must be longer than nothing and at most ${maxMeetingHours} hours.`);
  return ms;
}
