// The calendar in a meeting message (RFC 6047): what an eventMessage says about its event, for programs that answer invitations.
import type { JsonObject } from '../../runtime/json.ts';
import { given, type Given } from '../given.ts';
import { eventAsICalendar, type Method } from '../icalendar/event.ts';
import type { Rendering } from '../rendering.ts';

interface Meant {
  readonly method: Method;
  /** How the sender has answered; nothing where the sender is who invites. */
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

/** Nothing for a message that is about no meeting, or doesn't say when it is. */
export async function meetingPart(
  message: Given,
  rendering: Rendering,
): Promise<{ readonly contentType: string; readonly content: string } | undefined> {
  const meant = meanings.get(message.text('meetingMessageType')?.toLowerCase() ?? '');
  if (meant === undefined) return undefined;
  const people = peopleOf(message, meant);
  // The event itself, where the message has it, knows more; only whose answer a message is, it doesn't.
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

/** Who invites has sent the message, and who answers has sent it to who invites. */
function peopleOf(message: Given, { response }: Meant): JsonObject {
  const [from, to, cc] = [message.json('from'), message.jsons('toRecipients'), message.jsons('ccRecipients')];
  if (response !== undefined) return { organizer: to[0], attendees: from === undefined ? [] : [{ ...from, status: { response } }] };
  const attendees = [...to.map((each) => ({ ...each, type: 'required' })), ...cc.map((each) => ({ ...each, type: 'optional' }))];
  return { organizer: from, attendees };
}
