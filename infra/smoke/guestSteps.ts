// The smoke test's step for a guest: an application attaches through a guest's invitation and the meeting message.
import { randomUUID } from 'node:crypto';
import { objectOf, require, requireStatus, type Identity } from './client.ts';
import type { SmokeContext, Step } from './step.ts';

/** The permissions that an application needs for this step and for its cleanup; without them the step is skipped. */
const permissions = ['User.Invite.All', 'User.ReadWrite.All'];

export const mayInvite = ({ facts }: Identity): boolean => permissions.every((permission) => facts.permissions.includes(permission));

/** Makes a guest and a meeting that the guest is invited to. `attach` sends the attachments' requests to a path. */
export function* guestSteps(
  { ask, user, making }: SmokeContext,
  application: Identity,
  attach: (path: string) => Promise<void>,
): Generator<Step> {
  const name = `smoke-${randomUUID()}`;
  const address = `${name}@guest.example`;
  const event = `/v1.0/me/events/${name}`;
  let guest = '';
  let invitation = '';

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
      requireStatus(await ask(event, { method: 'PUT', json: { subject: 'Smoke test', attendees }, as: user }), 201);
    },
  ];
  yield [
    'all four kinds are attached by /invitations/{id}/invitedUser/messages/{id}/event/attachments',
    async () => {
      const answer = await ask(`/v1.0/users/${guest}/messages?$select=id&$top=1`, { as: application });
      requireStatus(answer, 200);
      const [first] = Array.isArray(answer.json.value) ? answer.json.value.map(objectOf) : [];
      require(typeof first?.id === 'string', answer, 'the guest has no message about the meeting.');
      await attach(`/beta/invitations/${invitation}/invitedUser/messages/${String(first?.id)}/event/attachments`);
    },
  ];
}
