// Who may make, see, renew and delete which subscriptions: users, applications, members of groups, and who shares a calendar.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import { minutesFrom, refusalOf, startSubscribers, subscriptionsPath, type Subscribers } from '../../support/receivers/subscribers.ts';
import type { Housemate } from '../../support/people/household.ts';

let all: Subscribers;
let adele: Housemate;
let megan: Housemate;
let groupId = '';
const at = (minutes: number): string => minutesFrom(Date.now(), minutes);

beforeAll(async () => {
  all = await startSubscribers();
  [adele, megan] = [await all.house.come('adele'), await all.house.come('megan')];
  const { directory } = all.house.instance.services;
  groupId = directory.newId();
  await directory.createGroup(all.house.tenant, { groupId, mailNickname: `team-${groupId}`, displayName: 'Team' }, 'user:x', {
    members: [adele.id],
    owners: [],
  });
});
afterAll(() => all.close());

const application = (roles: readonly string[], appId = 'an app'): Caller => ({
  kind: 'application',
  tenant: all.house.tenant,
  id: 'principal',
  appId,
  roles: new Set(roles),
});
const user = ({ caller }: Housemate, scopes: readonly string[], appId = 'client', groups: readonly string[] = []): Caller => ({
  ...caller,
  appId,
  scopes: new Set(scopes),
  groups: new Set(groups),
});
const send = (caller: Caller, method: string, path: string, json?: object) => all.house.instance.send(caller, method, path, json);
const outcome = async (caller: Caller, resource: string, more: object = {}): Promise<unknown> => {
  const answer = await all.subscribe(caller, { resource, ...more });
  if (answer.status !== 201) return refusalOf(answer).slice(0, 2).join(' ');
  expect((await send(caller, 'DELETE', `${subscriptionsPath}/${String(answer.json.id)}`)).status).toBe(204);
  return 201;
};
const denied = '403 ErrorAccessDenied';

describe('who may make one', () => {
  it.each<[scopes: string[], events: unknown, messages: unknown, group: unknown]>([
    [[], denied, denied, denied],
    [['User.Read', 'Subscription.Read.All'], denied, denied, denied],
    [['Calendars.Read'], 201, 201, 201],
    [['Calendars.ReadWrite'], 201, 201, 201],
    [['Calendars.Read.Shared'], 201, denied, denied],
    [['Calendars.ReadBasic'], denied, denied, denied],
    [['Mail.Read'], denied, 201, denied],
    [['Mail.ReadWrite'], denied, 201, denied],
    [['Group.Read.All'], denied, denied, 201],
  ])('a user with %j', async (scopes, events, messages, group) => {
    const caller = user(adele, scopes);
    expect([
      await outcome(caller, 'me/events'),
      await outcome(caller, 'me/messages'),
      await outcome(caller, `groups/${groupId}/events`),
    ]).toEqual([events, messages, group]);
  });

  it.each<[roles: string[], events: unknown, messages: unknown]>([
    [[], denied, denied],
    [['Calendars.Read'], 201, 201],
    [['Calendars.ReadWrite'], 201, 201],
    [['Mail.Read'], denied, 201],
    [['Group.Read.All'], denied, denied],
  ])('an application with %j', async (roles, events, messages) => {
    const caller = application(roles);
    expect([
      await outcome(caller, `users/${adele.id}/events`),
      await outcome(caller, `users/${adele.upn}/messages`),
      await outcome(caller, `groups/${groupId}/calendar/events`),
    ]).toEqual([events, messages, events]);
  });

  it('an application names a mailbox that is there, and no "me"', async () => {
    const caller = application(['Calendars.Read']);
    expect(await outcome(caller, 'me/events')).toBe('400 BadRequest');
    expect(await outcome(caller, `users/${randomUUID()}/events`)).toBe('404 ErrorInvalidUser');
    expect(await outcome(caller, 'users/nobody@contoso.example/events')).toBe('404 ErrorInvalidUser');
  });

  it('a user names neither somebody else’s mailbox, shared or not, nor a group of others', async () => {
    await adele.share(megan, 'delegateWithPrivateEventAccess');
    const { id } = (
      await adele.must('POST', '/v1.0/me/events', {
        subject: 'x',
        start: { dateTime: '2027-01-01T10:00', timeZone: 'UTC' },
        end: { dateTime: '2027-01-01T11:00', timeZone: 'UTC' },
      })
    ).json;
    for (const scopes of [['Calendars.ReadWrite'], ['Calendars.ReadWrite.Shared', 'Calendars.ReadWrite']])
      for (const resource of [
        `users/${adele.id}/events`,
        `users/${adele.upn}/calendar/events`,
        `users/${adele.id}/events/${String(id)}`,
        `users/${randomUUID()}/events`,
      ])
        expect(await outcome(user(megan, scopes), resource), resource).toBe(denied);
    expect(await outcome(user(megan, ['Calendars.Read']), `groups/${groupId}/events`)).toBe(denied);
  });

  it('a right that a token’s groups give alone lives for 24 hours', async () => {
    const byToken = user(megan, ['Calendars.Read'], 'client', [groupId]);
    const resource = `groups/${groupId}/events`;
    expect(await outcome(byToken, resource, { expirationDateTime: at(1_439) })).toBe(201);
    const [status, code, message] = refusalOf(await all.subscribe(byToken, { resource, expirationDateTime: at(1_441) }));
    expect([status, code, message]).toEqual([400, 'ExtensionError', 'Subscription expiration can only be 1440 minutes in the future.']);
    expect(await outcome(user(adele, ['Calendars.Read'], 'client', [groupId]), resource, { expirationDateTime: at(10_079) })).toBe(201);
  });
});

