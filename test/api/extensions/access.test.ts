// Who sees and writes extensions and extended properties: by roles of a share, of private events, of groups, through meetings (contract, section 15).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';

const color = 'String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Color';
const q = encodeURIComponent;
const kept = (value: string) => ({
  extensions: [{ extensionName: 'com.example.kept', value }],
  singleValueExtendedProperties: [{ id: color, value }],
});
const byExtension = `$filter=${q("extensions/any(e:e/id eq 'com.example.kept')")}`;
const byProperty = `$filter=${q(`singleValueExtendedProperties/any(p:p/id eq '${color}' and p/value eq 'adele')`)}`;
const expanding = `$expand=${q(`extensions($filter=id eq 'com.example.kept' or id eq 'com.example.other'),singleValueExtendedProperties($filter=id eq '${color}')`)}`;
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
}, 60_000);
afterAll(() => house.close());

type Shown = Readonly<Record<string, unknown>>;
const valuesIn = ({ json }: InstanceAnswer): readonly Shown[] => json.value as readonly Shown[];
const created = async (who: Housemate, json: object): Promise<string> =>
  String((await who.must('POST', '/v1.0/me/events', { ...hourOn('03-01'), ...json })).json.id);

/** What an event shows of both: `none` where it shows neither, the status where it isn't shown. */
function custom({ status, json }: { readonly status: number; readonly json: Shown }): unknown {
  if (status !== 200) return status;
  const extensions = (json.extensions as readonly Shown[]).map(({ value }) => value);
  const properties = (json.singleValueExtendedProperties as readonly Shown[]).map(({ value }) => value);
  return [...extensions, ...properties].join() || 'none';
}

const both = 'adele,adele';

describe('a share of the calendar', () => {
  const roles: readonly (readonly [CalendarRole, object])[] = [
    ['freeBusyRead', { open: 404, closed: 404, list: 404, writes: 404 }],
    ['limitedRead', { open: 404, closed: 404, list: 404, writes: 404 }],
    ['read', { open: both, closed: 404, list: ['open'], writes: 403 }],
    ['write', { open: both, closed: 404, list: ['open'], writes: 201 }],
    ['delegateWithoutPrivateEventAccess', { open: both, closed: 404, list: ['open'], writes: 201 }],
    ['delegateWithPrivateEventAccess', { open: both, closed: both, list: ['closed', 'open'], writes: 201 }],
  ];

  it.each(roles)('%s shows and takes what it does of the event itself: %j', async (role, expected) => {
    const [owner, reader] = await Promise.all([house.come('adele'), house.come(role)]);
    await owner.share(reader, role);
    const open = await created(owner, { subject: 'open', ...kept('adele') });
    const closed = await created(owner, { subject: 'closed', sensitivity: 'private', ...kept('adele') });
    const at = `/v1.0/users/${owner.id}`;
    const get = (path: string): Promise<InstanceAnswer> => reader.send('GET', `${at}/${path}`);
    const subjects = (answer: InstanceAnswer): unknown =>
      answer.status === 200
        ? valuesIn(answer)
            .map(({ subject }) => subject)
            .sort()
        : answer.status;
    const lists = await Promise.all(
      [byExtension, byProperty].flatMap((filter) => [get(`events?${filter}`), get(`calendarView?${window}&${filter}`)]),
    );
    const [list] = lists.map(subjects);
    // One table for all lists: each finds by a filter what it shows.
    expect(lists.map(subjects)).toEqual(lists.map(() => list));
    const post = await reader.send('POST', `${at}/events/${open}/extensions`, { extensionName: 'com.example.new' });
    const seen = {
      open: custom(await get(`events/${open}?${expanding}`)),
      closed: custom(await get(`events/${closed}?${expanding}`)),
      list,
      writes: post.status,
    };
    expect(seen).toEqual(expected);
    const statusOf = async (method: string, path: string, json?: object): Promise<number> =>
      (await reader.send(method, `${at}/events/${path}`, json)).status;
    const reads = seen.open === both ? 200 : 404;
    expect(await statusOf('GET', `${open}/extensions/com.example.kept`)).toBe(reads);
    expect(await statusOf('GET', `${open}/extensions/$count`)).toBe(reads);
    expect(await statusOf('GET', `${closed}/extensions`)).toBe(seen.closed === both ? 200 : 404);
    const changes = seen.writes === 201 ? 200 : seen.writes;
    expect(await statusOf('PATCH', open, { singleValueExtendedProperties: [{ id: color, value: 'theirs' }] })).toBe(changes);
    expect(await statusOf('PATCH', `${open}/extensions/com.example.kept`, { value: 'theirs' })).toBe(changes);
    expect(await statusOf('DELETE', `${open}/extensions/com.example.kept`)).toBe(seen.writes === 201 ? 204 : seen.writes);
    if (seen.closed === 404) expect(await statusOf('DELETE', `${closed}/extensions/com.example.kept`)).toBe(404);
    expect(custom(await owner.send('GET', `/v1.0/me/events/${closed}?${expanding}`))).toBe(both);
    expect(custom(await owner.send('GET', `/v1.0/me/events/${open}?${expanding}`))).toBe(seen.writes === 201 ? 'theirs' : both);
  });

  it('who sees a private event by being invited alone is shown none of it, and finds it by no filter', async () => {
    const [owner, reader] = await Promise.all([house.come('adele'), house.come('reader')]);
    await owner.share(reader, 'read');
    const id = await created(owner, { subject: 'closed', sensitivity: 'private', ...kept('adele'), ...attendeesOf(reader) });
    const at = `/v1.0/users/${owner.id}`;
    expect(custom(await reader.send('GET', `${at}/events/${id}?${expanding}`))).toBe('none');
    expect(valuesIn(await reader.must('GET', `${at}/events/${id}/extensions`))).toEqual([]);
    expect((await reader.send('GET', `${at}/events/${id}/extensions/com.example.kept`)).status).toBe(404);
    expect((await reader.send('POST', `${at}/events/${id}/extensions`, { extensionName: 'x' })).status).toBe(403);
    // Lists of a shared calendar leave it out, whatever a filter says of it.
    const others = `$filter=${q("not extensions/any(e:e/id eq 'com.example.kept')")}`;
    for (const path of ['events?', `calendarView?${window}&`])
      for (const option of [expanding, byExtension, byProperty, others])
        expect(valuesIn(await reader.must('GET', `${at}/${path}${option}`))).toEqual([]);
    expect((await reader.must('GET', `${at}/events/$count?${byExtension}`)).text).toBe('0');
    expect((await owner.must('GET', `/v1.0/me/events/$count?${byExtension}`)).text).toBe('1');
  });
});

