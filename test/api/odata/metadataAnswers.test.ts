// What the service answers is what its metadata declares: every property with its type, every context, and every member of an enumeration.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { isEntity } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { freeBusyRequests, settingsPlaces, settingsRequests } from '../../support/api/settings.ts';
import { expectLevels, followLinks, objectsIn, type Followed } from '../../support/api/levels.ts';
import { bareBody, fileBody, itemBody, referenceBody, sessionBody } from '../../support/api/bodies.ts';
import { readMetadata, type Metadata } from '../../support/clients/csdl.ts';

let api: Api;
let metadata: Metadata;
let app: string;
let owner: Person;
let guest: Person;

beforeAll(async () => {
  api = await openApi();
  metadata = readMetadata((await api.send('/v1.0/$metadata')).text);
  app = await api.token({ app: true, role: 'Calendars.ReadWrite User.ReadWrite.All Group.ReadWrite.All User.Invite.All' });
  [owner, guest] = await Promise.all([newStranger(api), newStranger(api)]);
  await guest.send('/v1.0/me/calendar');
});

type Send = (path: string, sent?: Sent) => Promise<Answer>;
const asApp: Send = (path, sent) => api.send(path, { ...sent, token: app });
const asOwner: Send = (path, sent) => owner.send(path, sent);
const asGuest: Send = (path, sent) => guest.send(path, sent);

const followed: Followed = new Set();
const typesSaid = new Set<unknown>();

/** The same answer says all of itself where it is asked to, as the metadata has it, and its links lead to what they say. */
async function expectAllSaid(send: Send, path: string, usual: Answer): Promise<void> {
  const full = await expectLevels(send, path, usual);
  expect(metadata.faultsIn(full.json), path).toEqual([]);
  for (const object of objectsIn(full.json)) typesSaid.add(object['@odata.type']);
  await followLinks(send, full, followed);
}

/** Sends, and holds the answer against the metadata. */
async function declared(send: Send, path: string, sent?: Sent): Promise<Answer['json']> {
  const answer = await send(path, sent);
  expect(answer.status, `${path}: ${answer.text.slice(0, 300)}`).toBeLessThan(300);
  expect(metadata.faultsIn(answer.json), path).toEqual([]);
  if (sent === undefined) await expectAllSaid(send, path, answer);
  return answer.json;
}

const series = {
  subject: 'Planning',
  body: { contentType: 'html', content: '<p>Agenda</p>' },
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
  },
  location: {
    displayName: 'Room 5',
    locationUri: 'https://contoso.example/rooms/5',
    locationEmailAddress: 'room5@contoso.example',
    locationType: 'conferenceRoom',
    uniqueId: 'room5',
    uniqueIdType: 'private',
    address: {
      street: 'Main Street 1',
      postOfficeBox: '12',
      city: 'Berlin',
      state: 'Berlin',
      countryOrRegion: 'Germany',
      postalCode: '10115',
    },
    coordinates: { altitude: 34.5, latitude: 52.5, longitude: 13, accuracy: 1, altitudeAccuracy: 2 },
  },
  categories: ['Red'],
  transactionId: randomUUID(),
};

