// Sharees, guests and users with small tokens: they open no private event, take none away, and learn of nothing that isn’t theirs.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, idsIn } from '../support/api/answers.ts';
import { anHour, hourOn } from '../support/api/events.ts';
import { newPerson, type Person } from '../support/people/people.ts';
import { openApi, type Answer, type Api } from '../support/api/api.ts';
import { file, inboxOf, attendeesOf, createMeeting, newestMeeting } from '../support/api/meetings.ts';

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';

let api: Api;
let owner: Person;
let write: Person['send'];
let read: Person['send'];
let mallory: Person;
let base: string;
beforeAll(async () => {
  api = await openApi();
  const [first, writer, reader, third] = await Promise.all(['owner', 'writer', 'reader', 'mallory'].map((name) => newPerson(api, name)));
  if (first === undefined || writer === undefined || reader === undefined || third === undefined) throw new Error('nobody');
  [owner, mallory] = [first, third];
  for (const [to, role] of [
    [writer, 'write'],
    [reader, 'read'],
  ] as const) {
    const json = { emailAddress: { address: to.upn }, role };
    expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
  }
  write = writer.with('Calendars.ReadWrite Calendars.ReadWrite.Shared');
  read = reader.with('Calendars.ReadWrite Calendars.ReadWrite.Shared');
  base = `/v1.0/users/${owner.id}`;
});

const own = (path: string, json?: object, method = 'PATCH'): Promise<Answer> =>
  owner.send(`/v1.0/me/events/${path}`, json === undefined ? {} : { method, json });

/** A series of three days, by its owner, whose second is private; and the ids of its occurrences. */
async function seriesWithSecret(more: object = {}): Promise<{ series: string; days: readonly string[]; secret: string }> {
  const series = await createMeeting(owner, [], { recurrence: daily, ...more });
  const days = idsIn(await own(`${series}/instances?${window}`));
  const secret = days[1] ?? '';
  expect((await own(secret, { sensitivity: 'private', subject: 'SECRET' })).status).toBe(200);
  return { series, days, secret };
}

describe('a private event that a writer makes', () => {
  const json = () => ({ subject: 'c', sensitivity: 'private', ...hourOn('03-01'), ...attendeesOf(mallory) });
  it.each<[string, () => Promise<Answer>]>([
    ['POST', () => write(`${base}/events`, { json: json() })],
    ['POST of a series', () => write(`${base}/events`, { json: { ...json(), recurrence: daily } })],
    ['PUT', () => write(`${base}/events/made-${Date.now()}`, { method: 'PUT', json: json() })],
  ])(
    'a private event that a writer makes by %s opens to nobody whom the writer names, whatever its owner puts there later',
    async (_, make) => {
      const made = await make();
      expect(made.status, made.text).toBe(201);
      expect((await own(String(made.json.id), { subject: 'OWNERSECRET' })).status).toBe(200);
      const seen = await Promise.all(
        (await inboxOf(mallory)).map(async ({ id }) => (await mallory.send(`/v1.0/me/messages/${String(id)}/event`)).text),
      );
      expect(seen.join()).not.toContain('OWNERSECRET');
    },
  );
});

it('a writer who makes an occurrence private is told that it was done, as of a single event', async () => {
  const series = await createMeeting(owner, [], { recurrence: daily });
  const single = await createMeeting(owner, []);
  const days = idsIn(await own(`${series}/instances?${window}`));
  for (const event of [single, ...days]) {
    const answer = await write(`${base}/events/${event}`, { method: 'PATCH', json: { sensitivity: 'private', subject: 'CHANGED' } });
    expect([answer.status, answer.json.sensitivity, answer.json.subject]).toEqual([200, 'private', 'CHANGED']);
    const shown = await own(event);
    expect([shown.json.subject, shown.headers.get('etag')]).toEqual(['CHANGED', answer.headers.get('etag')]);
    expect((await write(`${base}/events/${event}`)).status).toBe(404);
  }
});

