// Reads what a delta is asked: a window, a selection and a page's size in a round's first request, a token alone in all that follow.
import type { Asked } from '../../../changes/delta/round.ts';
import { badRequest } from '../../../runtime/errors.ts';
import { deltaPageSize } from '../../../runtime/limits/changes.ts';
import { parseQueryOptions } from '../../query/queryOptions.ts';
import { eventList, type EventQuerySchema } from '../eventQuery.ts';
import { eventNavigation, eventRows, type EventProperty } from '../eventSchema.ts';
import { boundsIn, openWindowOf, splitBounds, windowOf } from './windowQuery.ts';

/** A request that goes on with a link. */
export interface GivenToken {
  readonly option: '$skiptoken' | '$deltatoken';
  readonly token: string;
}

/** The options of a round's first request, beside its window. */
export const deltaOptions: EventQuerySchema = {
  ...eventList,
  options: ['select', 'top'],
  sortable: [],
  expandable: undefined,
  filter: undefined,
};

const tokenName = /^\$?(skiptoken|deltatoken)$/i;

/** The token that the request brings; undefined for a round's first request. Throws 400 for two tokens and for an empty one. */
export function givenToken(params: URLSearchParams): GivenToken | undefined {
  const [given, second] = [...params].filter(([name]) => tokenName.test(name));
  if (given === undefined) return undefined;
  if (second !== undefined)
    throw badRequest(
      "A delta goes on with one token: '$skiptoken' or '$deltatoken', as the link has it, not with both, and with none twice.",
    );
  const [written, token] = given;
  const option = /delta/i.test(written) ? '$deltatoken' : '$skiptoken';
  if (token === '') throw badRequest(`The query option '${option}' has no value.`);
  return { option, token };
}

/**
 * What a round's first request asks. `isBounded`: whether it needs a window; else the events are bounded only where one is given. `inPath`: the
 * arguments of the function, which may have the window instead. Throws 400 for a missing or unreadable window, and for any other option.
 */
export function parseDelta(
  params: URLSearchParams,
  inPath: { readonly startDateTime?: string; readonly endDateTime?: string },
  isBounded: boolean,
): Asked {
  const { bounds, rest } = splitBounds(params);
  const given = boundsIn([...bounds, ...Object.entries(inPath)]);
  const { from, to } = isBounded ? windowOf(given) : openWindowOf(given);
  const { select, top } = parseQueryOptions(rest, deltaOptions);
  if (top === 0) throw badRequest("The value of '$top' must be 1 at least: a delta's pages lead to its end.");
  return {
    from,
    to,
    ...(select && { select: writeSelected(select) }),
    ...(top !== undefined && top < deltaPageSize && { size: top }),
  };
}

/** The first request of a round like this one, as its options write it. */
export function writtenAsked({ from, to, select, size }: Asked): URLSearchParams {
  const options = new URLSearchParams();
  if (from !== undefined) options.set('startDateTime', new Date(from).toISOString());
  if (to !== undefined) options.set('endDateTime', new Date(to).toISOString());
  if (select !== undefined) options.set('$select', [...readSelected(select)].join(','));
  if (size !== undefined) options.set('$top', String(size));
  return options;
}

/** The properties that have a bit in tokens, in their order. A property that is younger than this list is written by its name. */
export const withBit = [
  ...['id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'categories', 'transactionId', 'originalStartTimeZone'],
  ...['originalEndTimeZone', 'iCalUId', 'reminderMinutesBeforeStart', 'isReminderOn', 'hasAttachments', 'subject', 'bodyPreview'],
  ...['importance', 'sensitivity', 'isAllDay', 'isCancelled', 'isOrganizer', 'responseRequested', 'seriesMasterId', 'showAs', 'type'],
  ...['webLink', 'onlineMeetingUrl', 'isOnlineMeeting', 'onlineMeetingProvider', 'allowNewTimeProposals', 'isDraft', 'hideAttendees'],
  ...['responseStatus', 'body', 'start', 'end', 'location', 'locations', 'recurrence', 'attendees', 'organizer', 'onlineMeeting'],
  ...['originalStart', 'cancelledOccurrences', 'attachments', 'calendar', 'exceptionOccurrences', 'extensions', 'instances'],
  ...['singleValueExtendedProperties', 'multiValueExtendedProperties', 'occurrenceId'],
] as readonly EventProperty[];

/** The selection as a hexadecimal number, one bit for each property that has one, and behind it the names of the others. */
export function writeSelected(select: ReadonlySet<EventProperty>, bits = withBit): string {
  const number = bits.reduce((sum, name, at) => (select.has(name) ? sum | (1n << BigInt(at)) : sum), 0n);
  return [number.toString(16), ...[...select].filter((name) => !bits.includes(name))].join('.');
}

/** The properties of a selection that `writeSelected` has written, by any older list of those that have a bit. */
export function readSelected(written: string): ReadonlySet<EventProperty> {
  const [number = '0', ...names] = written.split('.');
  const bits = BigInt(`0x${number}`);
  return new Set([...withBit.filter((_, at) => (bits & (1n << BigInt(at))) !== 0n), ...names.filter(isEventProperty)]);
}

const isEventProperty = (name: string): name is EventProperty => Object.hasOwn(eventRows, name) || Object.hasOwn(eventNavigation, name);
