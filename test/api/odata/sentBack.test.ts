// What any GET gave can be sent back whole, by PATCH, by PUT and as an attachment's item, and changes nothing.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api } from '../../support/api/api.ts';
import { type Entity, entriesOf, expectError, isEntity } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi } from '../../support/api/api.ts';
import { file, inboxOf, createMeeting } from '../../support/api/meetings.ts';

let api: Api;
let person: Person;
let guest: Person;
let app: string;
beforeAll(async () => {
  api = await openApi();
  [person, guest] = await Promise.all([newPerson(api, 'back'), newPerson(api, 'asked')]);
  app = await api.token({ app: true, role: 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite' });
});

/** What a write may change: when it was written. */
const lasting = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (name, each: unknown) =>
    ['changeKey', 'lastModifiedDateTime', '@odata.etag', '@odata.context'].includes(name) ? undefined : each,
  );

interface Kind {
  readonly called: string;
  readonly path: string;
  readonly methods: readonly string[];
  /** What follows the path in the ways in which it can be shown. */
  readonly ways?: readonly string[];
  readonly prefers?: readonly string[];
  readonly token?: string;
}

async function sendsBack({ called, path, methods, ways = [''], prefers = [], token }: Kind): Promise<void> {
  const send = (to: string, sent: object = {}): Promise<Answer> =>
    token === undefined ? person.send(to, sent) : api.send(to, { ...sent, token });
  const before = await send(`${path}${ways.at(-1) ?? ''}`);
  expect(before.status, `${called}: ${before.text}`).toBe(200);
  for (const prefer of ['', ...prefers])
    for (const way of ways) {
      const headers = prefer === '' ? {} : { Prefer: prefer };
      const { json } = await send(`${path}${way}`, { headers });
      for (const method of way.includes('select') ? methods.filter((each) => each === 'PATCH') : methods) {
        const answer = await send(path, { method, json });
        expect([200, 204], `${method} ${called}${way} ${prefer}: ${answer.text}`).toContain(answer.status);
        // A body in another format is another body.
        if (!prefer.includes('body'))
          expect(lasting((await send(`${path}${ways.at(-1) ?? ''}`)).json), `${method} ${called}${way}`).toEqual(lasting(before.json));
      }
    }
}

const idOf = ({ status, json, text }: Answer): string => {
  expect(status, text).toBe(201);
  return String(json.id);
};
const ways = ['', '?$select=subject,start,end,originalStartTimeZone,originalEndTimeZone', '?$expand=attachments'];
const prefers = ['outlook.timezone="Tokyo Standard Time"', 'outlook.body-content-type="text"'];
const item = { '@odata.type': '#microsoft.graph.itemAttachment', name: 'item' };

const full = {
  subject: 'whole',
  body: { contentType: 'html', content: '<p>Body</p>' },
  ...hourOn('05-03', '10:00', '11:00', 'Pacific Standard Time'),
  location: { displayName: 'Here', address: { city: 'Venice' }, coordinates: { latitude: 45.43 } },
  categories: ['Red'],
  reminderMinutesBeforeStart: -540,
};

describe('events', () => {
  it('events can be sent back as they came: single ones, meetings and series, with their attachments', async () => {
    const attached = { attachments: [file(), { ...item, item: { subject: 'inner', start: hourOn('05-04').start } }] };
    const single = idOf(await person.send('/v1.0/me/events', { json: { ...full, ...attached } }));
    const meeting = await createMeeting(person, [guest], attached);
    const recurrence = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', startDate: '2027-05-03', numberOfOccurrences: 3 },
    };
    const series = idOf(await person.send('/v1.0/me/events', { json: { ...full, recurrence, ...attached } }));
    for (const [called, id] of Object.entries({ single, meeting, series }))
      await sendsBack({ called, path: `/v1.0/me/events/${id}`, methods: ['PATCH', 'PUT'], ways, ...(called === 'single' && { prefers }) });

    const instances = `/v1.0/me/events/${series}/instances?startDateTime=2027-05-01&endDateTime=2027-06-01`;
    const [occurrence] = entriesOf(await person.send(instances));
    await sendsBack({
      called: 'occurrence',
      path: `/v1.0/me/events/${String(occurrence?.id)}`,
      methods: ['PATCH'],
      ways: ['', '?$expand=attachments'],
    });
  });

  it('events are refused with attachments that would be lost, new ones and changed ones', async () => {
    const id = idOf(await person.send('/v1.0/me/events', { json: { subject: 'x', attachments: [file()], ...anHour } }));
    const path = `/v1.0/me/events/${id}`;
    const { json } = await person.send(`${path}?$expand=attachments`);
    const { attachments } = json;
    const [own] = Array.isArray(attachments) ? attachments.filter(isEntity) : [];
    const lost: readonly object[] = [
      file('new.txt'),
      { ...own, name: 'other' },
      { ...own, contentBytes: 'AAAA' },
      { ...own, id: 'none' },
      { ...own, id: undefined },
    ];
    for (const each of lost)
      for (const method of ['PATCH', 'PUT']) {
        const answer = await person.send(path, { method, json: { ...json, attachments: [each] } });
        expect(answer.status, answer.text).toBe(400);
        expectError(answer, 400, 'BadRequest', /'attachments'|'contentBytes'/);
      }
    expect((await person.send(`/v1.0/me/events/${randomUUID()}`, { method: 'PUT', json })).status).toBe(400);
    expect(lasting((await person.send(`${path}?$expand=attachments`)).json)).toEqual(lasting(json));
  });
});