it('what an occurrence has become is answered as it is read afterwards', async () => {
  const series = await createMeeting(owner, [mallory], { recurrence: daily });
  const [first = '', second = ''] = idsIn(await own(`${series}/instances?${window}`));
  for (const json of [
    { subject: 'a' },
    { subject: 'b', ...hourOn('03-02', '12:00', '13:00') },
    { body: { contentType: 'text', content: 'long '.repeat(60_000) } },
    { body: { contentType: 'text', content: 'short' }, attendees: [] },
    { sensitivity: 'private' },
    { subject: 'Review', ...attendeesOf(mallory) },
  ])
    for (const event of [first, second]) {
      const changed = await own(event, json);
      expect(changed.status, changed.text).toBe(200);
      expect({ ...changed.json, '@odata.context': '' }).toEqual({ ...(await own(event)).json, '@odata.context': '' });
    }
});

describe('a series with a private occurrence', () => {
  const two = { pattern: daily.pattern, range: { ...daily.range, numberOfOccurrences: 1 } };
  const takings: Readonly<Record<string, (series: string) => Promise<Answer>>> = {
    DELETE: (series) => write(`${base}/events/${series}`, { method: 'DELETE' }),
    cancel: (series) => write(`${base}/events/${series}/cancel`, { method: 'POST', json: {} }),
    'PATCH of no recurrence': (series) => write(`${base}/events/${series}`, { method: 'PATCH', json: { recurrence: null } }),
    'PATCH of fewer days': (series) => write(`${base}/events/${series}`, { method: 'PATCH', json: { recurrence: two } }),
    'PUT of nothing': (series) => write(`${base}/events/${series}`, { method: 'PUT', json: { subject: 'mine', ...anHour } }),
  };
  it.each(Object.keys(takings))(
    'a series with a private occurrence isn’t taken away by a writer’s %s: 403, until its owner opens or cancels that day',
    async (what) => {
      const { series, secret } = await seriesWithSecret(attendeesOf(mallory));
      const before = await own(series);
      const refused = await takings[what]?.(series);
      expect(refused?.status, refused?.text).toBe(403);
      expect([(await own(secret)).json.subject, (await own(series)).text]).toEqual(['SECRET', before.text]);
      expect((await own(secret, { sensitivity: 'normal' })).status).toBe(200);
      expect((await takings[what]?.(series))?.status).toBeLessThan(300);
    },
  );

  it.each<[string, (series: string) => readonly [string, object]]>([
    ['the subject', (series) => [series, { method: 'PATCH', json: { subject: 'Other' } }]],
    ['the time', (series) => [series, { method: 'PATCH', json: hourOn('03-01', '12:00', '13:00') }]],
    ['how busy it makes', (series) => [series, { method: 'PATCH', json: { showAs: 'free' } }]],
    ['nothing', (series) => [series, { method: 'PATCH', json: {} }]],
    ['what is put as it was', (series) => [series, { method: 'PUT', json: { subject: 'Review', recurrence: daily, ...hourOn('03-01') } }]],
    ['a new file', (series) => [`${series}/attachments`, { json: file('w.txt') }]],
    [
      'a file to be uploaded',
      (series) => [
        `${series}/attachments/createUploadSession`,
        { json: { AttachmentItem: { attachmentType: 'file', name: 'w.txt', size: 5 } } },
      ],
    ],
  ])('a series with a private occurrence is not changed beneath it by a writer: %s is 403, as deleting is', async (_, change) => {
    const { series, secret } = await seriesWithSecret();
    const seen = async () => [(await own(secret)).text, (await own(`${secret}/attachments`)).text, (await own(series)).text];
    const before = await seen();
    const [path, sent] = change(series);
    expectError(await write(`${base}/events/${path}`, sent), 403, 'ErrorAccessDenied');
    expect(await seen()).toEqual(before);
    expect((await own(secret, { sensitivity: 'normal' })).status).toBe(200);
    expect((await write(`${base}/events/${path}`, sent)).status).toBeLessThan(300);
  });

  it('a series with a private occurrence keeps its files from a writer, who neither changes nor deletes what the private day shows of them', async () => {
    const { series, secret } = await seriesWithSecret();
    const { json } = await owner.send(`/v1.0/me/events/${series}/attachments`, { json: file('agenda.txt') });
    const path = `${base}/events/${series}/attachments/${String(json.id)}`;
    for (const sent of [{ method: 'PATCH', json: { name: 'w.txt' } }, { method: 'DELETE' }])
      expectError(await write(path, sent), 403, 'ErrorAccessDenied');
    expect((await own(`${secret}/attachments`)).text).toContain('agenda.txt');
  });

  it('a series with a private occurrence has other days, which are a writer’s to change and to cancel, and is its owner’s to delete', async () => {
    const { series, days, secret } = await seriesWithSecret();
    const before = (await own(secret)).text;
    const [first = '', , third = ''] = days;
    expect((await write(`${base}/events/${third}`, { method: 'PATCH', json: { subject: 'Other' } })).status).toBe(200);
    expect((await write(`${base}/events/${third}/attachments`, { json: file('w.txt') })).status).toBe(201);
    expect((await write(`${base}/events/${first}`, { method: 'DELETE' })).status).toBe(204);
    expect((await own(secret)).text).toBe(before);
    expect((await own(series, {}, 'DELETE')).status).toBe(204);
  });

  it('a series with a private occurrence is changed by a delegate who sees private events', async () => {
    const { series, secret } = await seriesWithSecret();
    const trusted = await newPerson(api, 'trusted');
    const json = { emailAddress: { address: trusted.upn }, role: 'delegateWithPrivateEventAccess' };
    expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
    const send = trusted.with('Calendars.ReadWrite Calendars.ReadWrite.Shared');
    expect((await send(`${base}/events/${series}`, { method: 'PATCH', json: { showAs: 'free' } })).status).toBe(200);
    expect((await own(secret)).json.showAs).toBe('free');
  });
});

