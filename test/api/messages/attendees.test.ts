// Who an attendee is: whoever the address named when it was resolved, now or when somebody comes who is called so.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, isEntity, refusal } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { invitedId } from '../../support/people/guests.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { application, inboxOf, attendeesOf, createMeeting, newestMeeting, messageTypes } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let app: (path: string, json?: unknown, method?: string) => Promise<Answer>;
beforeAll(async () => {
  api = await openApi();
  organizer = await newPerson(api, 'organizer');
  const token = await api.token({ app: true, role: 'User.ReadWrite.All User.Invite.All Calendars.ReadWrite' });
  app = (path, json, method) => api.send(path, { token, ...(json !== undefined && { json }), ...(method !== undefined && { method }) });
});

const stranger = (): { upn: string } => ({ upn: `stranger-${randomUUID()}@contoso.example` });

/** Somebody who sends a first request. */
async function comes({ upn }: { readonly upn: string }): Promise<Pick<Person, 'send'>> {
  const token = await api.token({ user: upn, scope: 'Calendars.ReadWrite' });
  const send: Person['send'] = (path, sent) => api.send(path, { ...sent, token });
  expect((await send('/v1.0/me/calendar')).status).toBe(200);
  return { send };
}

const responsesIn = ({ json: { attendees } }: Answer): unknown[] =>
  Array.isArray(attendees) ? attendees.filter(isEntity).map(({ status }) => isEntity(status) && status.response) : [];

const rename = (person: Person, userPrincipalName: string): Promise<Answer> =>
  app(`/v1.0/users/${person.id}`, { userPrincipalName }, 'PATCH');

describe('somebody who was unknown when the event was written', () => {
  it('somebody who was unknown when the event was written gets the invitation, and access, by the first request with a verified userPrincipalName', async () => {
    const guest = stranger();
    const events = [
      await createMeeting(organizer, [guest, organizer], { subject: 'First' }),
      await createMeeting(organizer, [guest], { subject: 'Second' }),
    ];
    const { send } = await comes(guest);
    const messages = await inboxOf({ send });
    expect(messages.map(({ meetingRequestType }) => meetingRequestType)).toEqual(['newMeetingRequest', 'newMeetingRequest']);
    const led = await Promise.all(messages.map(({ id }) => send(`/v1.0/me/messages/${String(id)}/event`)));
    expect(led.map(({ json }) => json.subject).sort()).toEqual(['First', 'Second']);
    // Each leads to the entry that is in the calendar now.
    const ids = entriesOf(await send('/v1.0/me/events')).map(({ id }) => id);
    expect(led.map(({ json }) => json.id).sort()).toEqual(ids.sort());
    expect((await send(`${await newestMeeting({ send })}/accept`, { method: 'POST' })).status).toBe(202);
    expect(
      responsesIn(await organizer.send(`/v1.0/me/events/${String(events[1])}`)).concat(
        responsesIn(await organizer.send(`/v1.0/me/events/${String(events[0])}`)),
      ),
    ).toContain('accepted');
  });

  it.each([
    ['created', (upn: string) => app('/v1.0/users', { userPrincipalName: upn, displayName: 'x', mailNickname: 'x', accountEnabled: true })],
    [
      'invited as a guest',
      (upn: string) =>
        app('/v1.0/invitations', {
          invitedUserEmailAddress: `${randomUUID()}@fabrikam.example`,
          inviteRedirectUrl: 'https://contoso.example',
          invitedUser: { userPrincipalName: upn },
        }),
    ],
  ])('somebody who was unknown when the event was written gets it when an application has %s that user', async (_, enter) => {
    const { upn } = stranger();
    await createMeeting(organizer, [{ upn: upn.toUpperCase() }]);
    expect((await enter(upn)).status).toBe(201);
    const inbox = await app(`/v1.0/users/${encodeURIComponent(upn)}/messages`);
    expect(inbox.json.value).toMatchObject([{ meetingRequestType: 'newMeetingRequest' }]);
  });

  it('somebody who was unknown when the event was written gets it when somebody is renamed so, for one occurrence as well', async () => {
    const { upn } = stranger();
    const person = await newPerson(api, 'renamed');
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
    };
    const { json: series } = await organizer.send('/v1.0/me/events', { json: { ...hourOn('03-01'), recurrence } });
    const window = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';
    const { text } = await organizer.send(`/v1.0/me/events/${String(series.id)}/instances?${window}`);
    const occurrence = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await organizer.send(`/v1.0/me/events/${occurrence}`, { method: 'PATCH', json: attendeesOf({ upn }) })).status).toBe(200);
    expect((await rename(person, upn)).status).toBe(204);
    const [message, ...rest] = await inboxOf(person);
    expect([message?.type, rest]).toEqual(['exception', []]);
    // Who attends one occurrence alone has it as a single entry.
    const led = (await person.send(await newestMeeting(person))).json;
    expect(led).toMatchObject({ type: 'singleInstance', seriesMasterId: null });
    expect((await person.send(`/v1.0/me/events/${String(led.id)}`)).json).toMatchObject({ id: led.id, isOrganizer: false });
  });

  it('somebody who was unknown when the event was written gets nothing from an event that is gone, nor from one that doesn’t name the address any more', async () => {
    const guest = stranger();
    const [gone, changed] = [
      await createMeeting(organizer, [guest]),
      await createMeeting(organizer, [guest]),
      await createMeeting(organizer, [guest], { subject: 'There' }),
    ];
    expect((await organizer.send(`/v1.0/me/events/${gone}`, { method: 'DELETE' })).status).toBe(204);
    expect((await organizer.send(`/v1.0/me/events/${gone}`, { method: 'PUT', json: { subject: 'another', ...anHour } })).status).toBe(201);
    expect((await organizer.send(`/v1.0/me/events/${changed}`, { method: 'PATCH', json: { attendees: [] } })).status).toBe(200);
    const { send } = await comes(guest);
    expect(await messageTypes({ send })).toEqual(['newMeetingRequest']);
    expect(entriesOf(await send('/v1.0/me/events'))).toMatchObject([{ subject: 'There', isOrganizer: false }]);
  });

  it('somebody who was unknown when the event was written is found by each address that a user gets: by POST, by PATCH, by an invitation', async () => {
    const [posted, primary, other, invited] = Array.from({ length: 4 }, () => `mail-${randomUUID()}@fabrikam.example`);
    if (posted === undefined || invited === undefined) return expect.fail();
    for (const address of [posted, primary, other, invited])
      await createMeeting(organizer, [{ upn: String(address).toUpperCase() }], { subject: address });
    const userPrincipalName = `mailed-${randomUUID()}@contoso.example`;
    const user = await app('/v1.0/users', { displayName: 'x', userPrincipalName, mail: posted });
    const messages = async (id: unknown): Promise<unknown[]> =>
      entriesOf(await app(`/v1.0/users/${String(id)}/messages`))
        .map(({ subject }) => subject)
        .sort();
    expect(await messages(user.json.id)).toEqual([posted]);
    const token = await api.token({ app: true, role: 'User.ReadWrite.All' });
    const json = { proxyAddresses: [`SMTP:${String(primary)}`, `smtp:${String(other)}`] };
    expect((await api.send(`/v1.0/users/${String(user.json.id)}`, { token, method: 'PATCH', json })).status).toBe(204);
    expect(await messages(user.json.id)).toEqual([posted, primary, other].sort());
    const made = await app('/v1.0/invitations', { invitedUserEmailAddress: invited, inviteRedirectUrl: 'https://contoso.example' });
    expect(await messages(invitedId(made))).toEqual([invited]);
  });
});

