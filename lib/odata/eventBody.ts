// Reads an event out of a request's JSON: the properties that attachments need an event to have.
import type { EventProperties } from '../calendar/eventRecord.ts';
import { ServiceError } from '../errors.ts';
import { maxEventBodyBytes, maxNameLength, maxTextLength } from '../limits.ts';
import type { JsonObject } from '../stores/documents.ts';
import { missingProperty, readBody, type BodyReader } from './bodyReader.ts';

/** Properties that change what an event is; until the service has them it says so instead of losing them. */
const notYet = ['attendees', 'recurrence', 'attachments'];

/** The event that a body asks for. Throws 400 for values of the wrong type, 413 for too large a body, 501 for what isn't there yet. */
export function readEvent(json: JsonObject): EventProperties {
  const body = readBody(json);
  for (const [name, value] of Object.entries(json))
    if (notYet.includes(name.toLowerCase()) && isGiven(value))
      throw new ServiceError(501, 'NotImplemented', `The property '${name}' is not supported yet.`);
  return {
    subject: body.text('subject', maxTextLength) ?? null,
    body: readItemBody(body.object('body')),
    start: readDateTime(body.object('start')),
    end: readDateTime(body.object('end')),
    isAllDay: body.boolean('isAllDay') ?? false,
    location: { displayName: readBody(body.object('location') ?? {}).text('displayName', maxTextLength) ?? '' },
    importance: body.oneOf('importance', 'microsoft.graph.importance', ['low', 'normal', 'high']) ?? 'normal',
    sensitivity: body.oneOf('sensitivity', 'microsoft.graph.sensitivity', ['normal', 'personal', 'private', 'confidential']) ?? 'normal',
    showAs: readShowAs(body) ?? 'busy',
    categories: body.texts('categories', maxNameLength) ?? [],
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

const readShowAs = (body: BodyReader) =>
  body.oneOf('showAs', 'microsoft.graph.freeBusyStatus', ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown']);

function readItemBody(json: JsonObject | undefined): EventProperties['body'] {
  const body = readBody(json ?? {});
  const content = body.text('content', maxEventBodyBytes) ?? '';
  if (Buffer.byteLength(content) > maxEventBodyBytes)
    throw new ServiceError(413, 'RequestEntityTooLarge', `Maximum request length exceeded. An event's body has at most ${maxEventBodyBytes} bytes.`);
  return { contentType: body.oneOf('contentType', 'microsoft.graph.bodyType', ['text', 'html']) ?? 'text', content };
}

function readDateTime(json: JsonObject | undefined): EventProperties['start'] {
  if (json === undefined) return null;
  const body = readBody(json);
  const dateTime = body.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty('dateTime');
  return { dateTime, timeZone: body.text('timeZone', maxNameLength) ?? 'UTC' };
}
