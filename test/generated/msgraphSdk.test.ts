// Microsoft's generated JavaScript client (kiota), unmodified, over https: events, calendars, people and groups.
import { randomUUID } from 'node:crypto';
import { DateOnly, HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import type { GraphRequestAdapter, GraphServiceClient } from '@microsoft/msgraph-sdk';
import { PageIterator } from '@microsoft/msgraph-sdk-core';
import {
  createEventCollectionResponseFromDiscriminatorValue,
  createGroupCollectionResponseFromDiscriminatorValue,
  createGroupFromDiscriminatorValue,
  serializeGroup,
  type Attachment,
  type Event,
  type Group,
} from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { trust } from '../support/clients/officialClients.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';
import { msgraphSdk } from './msgraphSdk.ts';

let stack: SharedStack;
let client: GraphServiceClient;
let adapter: GraphRequestAdapter;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  ({ client, adapter } = msgraphSdk(stack, await stack.token({ user: demoUsers.adele.upn })));
});

const errors = { XXX: createODataErrorFromDiscriminatorValue };
const present = <T>(value: T | null | undefined): T => value ?? expect.fail('nothing came back');

const hour = (day: string): Event => ({
  start: { dateTime: `2027-03-${day}T10:00:00`, timeZone: 'Pacific Standard Time' },
  end: { dateTime: `2027-03-${day}T11:00:00`, timeZone: 'Pacific Standard Time' },
});

/** A file as the client can send one: its own serialisation drops `contentBytes`. */
const file = (name: string, bytes: Uint8Array): Attachment => ({
  odataType: '#microsoft.graph.fileAttachment',
  name,
  additionalData: { contentBytes: Buffer.from(bytes).toString('base64') },
});

const newEvent = async (event: Event = {}): Promise<string> =>
  present((await client.me.events.post({ subject: randomUUID(), ...hour('01'), ...event }))?.id);

const refusalOf = async (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => error,
  );

describe('events', () => {
  it('events are created, read, changed and deleted', async () => {
    const made = present(
      await client.me.events.post({
        subject: 'made by a client',
        ...hour('02'),
        body: { contentType: 'html', content: '<b>bold</b>' },
        attendees: [{ type: 'optional', emailAddress: { address: demoUsers.megan.upn } }],
        recurrence: {
          pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] },
          range: { type: 'numbered', startDate: new DateOnly({ year: 2027, month: 3, day: 2 }), numberOfOccurrences: 3 },
        },
      }),
    );
    const event = client.me.events.byEventId(present(made.id));
    expect(await event.get()).toMatchObject({
      subject: 'made by a client',
      type: 'seriesMaster',
      attendees: [{ type: 'optional', emailAddress: { address: demoUsers.megan.upn } }],
      recurrence: { pattern: { type: 'weekly', interval: 2 }, range: { numberOfOccurrences: 3 } },
    });
    expect(await event.patch({ subject: 'changed' })).toMatchObject({ subject: 'changed', start: { timeZone: 'UTC' } });
    const instances = await event.instances.get({
      queryParameters: { startDateTime: '2027-03-01T00:00:00Z', endDateTime: '2027-05-01T00:00:00Z' },
    });
    expect(instances?.value?.map(({ start }) => start?.dateTime?.slice(0, 10))).toEqual(['2027-03-02', '2027-03-16', '2027-03-30']);
    await event.delete();
    expect(await refusalOf(event.get())).toMatchObject({ responseStatusCode: 404, errorEscaped: { code: 'ErrorItemNotFound' } });
  });

  it('events are paged, ordered and expanded with their attachments', async () => {
    const mark = randomUUID();
    for (const day of ['05', '03', '04']) {
      const id = await newEvent({ subject: `${mark} ${day}`, ...hour(day) });
      await client.me.events.byEventId(id).attachments.post(file(`${day}.txt`, Buffer.from(day)));
    }
    const first = await client.me.events.get({
      queryParameters: { filter: `startswith(subject,'${mark}')`, orderby: ['start/dateTime'], top: 2, select: ['subject', 'start'] },
    });
    const seen: unknown[] = [];
    const { value } = present(first);
    const iterator = new PageIterator<Event>(
      adapter,
      { ...first, value: present(value), odataNextLink: present(first?.odataNextLink) },
      ({ subject }) => seen.push(subject) > 0,
      createEventCollectionResponseFromDiscriminatorValue,
      errors,
    );
    await iterator.iterate();
    expect(seen).toEqual(['03', '04', '05'].map((day) => `${mark} ${day}`));
    const one = await client.me.events.byEventId(present(value?.[0]?.id)).get({ queryParameters: { expand: ['attachments'] } });
    expect(one?.attachments).toMatchObject([{ odataType: '#microsoft.graph.fileAttachment', name: '03.txt' }]);
  });

  it('events of a week are in the calendar view', async () => {
    const id = await newEvent(hour('20'));
    const view = await client.me.calendarView.get({
      queryParameters: { startDateTime: '2027-03-18T00:00:00-08:00', endDateTime: '2027-03-25T00:00:00-07:00' },
      headers: { Prefer: ['outlook.timezone="Pacific Standard Time"'] },
    });
    expect(view?.value?.find((event) => event.id === id)).toMatchObject({ start: { dateTime: '2027-03-20T10:00:00.0000000' } });
  });
});

