// Keys by which events are found beside their ids: nobody makes one of another's ambiguous, or leads it elsewhere.
import { randomUUID } from 'node:crypto';
import { beforeEach, beforeAll, expect, inject, it } from 'vitest';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { defaultEventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { defaultCalendarId, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { settingsOf } from '../../support/stores/stores.ts';

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };

let api: Api;
let owner: Person;
let asOwner: Person['send'];
let writers: readonly Person['send'][];
let uid: string;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  const people = await Promise.all(['owner', 'writer', 'other'].map((name) => newPerson(api, name)));
  owner = people[0] ?? expect.fail('nobody');
  asOwner = owner.with('Calendars.ReadWrite');
  uid = randomUUID();
  for (const { upn } of people.slice(1)) {
    const json = { emailAddress: { address: upn }, role: 'write' };
    expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
  }
  writers = people.slice(1).map((person) => person.with('Calendars.ReadWrite Calendars.ReadWrite.Shared'));
});

const writer = (n = 0): Person['send'] => writers[n] ?? expect.fail('nobody');
const base = (): string => `/v1.0/users/${owner.id}`;
const put = async (send: Person['send'], id: string, more: object): Promise<string> => {
  const made = await send(`${base()}/events/${id}`, { method: 'PUT', json: { subject: id, ...hourOn('03-01'), ...more } });
  expect(made.status, made.text).toBe(201);
  return id;
};
const find = (send: Person['send'], key = `iCalUId='${uid}'`): Promise<Answer> => send(`${base()}/events(${key})?$select=id,subject`);
const found = async (...given: Parameters<typeof find>): Promise<unknown> => {
  const answer = await find(...given);
  expect(answer.status, answer.text).toBe(200);
  return answer.json.subject;
};

it('the owner’s event comes before those that writers of the calendar give its key, before it or later', async () => {
  await put(writer(), 'before', { iCalUId: uid, transactionId: uid });
  await put(asOwner, 'own', { iCalUId: uid, transactionId: uid });
  await put(writer(), 'later', { iCalUId: uid, transactionId: uid });
  for (const key of ['iCalUId', 'transactionId'])
    for (const send of [asOwner, writer(), writer(1)]) expect(await found(send, `${key}='${uid}'`)).toBe('own');
});

it('it does so however many there are', async () => {
  for (let n = 0; n < 11; n++) await put(writer(), `squatting-${n}`, { iCalUId: uid });
  await put(asOwner, 'own', { iCalUId: uid });
  for (const send of [asOwner, writer(1)]) expect(await found(send)).toBe('own');
});

it('who may write finds the own event, whatever others who may have made; the owner is told of several', async () => {
  await put(writer(), 'first', { iCalUId: uid });
  await put(writer(1), 'second', { iCalUId: uid });
  expect([await found(writer()), await found(writer(1))]).toEqual(['first', 'second']);
  expectError(await find(asOwner), 409, 'Conflict', /More than one event/);
  await put(asOwner, 'own', { iCalUId: uid });
  await put(asOwner, 'own-too', { iCalUId: uid });
  expectError(await find(asOwner), 409, 'Conflict', /More than one event/);
});

it('a key that looks like an occurrence’s doesn’t lead away from the owner’s series', async () => {
  const day = `iCalUId='${uid}-20270302'`;
  await put(writer(), 'squatting', { iCalUId: `${uid}-20270302` });
  expect(await found(asOwner, day)).toBe('squatting');
  await put(asOwner, 'series', { iCalUId: uid, recurrence: daily });
  for (const send of [asOwner, writer()]) expect(await found(send, day)).toBe('series');
});

it('who may write gives another’s event no other key; the owner does, and GET can be sent back', async () => {
  await put(asOwner, 'own', { iCalUId: uid });
  await put(asOwner, 'other', {});
  const change = (send: Person['send'], id: string, json: object) =>
    send(`${base()}/events/${id}`, { method: 'PUT', json: { ...anHour, ...json } });
  expectError(await change(writer(), 'other', { iCalUId: uid }), 403, 'ErrorAccessDenied', /iCalUId/);
  expect((await change(writer(), 'own', { iCalUId: uid, subject: 'own' })).status).toBe(200);
  expect(await found(asOwner)).toBe('own');
  await put(writer(), 'mine', {});
  const key = randomUUID();
  expect((await change(writer(), 'mine', { iCalUId: key, subject: 'mine' })).status).toBe(200);
  expect(await found(asOwner, `iCalUId='${key}'`)).toBe('mine');
});

it('what webhooks bring counts after what the owner and applications have made', async () => {
  const services = createServices(await openStores(settingsOf(inject('stack'))));
  const mailbox: Mailbox = { tenant: demoTenant, kind: 'users', id: owner.id };
  const bring = (event: string, by: string) => {
    const properties = { ...defaultEventProperties, subject: event };
    const wanted = { calendar: defaultCalendarId(mailbox), properties, iCalUId: uid };
    return services.events.put({ mailbox, event }, wanted, by, { may: () => undefined });
  };
  await bring('brought', 'app:hooks');
  expect(await found(asOwner)).toBe('brought');
  await bring('by-app', 'app:7');
  expect(await found(asOwner)).toBe('by-app');
});

it('names of groups are told to nobody, and taken by nobody, who has no permission for groups', async () => {
  const nickname = randomUUID();
  const make = (send: (path: string, sent: object) => Promise<Answer>, mailNickname: string) =>
    send('/v1.0/groups', { json: { displayName: 'x', mailNickname } });
  const token = await api.token({ app: true, role: 'Group.ReadWrite.All' });
  expect((await make((path, sent) => api.send(path, { ...sent, token }), nickname)).status).toBe(201);
  for (const scope of ['Calendars.ReadWrite', 'User.ReadWrite.All GroupMember.Read.All', 'User.Invite.All Mail.ReadWrite'])
    for (const name of [nickname, randomUUID()]) {
      const send = owner.with(scope);
      const answers = [await make(send, name), await send(`/v1.0/groups?$filter=mailNickname eq '${name}'`)];
      for (const answer of answers) expectError(answer, 403, 'Authorization_RequestDenied');
    }
  const maker = owner.with('Group.ReadWrite.All');
  expectError(await make(maker, nickname), 400, 'Request_BadRequest');
});
