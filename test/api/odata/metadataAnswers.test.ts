// What the service answers is what its metadata declares: every property with its type, and every context.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { isEntity } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { freeBusyRequests, settingsRequests } from '../../support/api/settings.ts';
import { weeklySeries } from '../../support/api/events.ts';
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
  // The directory knows those who came.
  await Promise.all([owner.send('/v1.0/me'), guest.send('/v1.0/me/calendar')]);
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
    await owner.newEvent({ ...weeklySeries(), attendees: [{ emailAddress: { address: guest.upn } }] });
    for (const path of ['me/mailFolders', 'me/mailFolders/inbox', 'me/people', 'me/photos', 'places/microsoft.graph.room'])
      await declared(owner.with(scopes), `/v1.0/${path}`);
  });

  it('subscriptions are answered as declared', async () => {
    const receiver = await startReceiver();
    try {
      const { id } = await declared(asOwner, '/v1.0/subscriptions', {
        json: {
          changeType: 'created,updated',
          notificationUrl: receiver.url,
          lifecycleNotificationUrl: receiver.url,
          resource: 'me/events?$select=subject',
          expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
          clientState: 'x',
        },
      });
      await declared(asOwner, `/v1.0/subscriptions/${String(id)}`);
      await declared(asOwner, '/v1.0/subscriptions');
    } finally {
      await receiver.stop();
    }
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
    const { id } = await declared(asOwner, '/v1.0/me/events', { json: { ...weeklySeries(), attendees } });
    const event = `/v1.0/me/events/${String(id)}`;
    const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-30T00:00:00Z';
    const instances = await declared(asOwner, `${event}/instances?${window}`);
    const occurrences = (Array.isArray(instances.value) ? instances.value : []).filter(isEntity).map((each) => String(each.id));
    await declared(asOwner, `/v1.0/me/events/${String(occurrences[1])}`, { method: 'PATCH', json: { subject: 'Moved', isAllDay: false } });
    expect((await asOwner(`/v1.0/me/events/${String(occurrences[2])}`, { method: 'DELETE' })).status).toBe(204);
    await declared(asOwner, `${event}/exceptionOccurrences`);
    await declared(asOwner, `${event}?$select=id,subject,cancelledOccurrences,occurrenceId`);
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
    const { id } = await owner.newEvent(weeklySeries());
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

  it('open extensions and extended properties are answered as declared', async () => {
    const property = (type: string, value: unknown) => [{ id: `${type} {66f5a359-4659-4830-9070-00040ec6ac6e} Name Color`, value }];
    const { id } = await owner.newEvent({
      singleValueExtendedProperties: property('String', 'Green'),
      multiValueExtendedProperties: property('StringArray', ['Green', 'Blue']),
    });
    const extensions = `/v1.0/me/events/${String(id)}/extensions`;
    await declared(asOwner, extensions, { json: { extensionName: 'data', text: 'x', list: [1, { deep: true }] } });
    await declared(asOwner, `${extensions}/data`, { method: 'PATCH', json: { more: 1.5 } });
    await declared(asOwner, `${extensions}/data`);
    await declared(asOwner, extensions);
    for (const expanded of ['extensions', 'singleValueExtendedProperties', 'multiValueExtendedProperties']) {
      await declared(asOwner, `/v1.0/me/events/${String(id)}?$expand=${expanded}`);
      expect(metadata.seen).toContain(`event/${expanded}`);
    }
  });

  it('settings, categories, time zones and languages are answered as declared', async () => {
    for (const [path, sent] of settingsRequests()) await declared(owner.with('MailboxSettings.ReadWrite'), path, sent);
  });

  it('schedules and times to meet are answered as declared', async () => {
    await owner.newEvent(weeklySeries());
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

  it('every entity says its type where all metadata is asked for', () => {
    const unsaid = [...metadata.types].flatMap(([type, { $Kind, $Abstract }]) =>
      $Kind === 'EntityType' && $Abstract !== true && !typesSaid.has(`#microsoft.graph.${type}`) ? type : [],
    );
    // Of two there are only derived ones here, and of the others none.
    expect(unsaid.sort()).toEqual(['directoryObject', 'message', 'profilePhoto', 'room', 'roomList']);
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