describe('answers are as declared:', () => {
  it('people, groups and invitations are answered as declared', async () => {
    const nick = `n${randomUUID().slice(0, 8)}`;
    const user = {
      displayName: 'Ann',
      userPrincipalName: `${nick}@contoso.example`,
      mailNickname: nick,
      businessPhones: ['1'],
      jobTitle: 'x',
    };
    const { id } = await declared(asApp, '/v1.0/users', { json: user });
    await declared(asApp, `/v1.0/users/${String(id)}`);
    await declared(asApp, '/beta/users?$top=3');
    await declared(asApp, '/v1.0/users?$select=id,businessPhones&$top=2');
    await declared(asOwner, '/v1.0/me');
    const group = await declared(asApp, '/v1.0/groups', { json: { displayName: 'Team', mailNickname: nick, description: 'all of us' } });
    const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${String(id)}` };
    expect((await asApp(`/v1.0/groups/${String(group.id)}/members/$ref`, { json: reference })).status).toBe(204);
    await declared(asApp, `/v1.0/groups/${String(group.id)}/members`);
    await declared(asApp, '/v1.0/groups?$top=2');
    await declared(asApp, `/v1.0/users/${String(id)}/memberOf`);
    await declared(asApp, `/beta/users/${String(id)}/joinedGroups`);
    const invitation = {
      invitedUserEmailAddress: 'sam@fabrikam.example',
      inviteRedirectUrl: 'https://contoso.example',
      invitedUserDisplayName: 'Sam',
    };
    const invited = await declared(asApp, '/v1.0/invitations', {
      json: { ...invitation, invitedUserMessageInfo: { customizedMessageBody: 'Come', ccRecipients: [{ emailAddress: { name: 'x' } }] } },
    });
    await declared(asApp, `/v1.0/invitations/${String(invited.id)}`);
    await declared(asApp, `/v1.0/invitations/${String(invited.id)}/invitedUser`);
  });

  it('what stands around people is answered as declared, and whatever may be selected of them', async () => {
    const everything = (type: string): string =>
      [...metadata.membersOf(type)].flatMap(([name, { $Kind }]) => ($Kind === undefined && name !== 'mailboxSettings' ? name : [])).join();
    const scopes = 'Mail.Read User.Read People.Read Place.Read.All Calendars.ReadWrite';
    await declared(asApp, `/v1.0/users/${owner.id}?$select=${everything('user')}`);
    await declared(asApp, `/v1.0/groups/${demoGroup.id}?$select=${everything('group')}`);
    await owner.newEvent({ ...series, attendees: [{ emailAddress: { address: guest.upn } }] });
    for (const path of ['me/mailFolders', 'me/mailFolders/inbox', 'me/people', 'me/photos', 'places/microsoft.graph.room'])
      await declared(owner.with(scopes), `/v1.0/${path}`);
  });

  it('calendars, their groups and permissions are answered as declared', async () => {
    await declared(asOwner, '/v1.0/me/calendarGroups');
    const group = await declared(asOwner, '/v1.0/me/calendarGroups', { json: { name: 'Others' } });
    const calendar = await declared(asOwner, `/v1.0/me/calendarGroups/${String(group.id)}/calendars`, {
      json: { name: 'Side', color: 'lightRed', hexColor: '#ff0000' },
    });
    await declared(asOwner, '/v1.0/me/calendars');
    await declared(asOwner, `/beta/me/calendars/${String(calendar.id)}?$select=name,owner`);
    await declared((path, sent) => api.send(path, sent), `/v1.0/groups/${demoGroup.id}/calendar`);
    const permission = { emailAddress: { address: guest.upn, name: 'Guest' }, role: 'write' };
    const given = await declared(asOwner, '/v1.0/me/calendar/calendarPermissions', { json: permission });
    await declared(asOwner, `/v1.0/me/calendar/calendarPermissions/${String(given.id)}`);
    await declared(asOwner, `/v1.0/me/calendar/calendarPermissions`);
  });

  it('events, occurrences and messages are answered as declared', async () => {
    const attendees = [{ type: 'optional', emailAddress: { address: guest.upn, name: 'Guest' } }];
    const { id } = await declared(asOwner, '/v1.0/me/events', { json: { ...series, attendees } });
    const event = `/v1.0/me/events/${String(id)}`;
    const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-30T00:00:00Z';
    const instances = await declared(asOwner, `${event}/instances?${window}`);
    const occurrences = (Array.isArray(instances.value) ? instances.value : []).filter(isEntity).map((each) => String(each.id));
    await declared(asOwner, `/v1.0/me/events/${String(occurrences[1])}`, { method: 'PATCH', json: { subject: 'Moved', isAllDay: false } });
    expect((await asOwner(`/v1.0/me/events/${String(occurrences[2])}`, { method: 'DELETE' })).status).toBe(204);
    await declared(asOwner, `${event}/exceptionOccurrences`);
    await declared(asOwner, `${event}?$select=id,subject,cancelledOccurrences`);
    await declared(asOwner, event, { method: 'PATCH', json: { importance: 'high' } });
    await declared(asOwner, `/v1.0/me/calendarView?${window}`);
    await declared(asOwner, '/beta/me/events');
    await declared(asOwner, `${event}/calendar`);
    await declared(asOwner, `/v1.0/me/calendar/events?$select=start,attendees`);
    const messages = await declared(asGuest, '/v1.0/me/messages');
    const message = (Array.isArray(messages.value) ? messages.value : []).filter(isEntity).at(-1);
    const invited = `/v1.0/me/messages/${String(message?.id)}`;
    await declared(asGuest, `${invited}?$expand=microsoft.graph.eventMessage/event`);
    expect((await asGuest(`${invited}/event/accept`, { json: { Comment: 'Yes', SendResponse: true } })).status).toBe(202);
    await declared(asGuest, `${invited}/event`);
    await declared(asOwner, '/v1.0/me/messages');
  });

  it('attachments of every type, and upload sessions, are answered as declared', async () => {
    const { id } = await owner.newEvent(series);
    const attachments = `/v1.0/me/events/${String(id)}/attachments`;
    const file = await declared(asOwner, attachments, { json: fileBody('a.txt', 'hello', { contentId: 'c' }) });
    const item = await declared(asOwner, attachments, {
      json: itemBody({ '@odata.type': '#microsoft.graph.event', subject: 'inner', isAllDay: true }),
    });
    await declared(asOwner, attachments, {
      json: itemBody({ '@odata.type': '#microsoft.graph.contact', displayName: 'Ann', anything: { at: ['all'] } }),
    });
    await declared(asOwner, attachments, {
      json: referenceBody({ providerType: 'dropbox', permission: 'edit', isFolder: true, thumbnailUrl: null }),
    });
    await declared(asOwner, attachments, { json: bareBody({ size: null }) });
    await declared(asOwner, `${attachments}/${String(file.id)}`);
    await declared(asOwner, attachments);
    await declared(asOwner, `${attachments}?$expand=microsoft.graph.itemAttachment/item`);
    await declared(asOwner, `${attachments}?$select=id,name,microsoft.graph.fileAttachment/contentId`);
    await declared(asOwner, `${attachments}/${String(item.id)}/microsoft.graph.itemAttachment/item`);
    await declared(asOwner, `/v1.0/me/events/${String(id)}?$expand=attachments`);
    await declared(asOwner, `${attachments}/createUploadSession`, { json: sessionBody(10) });
    await declared(asOwner, `${attachments}/${String(file.id)}`, { method: 'PATCH', json: { name: 'b.txt' } });
  });

  it('settings, categories, time zones and languages are answered as declared', async () => {
    for (const [path, sent] of settingsRequests()) await declared(owner.with('MailboxSettings.ReadWrite'), path, sent);
  });

  it('schedules and times to meet are answered as declared', async () => {
    await owner.newEvent(series);
    const addresses = [owner.upn, guest.upn, 'nobody@contoso.example'];
    for (const [path, sent] of freeBusyRequests(addresses)) expect(await declared(asOwner, path, sent)).not.toHaveProperty('value', []);
  });

  it('answers hold whatever is declared of entities', () => {
    const isOfEntities = (type: string): boolean => metadata.type(type).$Kind === 'EntityType' && metadata.type(type).$OpenType !== true;
    const all = [...metadata.types]
      .filter(([type]) => isOfEntities(type))
      .flatMap(([type, members]) =>
        Object.keys(members)
          .filter((name) => !name.startsWith('$'))
          .map((name) => `${type}/${name}`),
      );
    const isNavigation = (name: string): boolean =>
      metadata.membersOf(name.split('/')[0] ?? '').get(name.split('/')[1] ?? '')?.$Kind === 'NavigationProperty';
    const isNowhere = (name: string): boolean => /^(?:profilePhoto|place|room|roomList)\/|^user\/mailboxSettings$/.test(name);
    expect(all.filter((name) => !isNavigation(name) && !metadata.seen.has(name) && !isNowhere(name))).toEqual([]);
    for (const expanded of ['event/attachments', 'eventMessage/event', 'itemAttachment/item', 'invitation/invitedUser'])
      expect(metadata.seen).toContain(expanded);
  });
});

it('what isn’t declared, or not so, would be found', () => {
  const context = `${api.url}/v1.0/$metadata#users/$entity`;
  const faults = (more: object): readonly string[] => metadata.faultsIn({ '@odata.context': context, ...more });
  expect(faults({ id: 'x', displayName: null, businessPhones: [] })).toEqual([]);
  expect(faults({ id: null })).toHaveLength(1);
  expect(faults({ nickname: 'x' })).toHaveLength(1);
  expect(faults({ displayName: 5 })).toHaveLength(1);
  expect(faults({ createdDateTime: 'yesterday' })).toHaveLength(1);
  expect(faults({ businessPhones: [5] })).toHaveLength(1);
  expect(faults({ '@odata.type': '#microsoft.graph.group' })).toHaveLength(1);
});

describe('every member of an enumeration is accepted:', () => {
  /** Where bodies may say it, by the enumeration's name; what only answers hold isn't here. */
  const places: Readonly<
    Record<string, (member: string) => { readonly path: string; readonly json: object; readonly method?: string; readonly status?: number }>
  > = {
    ...settingsPlaces,
    attendeeType: (type) => event({ attendees: [{ type, emailAddress: { address: 'x@contoso.example' } }] }),
    bodyType: (contentType) => event({ body: { contentType, content: 'x' } }),
    calendarColor: (color) => ({ path: 'calendars', json: { name: randomUUID(), color } }),
    calendarRoleType: (role) => ({ path: 'calendar/calendarPermissions', json: { emailAddress: { address: guest.upn }, role } }),
    dayOfWeek: (day) =>
      event({ ...series, transactionId: null, recurrence: recurrence({ type: 'weekly', daysOfWeek: [day], firstDayOfWeek: day }) }),
    freeBusyStatus: (showAs) => event({ showAs }),
    importance: (importance) => event({ importance }),
    locationType: (locationType) => event({ location: { displayName: 'x', locationType } }),
    locationUniqueIdType: (uniqueIdType) => event({ location: { displayName: 'x', uniqueIdType } }),
    recurrencePatternType: (type) =>
      event({
        ...series,
        transactionId: null,
        recurrence: recurrence({ type, daysOfWeek: ['monday'], dayOfMonth: 1, month: 3, index: 'first' }),
      }),
    recurrenceRangeType: (type) =>
      event({
        ...series,
        transactionId: null,
        recurrence: recurrence({ type: 'weekly', daysOfWeek: ['monday'] }, { type, endDate: '2027-06-01' }),
      }),
    sensitivity: (sensitivity) => event({ sensitivity }),
    weekIndex: (index) =>
      event({ ...series, transactionId: null, recurrence: recurrence({ type: 'relativeMonthly', daysOfWeek: ['monday'], index }) }),
    referenceAttachmentPermission: (permission) => ({ path: attachments(), json: referenceBody({ permission }) }),
    referenceAttachmentProvider: (providerType) => ({ path: attachments(), json: referenceBody({ providerType }) }),
  };
  const onlyAnswered = [
    ...['phoneType', 'selectionLikelihoodInfo', 'websiteType'],
    'eventType',
    'meetingMessageType',
    'meetingRequestType',
    'onlineMeetingProviderType',
    'responseType',
    'userPurpose',
  ];
  const event = (json: object) => ({ path: 'events', json: { ...anHour, ...json } });
  const recurrence = (pattern: object, range: object = { type: 'numbered' }): object => ({
    pattern: { interval: 1, ...pattern },
    range: { startDate: '2027-03-01', numberOfOccurrences: 3, ...range },
  });
  const everyScope = 'Calendars.ReadWrite MailboxSettings.ReadWrite';
  let target = '';
  const attachments = (): string => `events/${target}/attachments`;
  beforeAll(async () => {
    target = String((await owner.newEvent()).id);
  });

  it('all enumerations are looked at', () => {
    const enumerations = [...metadata.types].filter(([, { $Kind }]) => $Kind === 'EnumType').map(([name]) => name);
    expect([...Object.keys(places), ...onlyAnswered, 'attachmentType'].sort()).toEqual(enumerations.sort());
  });

  it.each(Object.keys(places))('every member of the enumeration %s is accepted', async (name) => {
    const members = metadata.enumMembers(name);
    expect(members.length).toBeGreaterThan(1);
    for (const member of members) {
      const { path, json, method = 'POST', status = method === 'POST' ? 201 : 200 } = places[name]?.(member) ?? expect.fail();
      const fresh = name === 'calendarRoleType' ? await newStranger(api) : owner;
      const answer = await fresh.with(everyScope)(`/v1.0/me/${path}`, { json, method });
      expect(answer.status, `${name} ${member}: ${answer.text.slice(0, 300)}`).toBe(status);
      if (name !== 'activityDomain') expect(answer.text).toContain(`"${member}"`);
      expect(metadata.faultsIn(answer.json)).toEqual([]);
    }
    const { path, json, method = 'POST' } = places[name]?.('notAMember') ?? expect.fail();
    expect((await owner.with(everyScope)(`/v1.0/me/${path}`, { json, method })).status).toBe(400);
  });

  it('every member of attachmentType is known, of which a session takes files alone', async () => {
    const statuses = await Promise.all(
      metadata.enumMembers('attachmentType').map(async (attachmentType) => {
        const json = { AttachmentItem: { attachmentType, name: 'x', size: 1 } };
        return [attachmentType, (await owner.send(`/v1.0/me/${attachments()}/createUploadSession`, { json })).status];
      }),
    );
    expect(statuses).toEqual([
      ['file', 201],
      ['item', 405],
      ['reference', 405],
    ]);
  });
});