describe('a meeting', () => {
  it("an attendee's entry has its own, which the organizer isn't shown, and shows none of the organizer's", async () => {
    const [boss, bob, cem] = await Promise.all([house.come('boss'), house.come('bob'), house.come('cem')]);
    const id = await created(boss, { subject: 'met', ...kept('adele'), ...attendeesOf(bob, cem) });
    const entryOf = async (who: Housemate): Promise<string> => String(valuesIn(await who.must('GET', '/v1.0/me/events'))[0]?.id);
    const mine = `/v1.0/me/events/${await entryOf(bob)}`;
    const [message] = await bob.inbox();
    const byMessage = `/v1.0/me/messages/${String(message?.id)}/event`;
    const paths = [mine, byMessage];
    for (const path of paths) {
      expect(custom(await bob.send('GET', `${path}?${expanding}`))).toBe('none');
      expect(valuesIn(await bob.must('GET', `${path}/extensions`))).toEqual([]);
      expect((await bob.send('GET', `${path}/extensions/com.example.kept`)).status).toBe(404);
      expect((await bob.send('DELETE', `${path}/extensions/com.example.kept`)).status).toBe(404);
    }
    expect((await bob.must('GET', `/v1.0/me/events/$count?${byExtension}`)).text).toBe('0');
    const bossTag = (await boss.must('GET', `/v1.0/me/events/${id}`)).json['@odata.etag'];
    const tag = (await bob.must('GET', mine)).json['@odata.etag'];
    const made = await bob.must('POST', `${byMessage}/extensions`, { extensionName: 'com.example.kept', value: 'bob' });
    expect(made.headers.Location).toContain(`/users('${bob.id}')/`);
    await bob.must('PATCH', mine, { singleValueExtendedProperties: [{ id: color, value: 'bob' }] });
    expect((await bob.must('GET', mine)).json['@odata.etag']).not.toBe(tag);
    for (const path of paths) expect(custom(await bob.send('GET', `${path}?${expanding}`))).toBe('bob,bob');
    expect(custom(await boss.send('GET', `/v1.0/me/events/${id}?${expanding}`))).toBe(both);
    expect((await boss.must('GET', `/v1.0/me/events/${id}`)).json['@odata.etag']).toBe(bossTag);
    expect(custom(await cem.send('GET', `/v1.0/me/events/${await entryOf(cem)}?${expanding}`))).toBe('none');
    // What the organizer changes leaves an attendee's own, and so do answers.
    await boss.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'met later', ...hourOn('03-02') });
    await boss.must('PATCH', `/v1.0/me/events/${id}/extensions/com.example.kept`, { value: 'boss' });
    await bob.must('POST', `${mine}/accept`, {});
    expect((await bob.must('GET', `/v1.0/me/events?${byExtension}&${expanding}`)).json.value).toMatchObject([
      { subject: 'met later', extensions: [{ value: 'bob' }], singleValueExtendedProperties: [{ value: 'bob' }] },
    ]);
    await bob.must('PUT', mine, { extensions: [{ extensionName: 'com.example.other', value: 'put' }] });
    expect(custom(await bob.send('GET', `${mine}?${expanding}`))).toBe('put,bob');
    // An entry that was declined comes back with its own things as new.
    await bob.must('POST', `${mine}/decline`, {});
    await boss.must('PATCH', `/v1.0/me/events/${id}`, hourOn('03-03'));
    expect(custom(await bob.send('GET', `${mine}?${expanding}`))).toBe('none');
    await bob.must('POST', `${mine}/extensions`, { extensionName: 'com.example.kept', value: 'again' });
    expect(custom(await bob.send('GET', `${mine}?${expanding}`))).toBe('again');
  });

  it("who has a share of an attendee's calendar sees the attendee's own, and writes them by the role", async () => {
    const [boss, bob, reader, writer] = await Promise.all(['boss', 'bob', 'reader', 'writer'].map((name) => house.come(name)));
    if (boss === undefined || bob === undefined || reader === undefined || writer === undefined) throw new Error('nobody');
    await bob.share(reader, 'read');
    await bob.share(writer, 'write');
    await created(boss, { subject: 'met', ...kept('adele'), ...attendeesOf(bob) });
    const entry = String(valuesIn(await bob.must('GET', '/v1.0/me/events'))[0]?.id);
    const at = `/v1.0/users/${bob.id}/events/${entry}`;
    expect(custom(await reader.send('GET', `${at}?${expanding}`))).toBe('none');
    expect((await reader.send('POST', `${at}/extensions`, { extensionName: 'com.example.kept', value: 'no' })).status).toBe(403);
    expect((await writer.send('POST', `${at}/extensions`, { extensionName: 'com.example.kept', value: 'writer' })).status).toBe(201);
    for (const who of [reader, writer]) expect(custom(await who.send('GET', `${at}?${expanding}`))).toBe('writer');
    expect(custom(await bob.send('GET', `/v1.0/me/events/${entry}?${expanding}`))).toBe('writer');
  });
});