it('calendars, calendar groups and permissions can be sent back as they came', async () => {
  const calendar = `/v1.0/me/calendars/${idOf(await person.send('/v1.0/me/calendars', { json: { name: 'Mine', color: 'lightBlue' } }))}`;
  const group = idOf(await person.send('/v1.0/me/calendarGroups', { json: { name: 'Mine' } }));
  idOf(
    await person.send(`${calendar}/calendarPermissions`, { json: { emailAddress: { address: guest.upn, name: 'Guest' }, role: 'write' } }),
  );
  const permissions = entriesOf(await person.send(`${calendar}/calendarPermissions`));
  expect(permissions).toHaveLength(2);
  for (const path of [
    '/v1.0/me/calendar',
    calendar,
    `/v1.0/me/calendarGroups/${group}`,
    ...permissions.map(({ id }) => `${calendar}/calendarPermissions/${String(id)}`),
  ])
    await sendsBack({ called: path, path, methods: ['PATCH'] });
  const other = { emailAddress: { address: 'x@contoso.example' }, role: 'write' };
  const path = `${calendar}/calendarPermissions/${String(permissions.at(-1)?.id)}`;
  expectError(await person.send(path, { method: 'PATCH', json: other }), 400, 'ErrorInvalidRequest', /'emailAddress'/);
});

it('attachments of every type can be sent back as they came, with bytes and items', async () => {
  const event = `/v1.0/me/events/${idOf(await person.send('/v1.0/me/events', { json: { subject: 'x', ...anHour } }))}`;
  const bodies: readonly object[] = [
    file(),
    { ...item, item: { '@odata.type': '#microsoft.graph.message', subject: 'm', attachments: [file(), { ...item, item: full }] } },
    { ...item, item: {} },
    {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name: 'r',
      sourceUrl: 'https://a.example',
      contentType: 'image/jpeg',
      permission: 'edit',
    },
    { '@odata.type': '#microsoft.graph.attachment', name: 'b', contentType: 'x/y', size: 4 },
    { '@odata.type': '#microsoft.graph.attachment' },
  ];
  for (const json of bodies) {
    const path = `${event}/attachments/${idOf(await person.send(`${event}/attachments`, { json }))}`;
    // What is said of it is kept, by every type that has it.
    expect((await person.send(path)).json).toMatchObject('contentType' in json ? { contentType: json.contentType } : {});
    await sendsBack({ called: JSON.stringify(json), path, methods: ['PATCH'], ways: ['', '?$expand=microsoft.graph.itemattachment/item'] });
  }
  const [, message] = entriesOf(await person.send(`${event}/attachments`));
  const other = { item: { '@odata.type': '#microsoft.graph.message', subject: 'other' } };
  expectError(
    await person.send(`${event}/attachments/${String(message?.id)}`, { method: 'PATCH', json: other }),
    400,
    'BadRequest',
    /'item' cannot be changed/,
  );
});

it('users, guests of whom nothing is known, and groups can be sent back as they came, also by themselves', async () => {
  const made = (path: string, json: object): Promise<Answer> => api.send(path, { json, token: app });
  const user = idOf(
    await made('/v1.0/users', { displayName: 'A', userPrincipalName: `${randomUUID()}@contoso.example`, businessPhones: ['1'] }),
  );
  const invited = await made('/v1.0/invitations', {
    invitedUserEmailAddress: `${randomUUID()}@fabrikam.example`,
    inviteRedirectUrl: 'https://contoso.example',
  });
  idOf(invited);
  const { invitedUser } = invited.json;
  const group = idOf(
    await made('/v1.0/groups', { displayName: 'G', mailNickname: `g-${randomUUID()}`, mailEnabled: true, securityEnabled: false }),
  );
  for (const path of [`/v1.0/users/${user}`, `/v1.0/users/${isEntity(invitedUser) ? String(invitedUser.id) : ''}`, `/v1.0/groups/${group}`])
    await sendsBack({ called: path, path, methods: ['PATCH'], token: app });
  await sendsBack({
    called: 'me',
    path: '/v1.0/me',
    methods: ['PATCH'],
    token: await api.token({ user: person.upn, scope: 'User.ReadWrite' }),
  });
});

it('events and meeting messages can be sent back as the items of attachments', async () => {
  const meeting = await createMeeting(person, [guest], { attachments: [file()] });
  const [message] = await inboxOf(guest);
  const shown: Entity[] = [
    (await person.send(`/v1.0/me/events/${meeting}`)).json,
    (await person.send(`/v1.0/me/events/${meeting}?$expand=attachments`)).json,
    (await person.send(`/v1.0/me/events/${meeting}?$select=subject`)).json,
    (await guest.send(`/v1.0/me/messages/${String(message?.id)}`)).json,
    (await guest.send(`/v1.0/me/messages/${String(message?.id)}?$expand=microsoft.graph.eventMessage/event`)).json,
  ];
  for (const each of shown) {
    const json = { ...item, item: each };
    expect(idOf(await person.send(`/v1.0/me/events/${meeting}/attachments`, { json }))).not.toBe('');
    if (each.start !== undefined && each.meetingMessageType === undefined) idOf(await person.send('/v1.0/me/events', { json: each }));
  }
});
