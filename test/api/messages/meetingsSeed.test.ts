// The first seed's path: an application attaches through an invitation, its guest's mailbox and the message of a meeting.
import { expect, it } from 'vitest';
import { entriesOf } from '../../support/api/answers.ts';
import { openApi } from '../../support/api/api.ts';
import { application, createMeeting } from '../../support/api/meetings.ts';
import { newPerson } from '../../support/people/people.ts';

it('the story of the first seed: a guest is invited, a meeting made, and an application attaches by the guest’s message', async () => {
  const api = await openApi();
  const organizer = await newPerson(api, 'organizer');
  const app = await application(api, 'User.Invite.All User.ReadWrite.All Calendars.ReadWrite');
  const upn = `guest-${organizer.id}@fabrikam.example`;
  const invitation = await app('/v1.0/invitations', {
    invitedUserEmailAddress: `guest-${organizer.id}@elsewhere.example`,
    inviteRedirectUrl: 'https://app.example/welcome',
    invitedUser: { userPrincipalName: upn },
  });
  expect(invitation.status, invitation.text).toBe(201);
  const event = await createMeeting(organizer, [{ upn }]);
  const mailbox = `/beta/invitations/${String(invitation.json.id)}/invitedUser`;
  const [message] = entriesOf(await app(`${mailbox}/messages`));
  const body = {
    '@odata.type': '#microsoft.graph.attachment',
    name: 'Name value',
    contentType: 'Content Type value',
    size: 4,
    isInline: true,
  };
  const attached = await app(`${mailbox}/messages/${String(message?.id)}/event/attachments`, body);
  expect(attached.status, attached.text).toBe(201);
  const seen = await organizer.send(`/v1.0/me/events/${event}/attachments`);
  expect(entriesOf(seen)).toMatchObject([{ id: attached.json.id, name: 'Name value', size: 4 }]);
});