describe('an attendee who is renamed', () => {
  it('an attendee who is renamed keeps access and the own answer, and answers again; who gets the name later has nothing', async () => {
    const attendee = await newPerson(api, 'attendee');
    const event = await createMeeting(organizer, [attendee]);
    const path = await newestMeeting(attendee);
    expect((await attendee.send(`${path}/accept`, { method: 'POST' })).status).toBe(202);
    expect((await rename(attendee, `renamed-${randomUUID()}@contoso.example`)).status).toBe(204);
    const successor = await app('/v1.0/users', {
      userPrincipalName: attendee.upn,
      displayName: 'x',
      mailNickname: 'x',
      accountEnabled: true,
    });
    expect(successor.status).toBe(201);
    expect((await app(`/v1.0/users/${String(successor.json.id)}/messages`)).json.value).toEqual([]);

    expect((await attendee.send(path)).json).toMatchObject({ responseStatus: { response: 'accepted' } });
    expect((await attendee.send(`${path}/decline`, { method: 'POST' })).status).toBe(202);
    const json = { subject: 'the same people', ...attendeesOf(attendee) };
    const changed = await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json });
    expect(responsesIn(changed)).toEqual(['declined']);
    expect((await attendee.send(await newestMeeting(attendee))).status).toBe(200);
  });

  it('an attendee who is renamed is not shown to anybody by object id', async () => {
    const attendee = await newPerson(api, 'attendee');
    const event = await createMeeting(organizer, [attendee]);
    for (const { text } of [await organizer.send(`/v1.0/me/events/${event}`), await attendee.send(await newestMeeting(attendee))])
      expect(text.replaceAll(`users('${attendee.id}')`, '')).not.toContain(attendee.id);
  });
});

describe('the answers of all', () => {
  it.each([
    ['the time', { start: hourOn('03-02').start, end: hourOn('03-02').end }, 'none'],
    ['the place', { location: { displayName: 'Elsewhere' } }, 'accepted'],
    ['how the same time is written', { start: { dateTime: '2027-03-01T11:00', timeZone: 'Europe/Berlin' } }, 'accepted'],
  ])('the answers of all are asked for anew, or kept, after a change of %s', async (_, json, response) => {
    const attendee = await newPerson(api, 'attendee');
    const event = await createMeeting(organizer, [attendee]);
    await attendee.send(`${await newestMeeting(attendee)}/accept`, { method: 'POST' });
    expect(responsesIn(await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json }))).toEqual([response]);
  });
});

it('an application sees the answer of whose mailbox it walks through', async () => {
  const attendee = await newPerson(api, 'attendee');
  await createMeeting(organizer, [attendee]);
  const path = await newestMeeting(attendee);
  await attendee.send(`${path}/tentativelyAccept`, { method: 'POST' });
  const send = await application(api, 'Calendars.Read');
  expect((await send(path.replace('/me/', `/users/${attendee.id}/`))).json).toMatchObject({
    responseStatus: { response: 'tentativelyAccepted' },
  });
  expect(refusal(await send(`/v1.0/users/${attendee.id}/messages/none/event`))).toMatchObject({ status: 404 });
});
