// Entries whose people go, or are no ordinary attendees: a deleted organizer or attendee, a group's meeting, a private one.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { entryId } from '../../../lib/calendar/entries/entryId.ts';
import type { Mailbox } from '../../../lib/calendar/mailbox.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
let organizer: Housemate;
let attendee: Housemate;
let other: Housemate;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());
beforeEach(async () => {
  const people = await Promise.all(['organizer', 'attendee', 'other'].map((name) => home.come(name)));
  [organizer, attendee, other] = people as [Housemate, Housemate, Housemate];
});

type Shown = Readonly<Record<string, unknown>>;
const reference = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'x', sourceUrl: 'https://a.example' };
const hour = {
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
};
const inviting = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });
const listed = async (who: Housemate): Promise<readonly Shown[]> =>
  (await who.must('GET', '/v1.0/me/events')).json.value as readonly Shown[];
const entryOf = async (who: Housemate): Promise<string> => `/v1.0/me/events/${String((await listed(who))[0]?.id)}`;
const mailboxOf = ({ id }: Housemate): Mailbox => ({ tenant: home.tenant, kind: 'users', id });
const readEntry = async (who: Housemate, meeting: string) => {
  const event = await home.instance.services.events.read({ mailbox: mailboxOf(organizer), event: meeting });
  return home.instance.services.entries.find(mailboxOf(who), event ?? expect.fail('no event'));
};

it('an entry whose organizer is deleted is shown as it was last told, without files, and its answers reach nobody', async () => {
  const { id } = (await organizer.must('POST', '/v1.0/me/events', { subject: 'Review', ...hour, ...inviting(attendee) })).json;
  await organizer.must('POST', `/v1.0/me/events/${String(id)}/attachments`, reference);
  const entry = await entryOf(attendee);
  const before = (await attendee.must('GET', entry)).json;
  await home.instance.services.directory.removeUser(home.tenant, organizer.id, 'app:test');
  const byMessage = `/v1.0/me/messages/${String((await attendee.inbox())[0]?.id)}/event`;
  for (const path of [entry, byMessage]) {
    expect((await attendee.must('GET', path)).json).toEqual(before);
    expect((await attendee.send('GET', `${path}/attachments`)).status).toBe(404);
  }
  const [message] = await attendee.inbox();
  const expanded = await attendee.must('GET', `/v1.0/me/messages/${String(message?.id)}?$expand=microsoft.graph.eventMessage/event`);
  expect(expanded.json).toMatchObject({ hasAttachments: false, event: { id: before.id } });
  const stored = await home.instance.services.events.read({ mailbox: mailboxOf(organizer), event: String(id) });
  expect((await attendee.send('POST', `${entry}/accept`, {})).status).toBe(202);
  expect((await attendee.must('GET', entry)).json).toMatchObject({ responseStatus: { response: 'accepted' } });
  // What the organizer leaves is removed as it is: nobody writes into it any more.
  expect(await home.instance.services.events.read({ mailbox: mailboxOf(organizer), event: String(id) })).toEqual(stored);
  expect((await attendee.send('DELETE', byMessage)).status).toBe(204);
  expect(await listed(attendee)).toEqual([]);
  expect((await attendee.send('GET', byMessage)).status).toBe(404);
});

it('an entry isn’t brought to somebody who was deleted, and the others get theirs', async () => {
  await home.instance.services.directory.removeUser(home.tenant, attendee.id, 'app:test');
  const { id } = (await organizer.must('POST', '/v1.0/me/events', { subject: 'Review', ...hour, ...inviting(attendee, other) })).json;
  expect(await listed(other)).toHaveLength(1);
  expect(await readEntry(attendee, String(id))).toBeUndefined();
});

