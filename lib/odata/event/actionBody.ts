// Reads the parameters of an event's actions: answers of attendees, comments on cancellations, times of reminders.
import { maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { utcOf } from '../../calendar/time/dateTime.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { missingProperty, readBody } from '../types/bodyReader.ts';
import type { dateTimeTimeZone } from '../types/complex.ts';
import type { PropertyTable } from '../types/edm.ts';
import type { NotKept } from '../types/structured.ts';

/** The parameters of an answer, as Graph's metadata spells them; bodies may write them in any case of letters. */
export const responseParameters = { Comment: 'Edm.String', SendResponse: 'Edm.Boolean' } as const satisfies PropertyTable;
/** Graph lets an answer propose another time; this service doesn't, and refuses the parameter. */
export const notKeptOfResponses = { absent: ['ProposedNewTime'] } as const satisfies NotKept;
export const cancelParameters = { Comment: 'Edm.String' } as const satisfies PropertyTable;

export const snoozeParameters = { NewReminderTime: 'graph.dateTimeTimeZone' } as const satisfies PropertyTable;

export interface ResponseBody {
  readonly comment?: string | undefined;
  readonly sendResponse: boolean;
}

/** Reads an answer (Graph, "event: accept"). */
export function readResponse(json: JsonObject): ResponseBody {
  const body = readBody<typeof responseParameters>(json);
  return { comment: body.text('Comment', maxTextLength), sendResponse: body.boolean('SendResponse') ?? true };
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
  const time = readBody<typeof dateTimeTimeZone>(given);
  const dateTime = time.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty('NewReminderTime/dateTime');
  try {
    return utcOf({ dateTime, timeZone: time.text('timeZone', maxNameLength) ?? 'UTC' });
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'TimeZoneNotSupportedException')
      throw new ServiceError(400, 'InvalidTimeZone', error.message, { cause: error });
    throw error;
  }
}