describe('calendars and calendar groups', () => {
  it('calendars and calendar groups are created, listed, used and deleted', async () => {
    const group = present(await client.me.calendarGroups.post({ name: randomUUID() }));
    const { calendars } = client.me.calendarGroups.byCalendarGroupId(present(group.id));
    const name = randomUUID();
    const calendar = present(await calendars.post({ name }));
    expect((await calendars.get())?.value?.map((each) => each.name)).toEqual([name]);
    const own = client.me.calendars.byCalendarId(present(calendar.id));
    expect(await own.patch({ name: `${name} and more` })).toMatchObject({ name: `${name} and more`, isDefaultCalendar: false });
    const event = present(await own.events.post({ subject: 'in it', ...hour('06') }));
    expect((await own.events.get())?.value?.map(({ id }) => id)).toEqual([event.id]);
    expect(await client.me.events.byEventId(present(event.id)).calendar.get()).toMatchObject({ id: calendar.id });
    await own.delete();
    expect(await refusalOf(client.me.events.byEventId(present(event.id)).get())).toMatchObject({ responseStatusCode: 404 });
    await client.me.calendarGroups.byCalendarGroupId(present(group.id)).delete();
    const left = await client.me.calendarGroups.get({ queryParameters: { top: 100 } });
    expect(left?.value?.map(({ id }) => id)).not.toContain(group.id);
  });
});

describe('people', () => {
  it('people are invited, created and read, and refused to those who may not', async () => {
    const { client: app } = msgraphSdk(stack, await stack.token({ app: true, role: 'User.ReadWrite.All User.Invite.All' }));
    const upn = `sdk-${randomUUID()}@contoso.example`;
    const made = await app.users.post({ userPrincipalName: upn, displayName: 'Made', mailNickname: 'made', accountEnabled: true });
    expect(await app.users.byUserId(upn).get()).toMatchObject({ id: made?.id, displayName: 'Made' });
    const invitation = await app.invitations.post({
      invitedUserEmailAddress: 'sam@fabrikam.example',
      inviteRedirectUrl: 'https://contoso.example',
    });
    expect(invitation).toMatchObject({ invitedUserEmailAddress: 'sam@fabrikam.example' });
    expect(await app.users.byUserId(present(invitation?.invitedUser?.id)).get()).toMatchObject({ userType: 'Guest' });
    expect(await refusalOf(client.users.get())).toMatchObject({
      responseStatusCode: 403,
      errorEscaped: { code: 'Authorization_RequestDenied' },
    });
  });
});

/** The package of the groups' builders isn't published with the others: requests through the client's own adapter and models. */
describe('groups', () => {
  it('groups are created, listed, found through memberships and deleted', async () => {
    const { adapter: asApp } = msgraphSdk(stack, await stack.token({ app: true, role: 'Group.ReadWrite.All' }));
    const request = (method: HttpMethod, path: string): RequestInformation => {
      const information = new RequestInformation(method, `{+baseurl}${path}`, { baseurl: asApp.baseUrl });
      information.headers.tryAdd('Accept', 'application/json');
      return information;
    };
    const creation = request(HttpMethod.POST, '/groups');
    const nickname = `sdk-${randomUUID()}`;
    const wanted: Group = {
      displayName: nickname,
      mailNickname: nickname,
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ['Unified'],
      additionalData: { 'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${demoUsers.adele.id}`] },
    };
    creation.setContentFromParsable(asApp, 'application/json', wanted, serializeGroup);
    const group = present(await asApp.send<Group>(creation, createGroupFromDiscriminatorValue, errors));
    const listed = await asApp.send(
      request(HttpMethod.GET, '/groups?$top=999'),
      createGroupCollectionResponseFromDiscriminatorValue,
      errors,
    );
    expect(JSON.stringify(listed)).toContain(nickname);
    const memberships = await client.me.memberOf.get();
    expect(memberships?.value?.map(({ id }) => id)).toContain(group.id);
    await asApp.sendNoResponseContent(request(HttpMethod.DELETE, `/groups/${present(group.id)}`), errors);
    expect(
      await refusalOf(asApp.send(request(HttpMethod.GET, `/groups/${present(group.id)}`), createGroupFromDiscriminatorValue, errors)),
    ).toMatchObject({ responseStatusCode: 404 });
  });
});
