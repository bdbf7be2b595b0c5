// The smoke test's steps for a guest: invited by an address, a guest has the meeting in the calendar, reads its files and accepts.
import { randomUUID } from 'node:crypto';
import { entriesOf, objectOf, require, requireStatus, type Answer, type Identity } from './client.ts';
import { fileBytes, kinds } from './kinds.ts';
import type { SmokeContext, Step } from './step.ts';

/** The permissions that an application needs for these steps and for their cleanup; without them the steps are skipped. */
const permissions = ['User.Invite.All', 'User.ReadWrite.All'];

export const mayInvite = ({ facts }: Identity): boolean => permissions.every((permission) => facts.permissions.includes(permission));

/** The meeting's hour, and a window around it: the guest is new, and has nothing else in the calendar. */
const hour = {
  start: { dateTime: '2030-01-15T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2030-01-15T11:00:00', timeZone: 'UTC' },
};
const day = 'startDateTime=2030-01-15&endDateTime=2030-01-16';

/**
 * Makes a guest and a meeting that the guest is invited to; the application does what the guest would do, for nobody has the guest's token.
 * `attach` sends the attachments' requests to a path.
 */
export function* guestSteps(context: SmokeContext, application: Identity, attach: (path: string) => Promise<void>): Generator<Step> {
  const { ask, user, making } = context;
  const name = `smoke-${randomUUID()}`;
  const address = `${name}@guest.example`;
  const event = `/v1.0/me/events/${name}`;
  let guest = '';
  let invitation = '';
  let message = '';

  yield [
    'an application invites a guest',
    async () => {
      const json = { invitedUserEmailAddress: address, inviteRedirectUrl: 'https://guest.example' };
      const answer = await ask('/v1.0/invitations', { json, as: application });
      requireStatus(answer, 201);
      const { id, invitedUser } = answer.json;
      const invited = objectOf(invitedUser).id;
      require(typeof id === 'string' && typeof invited === 'string', answer, 'it names no invitation, or no guest.');
      [invitation, guest] = [String(id), String(invited)];
      making({ path: `/v1.0/users/${guest}`, as: application });
    },
  ];
  yield [
    'the guest is invited to a meeting by mail address',
    async () => {
      making({ path: event, as: user });
      const attendees = [{ type: 'required', emailAddress: { address } }];
      requireStatus(await ask(event, { method: 'PUT', json: { subject: 'Smoke test', ...hour, attendees }, as: user }), 201);
    },
  ];
  yield [
    'all four kinds are attached by /invitations/{id}/invitedUser/messages/{id}/event/attachments',
    async () => {
      const answer = await ask(`/v1.0/users/${guest}/messages?$select=id&$top=1`, { as: application });
      message = onlyId(answer, 'the guest has no message about the meeting.');
      await attach(`/beta/invitations/${invitation}/invitedUser/messages/${message}/event/attachments`);
    },
  ];
  // The guest exists when this line runs: a generator continues when the step before it is done.
  yield* entrySteps(context, application, { guest: `/v1.0/users/${guest}`, message, event });
}

/** The paths of a guest, of the guest's message about a meeting, and of the organizer's event. */
interface Invited {
  readonly guest: string;
  readonly message: string;
  readonly event: string;
}

/** What a guest does with the meeting in the own calendar. */
function* entrySteps({ ask, user }: SmokeContext, as: Identity, { guest, message, event }: Invited): Generator<Step> {
  let entry = '';
  yield [
    "the meeting is in the guest's calendar, and its message shows the same event",
    async () => {
      const view = await ask(`${guest}/calendarView?${day}&$select=id,subject,isOrganizer`, { as });
      const id = onlyId(view, "the meeting is not in the guest's calendar.");
      const [shown] = entriesOf(view);
      require(shown?.subject === 'Smoke test' && shown.isOrganizer === false, view, 'it does not show the meeting as an attendee has it.');
      const told = await ask(`${guest}/messages/${message}/event?$select=id`, { as });
      requireStatus(told, 200);
      require(told.json.id === id, told, "it is not the event that is in the guest's calendar.");
      entry = `${guest}/events/${id}`;
    },
  ];
  yield [
    "its files are listed and read by the event in the guest's calendar",
    async () => {
      const list = await ask(`${entry}/attachments?$select=id,name,size`, { as });
      requireStatus(list, 200);
      const files = entriesOf(list);
      require(files.length === kinds.length, list, `it has ${files.length} attachments; ${kinds.length} were made.`);
      const file = files.find((each) => each['@odata.type'] === '#microsoft.graph.fileAttachment');
      const bytes = await ask(`${entry}/attachments/${String(file?.id)}/$value`, { as });
      requireStatus(bytes, 200);
      require(bytes.bytes.equals(fileBytes), bytes, 'the bytes are not those that were sent.');
    },
  ];
  yield [
    'the guest accepts there, and the organizer sees it',
    async () => {
      requireStatus(await ask(`${entry}/accept`, { json: {}, as }), 202);
      const answer = await ask(`${event}?$select=attendees`, { as: user });
      requireStatus(answer, 200);
      const [attendee] = Array.isArray(answer.json.attendees) ? answer.json.attendees.map(objectOf) : [];
      const { response } = objectOf(attendee?.status);
      require(response === 'accepted', answer, `the attendee's response is ${JSON.stringify(response)} instead of "accepted".`);
    },
  ];
}

/** The id of the one entity that a list has. */
function onlyId(answer: Answer, otherwise: string): string {
  requireStatus(answer, 200);
  const [first] = entriesOf(answer);
  require(typeof first?.id === 'string', answer, otherwise);
  return String(first?.id);
}