describe('who sees one', () => {
  it('each sees what is its own: a user by the same application, an application what it has made, Subscription.Read.All all of the user’s', async () => {
    const scopes = ['Calendars.Read'];
    const ofAdele = await all.subscribed(user(adele, scopes));
    const byOther = await all.subscribed(user(adele, scopes, 'other'));
    const ofApp = await all.subscribed(application(['Calendars.Read'], 'other'), { resource: `users/${adele.id}/events` });
    const ofMegan = await all.subscribed(user(megan, scopes));
    const seen = async (caller: Caller): Promise<string[]> => {
      const { value } = (await send(caller, 'GET', subscriptionsPath)).json;
      const listed = (value as { id: string }[]).map(({ id }) => id).toSorted();
      const read = [];
      for (const id of [ofAdele, byOther, ofApp, ofMegan]) {
        const answer = await send(caller, 'GET', `${subscriptionsPath}/${id}`);
        if (answer.status === 200) read.push(id);
        else expect(refusalOf(answer)).toEqual([404, 'ResourceNotFound', 'The object was not found.']);
      }
      expect(read.toSorted()).toEqual(listed);
      return listed;
    };
    expect(await seen(user(adele, []))).toEqual([ofAdele]);
    expect(await seen(user(adele, scopes, 'other'))).toEqual([byOther]);
    expect(await seen(user(adele, ['Subscription.Read.All']))).toEqual([ofAdele, byOther].toSorted());
    expect(await seen(user(adele, ['Subscription.Read.All'], 'third'))).toEqual([ofAdele, byOther].toSorted());
    expect(await seen(application([], 'other'))).toEqual([byOther, ofApp].toSorted());
    expect(await seen(application(['Subscription.Read.All'], 'third'))).toEqual([]);
    expect(await seen({ ...user(adele, ['Subscription.Read.All']), tenant: randomUUID() })).toEqual([]);

    const path = `${subscriptionsPath}/${byOther}`;
    const reader = user(adele, ['Calendars.ReadWrite', 'Subscription.Read.All']);
    for (const [method, of, json] of [
      ['PATCH', path, { expirationDateTime: at(60) }],
      ['DELETE', path],
      ['POST', `${path}/reauthorize`],
    ] as const) {
      expect(refusalOf(await send(reader, method, of, json)).slice(0, 2)).toEqual([403, 'ErrorAccessDenied']);
      expect(refusalOf(await send(user(megan, scopes, 'other'), method, of, json)).slice(0, 2)).toEqual([404, 'ResourceNotFound']);
      expect(refusalOf(await send(user(adele, ['User.Read'], 'other'), method, of, json)).slice(0, 2)).toEqual([403, 'ErrorAccessDenied']);
    }
    expect((await send(user(adele, scopes, 'other'), 'POST', `${path}/reauthorize`)).status).toBe(204);
    expect((await send(user(adele, scopes, 'other'), 'DELETE', path.toUpperCase().replace('/V1.0', '/v1.0'))).status).toBe(204);
  });

  it('who has left the group can’t renew, and can delete', async () => {
    const { directory } = all.house.instance.services;
    const caller = user(adele, ['Calendars.Read']);
    const id = await all.subscribed(caller, { resource: `groups/${groupId}/events` });
    await directory.removeMember(all.house.tenant, groupId, adele.id);
    const path = `${subscriptionsPath}/${id}`;
    for (const [method, of, json] of [
      ['PATCH', path, { expirationDateTime: at(60) }],
      ['POST', `${path}/reauthorize`],
    ] as const)
      expect(refusalOf(await send(caller, method, of, json)).slice(0, 2)).toEqual([403, 'ErrorAccessDenied']);
    expect((await send(caller, 'DELETE', path)).status).toBe(204);
  });
});
