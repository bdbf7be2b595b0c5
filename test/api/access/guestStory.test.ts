// The story that the README tells: a guest is invited by mail address and to a meeting by the same address, and comes without anybody's
// having known an object id.
import { expect, it } from 'vitest';
import { entriesOf, namesIn } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { guestToken, newGuest, type Guest } from '../../support/people/guests.ts';

const file = (name: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'YQ==' });

const invite = async (api: Api, { address }: Guest): Promise<Answer> => {
  const token = await api.token({ app: true, role: 'User.Invite.All' });
  const json = { invitedUserEmailAddress: address, inviteRedirectUrl: 'https://contoso.example' };
  const invitation = await api.send('/v1.0/invitations', { token, json });
  expect(invitation.status, invitation.text).toBe(201);
  return invitation;
};

async function meet(api: Api, { address }: Guest): Promise<string> {
  const series = await api.send('/v1.0/me/events', {
    json: {
      subject: 'Weekly review',
      start: { dateTime: '2027-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
      end: { dateTime: '2027-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 8 },
      },
      attendees: [{ type: 'required', emailAddress: { address } }],
      attachments: [file('agenda.txt')],
    },
  });
  expect(series.status, series.text).toBe(201);
  return `/v1.0/me/events/${String(series.json.id)}`;
}

it.each([
  [
    'the invitation before the meeting',
    async (api: Api, sam: Guest) => ({ invitation: await invite(api, sam), event: await meet(api, sam) }),
  ],
  [
    'the meeting before the invitation',
    async (api: Api, sam: Guest) => {
      const event = await meet(api, sam);
      return { invitation: await invite(api, sam), event };
    },
  ],
])('a guest comes, reads what is attached, and accepts: %s', async (_, begin) => {
  const api = await openApi();
  const sam = newGuest();
  const { invitation, event } = await begin(api, sam);
  const window = 'startDateTime=2027-03-08T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
  const [second] = entriesOf(await api.send(`${event}/instances?${window}&$select=id`));
  const instance = `instances/${String(second?.id)}`;
  expect((await api.send(`${event}/${instance}/attachments`, { json: file('minutes.txt') })).status).toBe(201);

  const { token, oid } = await guestToken(api, sam);
  const [message] = entriesOf(await api.send('/v1.0/me/messages?$select=id', { token }));
  const through = `/v1.0/me/messages/${String(message?.id)}/event`;
  expect((await api.send(through, { token })).json).toMatchObject({ subject: 'Weekly review', isOrganizer: false });
  const read = await api.send(`${through}/${instance}/attachments?$select=name`, { token });
  expect(read.status, read.text).toBe(200);
  expect(namesIn(read).sort()).toEqual(['agenda.txt', 'minutes.txt']);
  expect(namesIn(await api.send(`${through}/attachments?$select=name`, { token }))).toEqual(['agenda.txt']);

  expect((await api.send(`${through}/accept`, { token, json: {} })).status).toBe(202);
  expect((await api.send(event)).json).toMatchObject({
    attendees: [{ emailAddress: { address: sam.address }, status: { response: 'accepted' } }],
  });

  const app = await api.token({ app: true, role: 'Calendars.ReadWrite User.Invite.All User.Read.All' });
  const seed = `/beta/invitations/${String(invitation.json.id)}/invitedUser/messages/${String(message?.id)}/event/attachments`;
  const attached = await api.send(seed, { token: app, json: { '@odata.type': '#microsoft.graph.attachment', name: 'Name value' } });
  expect(attached.status, attached.text).toBe(201);
  expect((await api.send(`${through}/attachments/$count`, { token })).text).toBe('2');

  // Both ids mean the one user.
  const { id } = (await api.send('/v1.0/me', { token })).json;
  expect(id).not.toBe(oid);
  for (const bearer of [app, token])
    for (const key of [oid, oid.toUpperCase(), String(id)])
      expect([key, (await api.send(`/v1.0/users/${key}/messages/${String(message?.id)}`, { token: bearer })).status]).toEqual([key, 200]);
  expect((await api.send(`/v1.0/users/${oid}`, { token: app })).json).toMatchObject({ id, userPrincipalName: sam.upn, userType: 'Guest' });
  expect((await api.send(`/v1.0/invitations/${String(invitation.json.id)}`, { token: app })).json).toMatchObject({ status: 'Completed' });
});