it('PUT tells a reader by nothing which ids there are', async () => {
  const secret = await owner.putEvent('/v1.0/me', { sensitivity: 'private' });
  const other = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Not shared' } })).json.id);
  const elsewhere = await owner.putEvent(`/v1.0/me/calendars/${other}`);
  const seen = await owner.putEvent();
  for (const below of ['events', 'calendar/events']) {
    const answers = [];
    for (const id of [secret, elsewhere, seen, 'nowhere'])
      for (const json of [{ subject: 'o', ...anHour }, { attachments: [{}] }])
        answers.push((await read(`${base}/${below}/${id}`, { method: 'PUT', json })).status);
    expect(new Set(answers)).toEqual(new Set([403]));
  }
});

it('a list of a calendar group’s calendars tells whom one is shared with by nothing whether the group is there', async () => {
  const made = await owner.send('/v1.0/me/calendarGroups', { json: { name: 'Secret group' } });
  const answers = await Promise.all(
    [String(made.json.id), 'nowhere'].map(async (group) => read(`${base}/calendarGroups/${group}/calendars`)),
  );
  expect(answers.map(({ status, json }) => [status, json.value])).toEqual([
    [200, []],
    [200, []],
  ]);
  expect((await owner.send('/v1.0/me/calendarGroups/nowhere/calendars')).status).toBe(404);
});

describe('a guest', () => {
  const guestToken = async (scope: string): Promise<string> =>
    api.token({ user: `guest-${randomUUID()}_fabrikam.example#EXT#@contoso.onmicrosoft.example`, scope });

  it('a guest shares its calendar with nobody, the organization included', async () => {
    const token = await guestToken('Calendars.ReadWrite');
    const path = '/v1.0/me/calendar/calendarPermissions/RGVmYXVsdA==';
    const give = async (role: string) => (await api.send(path, { token, method: 'PATCH', json: { role } })).status;
    expect([await give('write'), await give('freeBusyRead'), await give('none')]).toEqual([403, 403, 200]);
  });

  it('a guest makes no groups', async () => {
    const token = await guestToken('Group.ReadWrite.All');
    const json = { displayName: 'Adele Vance', mailNickname: `team-${randomUUID()}` };
    expectError(await api.send('/v1.0/groups', { token, json }), 403, 'Authorization_RequestDenied');
  });
});

it('a group has no address that a user gives it, nor one that a user has', async () => {
  const [group, address] = [{ displayName: 'Team', mailNickname: `team-${randomUUID()}` }, `${randomUUID()}@contoso.example`];
  const token = await api.token({ user: owner.upn, scope: 'Group.ReadWrite.All' });
  expectError(await api.send('/v1.0/groups', { token, json: { ...group, mail: address } }), 403, 'Authorization_RequestDenied');
  const { json } = await api.send('/v1.0/groups', { token, json: group });
  const path = `/v1.0/groups/${String(json.id)}`;
  expectError(await api.send(path, { token, method: 'PATCH', json: { mail: address } }), 403, 'Authorization_RequestDenied');
  const app = await api.token({ app: true, role: 'Group.ReadWrite.All' });
  const give = (mail: string) => api.send(path, { token: app, method: 'PATCH', json: { mail } });
  expectError(await give(owner.upn.toUpperCase()), 400, 'Request_BadRequest', /property mail/);
  expect((await give(address)).status).toBe(204);
});

