// The calendar in a meeting message (RFC 6047): what an eventMessage says about its event, for programs that answer invitations.
import type { JsonObject } from '../../runtime/json.ts';
import { given, type Given } from '../given.ts';
import { eventAsICalendar, type Method } from '../icalendar/event.ts';
import type { Rendering } from '../rendering.ts';

interface Meant {
  readonly method: Method;
  /** How the sender has answered; undefined when the sender is the organizer. */
  readonly response?: 'accepted' | 'tentativelyAccepted' | 'declined';
}

/** Graph's meetingMessageType, its misspelt member included. */
const meanings: ReadonlyMap<string, Meant> = new Map<string, Meant>([
  ['meetingrequest', { method: 'REQUEST' }],
  ['meetingcancelled', { method: 'CANCEL' }],
  ['meetingaccepted', { method: 'REPLY', response: 'accepted' }],
  ['meetingtenativelyaccepted', { method: 'REPLY', response: 'tentativelyAccepted' }],
  ['meetingtentativelyaccepted', { method: 'REPLY', response: 'tentativelyAccepted' }],
  ['meetingdeclined', { method: 'REPLY', response: 'declined' }],
]);

/** The calendar part; undefined for a message that is about no meeting, or that doesn't say when the meeting is. */
export async function meetingPart(
  message: Given,
  rendering: Rendering,
): Promise<{ readonly contentType: string; readonly content: string } | undefined> {
  const meant = meanings.get(message.text('meetingMessageType')?.toLowerCase() ?? '');
  if (meant === undefined) return undefined;
  const people = peopleOf(message, meant);
  // If the message contains the event, the event has more detail. It doesn't say whose answer the message is; the message does.
  const event = message.json('event') ?? {};
  const calendar = { ...toldOf(message, meant), ...people, ...event, ...(meant.response !== undefined && people), attachments: [] };
  if (given(calendar).json('start') === undefined) return undefined;
  const content = await eventAsICalendar(calendar, rendering, meant.method);
  return { contentType: `text/calendar; charset=utf-8; method=${meant.method}`, content };
}

const toldOf = (message: Given, { method }: Meant): JsonObject => ({
  subject: message.text('subject'),
  body: message.json('body'),
  start: message.json('startDateTime'),
  end: message.json('endDateTime'),
  isAllDay: message.flag('isAllDay'),
  location: message.json('location'),
  recurrence: message.json('recurrence'),
  isCancelled: method === 'CANCEL',
});

/**
 * Organizer and attendees of the message. An invitation comes from the organizer; an answer comes from the attendee and goes to the
 * organizer.
 */
function peopleOf(message: Given, { response }: Meant): JsonObject {
  const [from, to, cc] = [message.json('from'), message.jsons('toRecipients'), message.jsons('ccRecipients')];
  if (response !== undefined) return { organizer: to[0], attendees: from === undefined ? [] : [{ ...from, status: { response } }] };
  const attendees = [...to.map((each) => ({ ...each, type: 'required' })), ...cc.map((each) => ({ ...each, type: 'optional' }))];
  return { organizer: from, attendees };
}
