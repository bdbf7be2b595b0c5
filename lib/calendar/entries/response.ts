// What the answer of an entry's owner means: which of two counts, and how busy the meeting makes its owner.
import { isDeepStrictEqual } from 'node:util';
import { noResponseTime, type Attendee, type EventProperties, type TimeSlot } from '../events/record/eventProperties.ts';
import type { EntryOf } from './entryShape.ts';

export type OwnResponse = EntryOf['response'];

/** The status of an attendee who hasn't answered. */
export const notResponded: OwnResponse = { response: 'notResponded', time: noResponseTime };

/** The attendee with the answer, and with the time that it proposes, if it proposes one. */
export function answeredBy({ proposedNewTime: _, ...attendee }: Attendee, { proposedNewTime, ...status }: OwnResponse): Attendee {
  return { ...attendee, status, ...(proposedNewTime && { proposedNewTime }) };
}

/** Whether an answer says what another one has said, and proposes the same time. */
export const isSameAnswer = (
  before: OwnResponse | undefined,
  given: { readonly answer: string; readonly proposedNewTime?: TimeSlot | undefined },
): boolean => before?.response === given.answer && isDeepStrictEqual(before.proposedNewTime, given.proposedNewTime);

/** The later of two answers; the first where both are as late. */
export const laterAnswer = (a: OwnResponse, b: OwnResponse | undefined): OwnResponse => (b !== undefined && b.time > a.time ? b : a);

/** How busy the meeting makes the entry's owner, as long as the owner hasn't said so: tentatively, until the owner has accepted. */
export const showAsFor = ({ response }: OwnResponse, organizers: EventProperties['showAs']): EventProperties['showAs'] =>
  response === 'accepted' ? organizers : 'tentative';