it('who may not read users learns nobody’s name by sharing a calendar, and who is a guest is shown as one', async () => {
  const app = await api.token({ app: true, role: 'User.ReadWrite.All User.Invite.All' });
  const named = await newPerson(api, 'named');
  expect((await api.send(`/v1.0/users/${named.id}`, { token: app, method: 'PATCH', json: { displayName: 'Real Name' } })).status).toBe(204);
  const guest = `guest-${randomUUID()}@fabrikam.example`;
  const invitation = { invitedUserEmailAddress: guest, inviteRedirectUrl: 'https://contoso.example' };
  expect((await api.send('/v1.0/invitations', { token: app, json: invitation })).status).toBe(201);
  const calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: randomUUID() } })).json.id);
  const path = `/v1.0/me/calendars/${calendar}/calendarPermissions`;
  const share = (address: string, scope = 'Calendars.ReadWrite') =>
    owner.with(scope)(path, { json: { emailAddress: { address }, role: 'freeBusyRead' } });
  const first = await share(named.upn);
  expect([first.json.emailAddress, first.json.isInsideOrganization]).toEqual([{ name: named.upn, address: named.upn }, true]);
  expect((await share(guest)).json.isInsideOrganization).toBe(false);
  await owner.send(`${path}/${String(first.json.id)}`, { method: 'DELETE' });
  const told = await share(named.upn, 'Calendars.ReadWrite User.ReadBasic.All');
  expect(told.json.emailAddress).toEqual({ name: 'Real Name', address: named.upn });
});

describe('an attendee', () => {
  it('an attendee sees by no ETag, changeKey or time that others have answered or that the organizer has sorted the meeting', async () => {
    const [first, second] = await Promise.all([newPerson(api, 'first'), newPerson(api, 'second')]);
    for (const more of [{}, { recurrence: daily }]) {
      const meeting = await createMeeting(owner, [first, second], { hideAttendees: true, ...more });
      const seen = await newestMeeting(first);
      const day = 'recurrence' in more ? [`${seen}/instances/${idsIn(await own(`${meeting}/instances?${window}`))[0] ?? ''}`] : [];
      // What the meeting tells takes the message's place.
      const looks = async () => {
        const now = await newestMeeting(first);
        return Promise.all([seen, ...day].map(async (path) => (await first.send(path.replace(seen, now))).text));
      };
      const before = await looks();
      expect((await second.send(`${await newestMeeting(second)}/accept`, { json: {} })).status).toBe(202);
      expect((await own(meeting, { categories: ['Red category'], isReminderOn: false })).status).toBe(200);
      expect(await looks()).toEqual(before);
      // What is shown there does count: the meeting's own change, and the own answer.
      expect((await own(meeting, { subject: 'Another' })).status).toBe(200);
      const changed = await looks();
      expect((await first.send(`${await newestMeeting(first)}/accept`, { json: {} })).status).toBe(202);
      const answered = await looks();
      for (const [at, text] of before.entries()) {
        const tags = [text, changed[at] ?? '', answered[at] ?? ''].map(
          (json) => (JSON.parse(json) as Record<string, unknown>)['@odata.etag'],
        );
        expect(new Set(tags).size).toBe(3);
      }
    }
  });

  it('an attendee is answered 304 by that ETag, and an application that writes by the attendee’s message is held to it', async () => {
    const first = await newPerson(api, 'first');
    const meeting = await createMeeting(owner, [first]);
    const seen = await newestMeeting(first);
    const tag = (await first.send(seen)).headers.get('etag') ?? '';
    expect((await first.send(seen, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    const token = await api.token({ app: true, role: 'Calendars.ReadWrite' });
    const patch = async (json: object) => {
      const path = (await newestMeeting(first)).replace('/me/', `/users/${first.id}/`);
      return (await api.send(path, { token, method: 'PATCH', json, headers: { 'If-Match': tag } })).status;
    };
    expect([await patch({ categories: ['mine'] }), await patch({ categories: ['late'] })]).toEqual([200, 412]);
    expect((await first.send(seen)).json.categories).toEqual(['mine']);
    expect((await own(meeting)).json.categories).toEqual([]);
  });
});