it('an entry of a private meeting is its attendees’, and tells nothing to whom a writer without that right has named', async () => {
  await organizer.share(other, 'write');
  const { id } = (await organizer.must('POST', '/v1.0/me/events', { subject: 'Open', ...hour })).json;
  const late = await home.come('late');
  await other.must('PATCH', `/v1.0/users/${organizer.id}/events/${String(id)}`, inviting(attendee));
  expect(await listed(attendee)).toHaveLength(1);
  await organizer.must('PATCH', `/v1.0/me/events/${String(id)}`, { sensitivity: 'private', subject: 'SECRET' });
  // Access ends at once; what an entry was told before isn't secret.
  const entry = await entryOf(attendee);
  expect(JSON.stringify(await listed(attendee))).not.toContain('SECRET');
  expect((await attendee.send('GET', `${entry}/attachments`)).status).toBe(404);
  expect((await attendee.send('GET', `/v1.0/me/messages/${String((await attendee.inbox())[0]?.id)}/attachments`)).status).toBe(404);
  await organizer.must('PATCH', `/v1.0/me/events/${String(id)}`, inviting(late));
  await organizer.must('PATCH', `/v1.0/me/events/${String(id)}`, inviting(attendee, late));
  const seen = await Promise.all([attendee, late].map(listed));
  expect(seen).toMatchObject([[{ subject: 'SECRET' }], [{ subject: 'SECRET' }]]);
});

it('an entry of a group’s meeting is its attendees’ alone; its organizer is the group, and nobody is sent an answer', async () => {
  const app = {
    kind: 'application',
    tenant: home.tenant,
    id: 'app',
    appId: 'app',
    roles: new Set(['Group.ReadWrite.All', 'Calendars.ReadWrite']),
  } as const;
  const nickname = `team-${attendee.id}`;
  const made = await home.instance.send(app, 'POST', '/v1.0/groups', {
    displayName: 'Team',
    mailNickname: nickname,
    mailEnabled: true,
    securityEnabled: false,
    groupTypes: ['Unified'],
    'members@odata.bind': [organizer, other].map(({ id }) => `https://graph.microsoft.com/v1.0/users/${id}`),
  });
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  const events = `/v1.0/groups/${String(made.json.id)}/events`;
  const event = await home.instance.send(app, 'POST', events, { subject: 'Review', ...hour, ...inviting(attendee, other) });
  expect(event.status, JSON.stringify(event.json)).toBe(201);
  for (const [who, count] of [
    [organizer, 0],
    [attendee, 1],
    [other, 1],
  ] as const)
    expect(await listed(who)).toHaveLength(count);
  const entry = await entryOf(attendee);
  expect((await attendee.must('GET', entry)).json).toMatchObject({ isOrganizer: false, organizer: { emailAddress: { name: 'Team' } } });
  const before = await Promise.all([organizer, other].map((who) => who.inbox()));
  expect((await attendee.send('POST', `${entry}/accept`, { comment: 'Yes.' })).status).toBe(202);
  const shown = await home.instance.send(app, 'GET', `${events}/${String(event.json.id)}`);
  expect(shown.json.attendees).toMatchObject([{ status: { response: 'accepted' } }, { status: { response: 'none' } }]);
  expect(await Promise.all([organizer, other].map((who) => who.inbox()))).toEqual(before);
});

it('an entry’s id is made of the meeting and the attendee, and opens to nobody else', async () => {
  const { id } = (await organizer.must('POST', '/v1.0/me/events', { subject: 'Review', ...hour, ...inviting(attendee, other) })).json;
  const event = await home.instance.services.events.read({ mailbox: mailboxOf(organizer), event: String(id) });
  const own = entryId(event?.incarnation ?? '', attendee.id);
  expect(await entryOf(attendee)).toBe(`/v1.0/me/events/${own}`);
  for (const who of [organizer, other]) expect((await who.send('GET', `/v1.0/me/events/${own}`)).status).toBe(404);
  expect((await other.send('GET', `/v1.0/users/${attendee.id}/events/${own}`)).status).toBe(403);
});
