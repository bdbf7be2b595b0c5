// Reads the parameters of an event's actions: answers of attendees, comments on cancellations, times of reminders.
import { maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import { maxAttendees } from '../../runtime/limits/meetings.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { utcOf } from '../../calendar/time/dateTime.ts';
import type { DateTimeTimeZone, EmailAddress, TimeSlot } from '../../calendar/events/record/eventProperties.ts';
import { invalidRequest, ServiceError } from '../../runtime/errors.ts';
import { missingProperty, readBody } from '../types/bodyReader.ts';
import type { dateTimeTimeZone } from '../types/complex.ts';
import type { PropertyTable } from '../types/edm.ts';
import { readEmailAddress } from '../types/emailAddressBody.ts';

/** The parameters of an answer, as Graph's metadata spells them; bodies may write them in any case of letters. */
export const acceptParameters = { Comment: 'Edm.String', SendResponse: 'Edm.Boolean' } as const satisfies PropertyTable;
/** The parameters of an answer that may propose another time. */
export const responseParameters = { ProposedNewTime: 'graph.timeSlot', ...acceptParameters } as const satisfies PropertyTable;
export const cancelParameters = { Comment: 'Edm.String' } as const satisfies PropertyTable;

export const snoozeParameters = { NewReminderTime: 'graph.dateTimeTimeZone' } as const satisfies PropertyTable;

export const forwardParameters = { ToRecipients: 'Collection(graph.recipient)', Comment: 'Edm.String' } as const satisfies PropertyTable;

export interface ResponseBody {
  readonly comment?: string | undefined;
  readonly sendResponse: boolean;
  readonly proposedNewTime?: TimeSlot | undefined;
}

/**
 * Reads an answer (Graph, "event: accept", "event: decline"). Throws 400 for a proposed time that lacks its start or end, ends before it
 * starts, or is to be proposed without a response.
 */
export function readResponse(json: JsonObject): ResponseBody {
  const body = readBody<typeof responseParameters>(json);
  const sendResponse = body.boolean('SendResponse') ?? true;
  const proposed = body.object('ProposedNewTime');
  const proposedNewTime = proposed && readTimeSlot(proposed);
  if (proposedNewTime !== undefined && !sendResponse)
    throw invalidRequest("Your request can't be completed. A new time can only be proposed in a response that is sent.");
  return { comment: body.text('Comment', maxTextLength), sendResponse, proposedNewTime };
}

function readTimeSlot(json: JsonObject): TimeSlot {
  const slot = readBody(json);
  const [start, end] = (['start', 'end'] as const).map((name) => {
    const given = slot.object(name);
    if (given === undefined) throw missingProperty(`ProposedNewTime/${name}`);
    return readTime(given, `ProposedNewTime/${name}`);
  });
  if (start === undefined || end === undefined || utcOf(end) <= utcOf(start))
    throw invalidRequest("Your request can't be completed. The end of 'ProposedNewTime' must be after its start.");
  return { start, end };
}

/** A time, in UTC unless the body names a zone. */
function readTime(json: JsonObject, name: string): DateTimeTimeZone {
  const time = readBody<typeof dateTimeTimeZone>(json);
  const dateTime = time.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty(`${name}/dateTime`);
  return { dateTime, timeZone: time.text('timeZone', maxNameLength) ?? 'UTC' };
}

/** Reads the comment on a cancellation (Graph, "event: cancel"). */
export const readCancellation = (json: JsonObject): { readonly comment?: string | undefined } => ({
  comment: readBody<typeof cancelParameters>(json).text('Comment', maxTextLength),
});

/**
 * Reads the time that a reminder is snoozed to, in milliseconds since 1970 UTC (Graph, "event: snoozeReminder"); without a zone in UTC. Throws
 * 400 `InvalidTimeZone` for an unknown zone.
 */
export function readSnooze(json: JsonObject): number {
  const given = readBody(json).object('NewReminderTime');
  if (given === undefined) throw missingProperty('NewReminderTime');
  const time = readTime(given, 'NewReminderTime');
  try {
    return utcOf(time);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'TimeZoneNotSupportedException')
      throw new ServiceError(400, 'InvalidTimeZone', error.message, { cause: error });
    throw error;
  }
}

export interface ForwardBody {
  readonly recipients: readonly EmailAddress[];
  readonly comment?: string | undefined;
}

/** Reads to whom a meeting is forwarded (Graph, "event: forward"). Throws 400 `ErrorInvalidRecipients` for nobody, or somebody without an address. */
export function readForward(json: JsonObject): ForwardBody {
  const body = readBody<typeof forwardParameters>(json);
  const recipients = (body.objects('ToRecipients', maxAttendees) ?? []).map((each): EmailAddress => {
    const given = readBody(each).object('emailAddress');
    const emailAddress = given === undefined ? {} : readEmailAddress(given);
    if ((emailAddress.address ?? '').trim() === '') throw invalidRecipients('A recipient has no address.');
    return emailAddress;
  });
  if (recipients.length === 0) throw invalidRecipients('At least one recipient is needed.');
  return { recipients, comment: body.text('Comment', maxTextLength) };
}

const invalidRecipients = (message: string): ServiceError => new ServiceError(400, 'ErrorInvalidRecipients', message);
