// How an event may be spelled, and how not: owners, casing, quoted keys, calendars and their containment.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { defaultCalendarGroupId, defaultCalendarId } from '../../../lib/calendar/mailbox.ts';
import { expectError, idsIn } from '../../support/api/answers.ts';
import { newStranger } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody } from '../../support/api/bodies.ts';
import { adeleMailbox } from '../../support/data/fillTemplate.ts';

let api: Api;
let application: string;
beforeAll(async () => {
  api = await openApi();
  application = await api.token({ app: true });
});

const { adele, megan } = demoUsers;
const calendar = defaultCalendarId(adeleMailbox);
const calendarGroup = defaultCalendarGroupId(adeleMailbox);
const mixed = (text: string): string => text.replace(/[a-z]/g, (letter, i: number) => (i % 2 === 0 ? letter.toUpperCase() : letter));

/** An attachment of this event, made by an application. */
async function attachTo(event: string): Promise<string> {
  const { status, json } = await api.send(`/v1.0${event}/attachments`, { json: bareBody(), token: application });
  expect(status).toBe(201);
  return String(json.id);
}

describe('an event of a user', () => {
  const event = `/users/${adele.id}/events/${demoIds.event}`;
  const owners = [
    'me',
    'ME',
    `users/${adele.id}`,
    `users/${adele.id.toUpperCase()}`,
    `Users('${adele.id}')`,
    `users/${adele.upn}`,
    `users/${mixed(adele.upn)}`,
    `users/${adele.upn.replace('@', '%40')}`,
    `users('${adele.upn}')`,
    `users/${adele.id}@${demoTenant}`,
    `users/${adele.id.toUpperCase()}@${demoTenant.toUpperCase()}`,
  ];

  it.each(owners)('an event of a user is found through %s', async (owner) => {
    const id = await attachTo(event);
    const asUser = await api.send(`/v1.0/${owner}/events/${demoIds.event}/attachments/${id}`);
    expect({ status: asUser.status, id: asUser.json.id }).toEqual({ status: 200, id });
    expect(asUser.json['@odata.context']).toContain(
      `#users('${adele.id}')/events('${encodeURIComponent(demoIds.event)}')/attachments/$entity`,
    );
    const asApplication = await api.send(`/v1.0/${owner}/events/${demoIds.event}/attachments/${id}`, { token: application });
    if (/^me$/i.test(owner)) expectError(asApplication, 400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    else expect({ status: asApplication.status, id: asApplication.json.id }).toEqual({ status: 200, id });
  });

  const encoded = encodeURIComponent(demoIds.event);
  it.each([
    `/v1.0/me/events/${encoded}/attachments`,
    `/V1.0/ME/EVENTS/${demoIds.event}/ATTACHMENTS/`,
    `/Beta/Me/Events('${demoIds.event}')/Attachments`,
    `/v1.0/me/events('${encoded}')/attachments`,
    `/v1.0/me/%65vents/${encoded.replace('A', '%41')}/attachments`,
    `/v1.0/me/calendar/events/${encoded}/attachments`,
    `/v1.0/me/calendarView/${encoded}/attachments`,
    `/v1.0/me/calendar/calendarview/${encoded}/attachments`,
    `/v1.0/me/calendars/${calendar}/events/${encoded}/attachments`,
    `/v1.0/me/calendars('${calendar}')/calendarView('${encoded}')/attachments`,
    `/v1.0/me/calendargroup/calendars/${calendar}/events/${encoded}/attachments`,
    `/v1.0/me/calendarGroup/Calendars/${calendar}/calendarView/${encoded}/attachments`,
    `/v1.0/me/calendarGroups/${calendarGroup}/calendars/${calendar}/events/${encoded}/attachments`,
  ])('an event of a user is found by %s', async (path) => {
    const id = await attachTo(event);
    expect(idsIn(await api.send(`${path}?$select=id&$top=1000`))).toContain(id);
  });
});

describe('an event in another calendar', () => {
  const event = demoIds.calendarEvent;
  it.each([
    `events/${event}`,
    `calendarView/${event}`,
    `calendar/events/${event}`,
    `calendar/calendarView/${event}`,
    `calendars/${demoIds.calendar}/events/${event}`,
    `calendarGroups/${demoIds.calendarGroup}/calendars/${demoIds.calendar}/calendarView/${event}`,
  ])('an event in another calendar is found by %s', async (path) => {
    const id = await attachTo(`/users/${adele.id}/${path}`);
    expect((await api.send(`/v1.0/me/events/${event}/attachments/${id}`)).status).toBe(200);
  });
});

describe('an event of a group', () => {
  const event = demoIds.groupEvent;
  it.each([
    `groups/${demoGroup.id}`,
    `Groups('${demoGroup.id.toUpperCase()}')`,
    `me/joinedGroups/${demoGroup.id}`,
    `users/${adele.upn}/JoinedGroups('${demoGroup.id}')`,
    `users/${adele.id}/joinedGroups/${demoGroup.id.toUpperCase()}`,
  ])('an event of a group is found through %s', async (owner) => {
    const id = await attachTo(`/groups/${demoGroup.id}/events/${event}`);
    for (const way of ['events', 'calendar/events', 'calendarView', 'calendar/calendarView']) {
      const { status, json } = await api.send(`/v1.0/${owner}/${way}/${event}/attachments/${id}`);
      expect(status, way).toBe(200);
      expect(json['@odata.context']).toContain(`#groups('${demoGroup.id}')/events(`);
    }
  });

  it('an event of a group is 403 to who is no member, 404 to an application where no one joined', async () => {
    const { token } = await newStranger(api);
    for (const path of [`groups/${demoGroup.id}`, `me/joinedGroups/${demoGroup.id}`, `groups/${demoTenant}`])
      expectError(await api.send(`/v1.0/${path}/events/${event}/attachments`, { token }), 403, 'ErrorAccessDenied');
    const unjoined = `/v1.0/users/${megan.id}/joinedGroups/${demoGroup.id}/events/${event}/attachments`;
    expectError(await api.send(unjoined, { token: application }), 404, 'ErrorItemNotFound');
    expectError(await api.send(`/v1.0/groups/${demoTenant}/events/${event}/attachments`, { token: application }), 404, 'ErrorItemNotFound');
  });

  it('an event of a group is open to a member by the token, and not by a token of nobody', async () => {
    const member = await api.token({ user: 'member@contoso.example', groups: [demoGroup.id] });
    expect((await api.send(`/v1.0/groups/${demoGroup.id}/events/${event}/attachments`, { token: member })).status).toBe(200);
  });
});

describe('wrong containment is 404:', () => {
  it.each([
    ['an event of the default calendar in another', `me/calendars/${demoIds.calendar}/events/${demoIds.event}`],
    ['an event of another calendar in the default one by its id', `me/calendars/${calendar}/calendarView/${demoIds.calendarEvent}`],
    ['a calendar in the default group, but of another', `me/calendargroup/calendars/${demoIds.calendar}/events/${demoIds.calendarEvent}`],
    ['likewise by its id', `me/calendarGroups/${calendarGroup}/calendars/${demoIds.calendar}/events/${demoIds.calendarEvent}`],
    ['the default calendar in another group', `me/calendarGroups/${demoIds.calendarGroup}/calendars/${calendar}/events/${demoIds.event}`],
    ['a calendar that is not there', `me/calendars/none/events/${demoIds.event}`],
    ['a group that is not there', `me/calendarGroups/none/calendars/${calendar}/events/${demoIds.event}`],
    ["a user's event in a group", `groups/${demoGroup.id}/events/${demoIds.event}`],
    ["a group's event in a mailbox", `me/events/${demoIds.groupEvent}`],
    ['another case of the id', `me/events/${demoIds.event.toLowerCase()}`],
    ['an occurrence, which a single event has none of', `me/events/${demoIds.event}/instances/${demoIds.event}`],
  ])('wrong containment is 404: %s', async (_, path) => {
    for (const tail of ['', '/$count', '/none', '/none/$value'])
      expectError(
        await api.send(`/v1.0/${path}/attachments${tail}`),
        404,
        'ErrorItemNotFound',
        'The specified object was not found in the store.',
      );
    expectError(await api.send(`/v1.0/${path}/attachments`, { json: bareBody() }), 404, 'ErrorItemNotFound');
  });
});

describe('to an application, an unknown user is invalid:', () => {
  it.each(['nobody@contoso.example', demoTenant, `${adele.id}@${adele.id}`])(
    'the unknown user %s is invalid to an application',
    async (user) => {
      const answer = await api.send(`/v1.0/users/${user}/events/x/attachments`, { token: application });
      expectError(answer, 404, 'ErrorInvalidUser', `The requested user '${user.replace(`@${adele.id}`, '')}' is invalid.`);
    },
  );
});
