// The story that the README tells: a guest, a recurring meeting with a file, another file on one occurrence, both read by the guest.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import { entriesOf, namesIn } from '../support/answers.ts';
import { openApi } from '../support/api.ts';

const file = (name: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'YQ==' });

it('a guest reads what is attached to an occurrence of a meeting, by the path of the first seed', async () => {
  const api = await openApi();
  const upn = `sam-${randomUUID()}_fabrikam.example#EXT#@contoso.example`;
  const guest = await api.token({ user: upn });
  const app = await api.token({ app: true, role: 'Calendars.ReadWrite User.Invite.All' });
  const invitation = await api.send('/v1.0/invitations', {
    token: app,
    json: {
      invitedUserEmailAddress: 'sam@fabrikam.example',
      inviteRedirectUrl: 'https://contoso.example',
      invitedUser: { id: decodeJwt(guest).oid, userPrincipalName: upn },
    },
  });
  expect(invitation.status, invitation.text).toBe(201);

  const series = await api.send('/v1.0/me/events', {
    json: {
      subject: 'Weekly review',
      start: { dateTime: '2027-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
      end: { dateTime: '2027-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 8 },
      },
      attendees: [{ type: 'required', emailAddress: { address: upn } }],
      attachments: [file('agenda.txt')],
    },
  });
  expect(series.status, series.text).toBe(201);
  const event = `/v1.0/me/events/${String(series.json.id)}`;
  const window = 'startDateTime=2027-03-08T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
  const [second] = entriesOf(await api.send(`${event}/instances?${window}&$select=id`));
  const instance = `instances/${String(second?.id)}`;
  expect((await api.send(`${event}/${instance}/attachments`, { json: file('minutes.txt') })).status).toBe(201);

  const [message] = entriesOf(await api.send('/v1.0/me/messages?$select=id', { token: guest }));
  const through = `/v1.0/me/messages/${String(message?.id)}/event`;
  const read = await api.send(`${through}/${instance}/attachments?$select=name`, { token: guest });
  expect(read.status, read.text).toBe(200);
  expect(namesIn(read).sort()).toEqual(['agenda.txt', 'minutes.txt']);
  expect(namesIn(await api.send(`${through}/attachments?$select=name`, { token: guest }))).toEqual(['agenda.txt']);

  const seed = `/beta/invitations/${String(invitation.json.id)}/invitedUser/messages/${String(message?.id)}/event/attachments`;
  expect((await api.send(seed, { token: app, json: { '@odata.type': '#microsoft.graph.attachment', name: 'Name value' } })).status).toBe(
    201,
  );
  expect((await api.send(`${through}/attachments/$count`, { token: guest })).text).toBe('2');
});