describe('a group', () => {
  it("members see and write what the group's events and its calendar have, others don't", async () => {
    const [member, other] = await Promise.all([house.come('member'), house.come('other')]);
    const { directory } = house.instance.services;
    const group = directory.newId();
    const team = { groupId: group, mailNickname: 'team', displayName: 'Team', description: 'All', groupTypes: ['Unified'] };
    await directory.createGroup(house.tenant, { ...team, visibility: 'Private', mailEnabled: true, securityEnabled: false }, 'app:test', {
      members: [member.id],
      owners: [],
    });
    const inGroup = (who: Housemate): DelegatedCaller => ({
      ...who.caller,
      groups: new Set([group]),
      scopes: new Set([...who.caller.scopes, 'Group.ReadWrite.All']),
    });
    const send = (caller: DelegatedCaller, method: string, path: string, json?: object) =>
      house.instance.send(caller, method, `/v1.0/groups/${group}/${path}`, json);
    const mine = inGroup(member);
    const made = await send(mine, 'POST', 'events', { subject: 'team', ...hourOn('03-01'), ...kept('adele') });
    expect(made.status, made.text).toBe(201);
    const id = String(made.json.id);
    expect(made.headers.Location).toContain(`/groups('${group}')/`);
    expect(custom(await send(mine, 'GET', `events/${id}?${expanding}`))).toBe(both);
    expect(valuesIn(await send(mine, 'GET', `events?${byExtension}`))).toHaveLength(1);
    expect(valuesIn(await send(mine, 'GET', `calendarView?${window}&${byProperty}`))).toHaveLength(1);
    expect((await send(mine, 'POST', `events/${id}/extensions`, { extensionName: 'b' })).status).toBe(201);
    expect((await send(mine, 'PATCH', `events/${id}/extensions/b`, { c: 1 })).status).toBe(200);
    expect((await send(mine, 'DELETE', `events/${id}/extensions/b`)).status).toBe(204);
    expect((await send(mine, 'GET', `calendar/events/${id}/extensions/$count`)).text).toBe('1');
    const calendar = await send(mine, 'PATCH', 'calendar', { singleValueExtendedProperties: [{ id: color, value: 'team' }] });
    expect(calendar.status, calendar.text).toBe(200);
    const shown = await send(mine, 'GET', `calendar?$expand=singleValueExtendedProperties`);
    expect(shown.json.singleValueExtendedProperties).toEqual([{ id: color, value: 'team' }]);
    const stranger: DelegatedCaller = { ...other.caller, scopes: mine.scopes };
    for (const [method, path, json] of [
      ['GET', `events/${id}/extensions`],
      ['GET', `events/${id}?${expanding}`],
      ['POST', `events/${id}/extensions`, { extensionName: 'x' }],
      ['PATCH', 'calendar', { singleValueExtendedProperties: [{ id: color, value: 'x' }] }],
      ['GET', 'calendar?$expand=singleValueExtendedProperties'],
    ] as const)
      expect([403, 404]).toContain((await send(stranger, method, path, json)).status);
  });
});
