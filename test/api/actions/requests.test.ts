// What an action takes: permissions, bodies, options, methods, and its place in a batch.
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventAction } from '../../../lib/paths/reference.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { batch, json as asJson } from '../../support/api/batches.ts';
import { act, actions, bodies, meet, openPeople, send, type People } from './actionScene.ts';

let api: Api;
let people: People;
/** A meeting that outlives all that is tried here. */
let own: string;
let entry: string;
beforeAll(async () => {
  api = await openApi();
  people = await openPeople(api);
  const made = await meet(people, { allowNewTimeProposals: true });
  own = `/v1.0/me/events/${made.id}`;
  entry = `/v1.0/me/events/${made.entry}`;
});

const isAnswer = (action: EventAction): boolean => ['accept', 'tentativelyAccept', 'decline'].includes(action);
/** Whose event the action is for. */
const fitting = (action: EventAction) => (isAnswer(action) ? { who: people.adele, path: entry } : { who: people.boss, path: own });
const time = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });

describe.each(actions)('%s', (action) => {
  it(`the permission to write calendars is needed, of users and of applications`, async () => {
    const { who, path } = fitting(action);
    const body = bodies(people)[action];
    const sent = body === undefined ? { method: 'POST' } : { json: body };
    for (const scope of ['Calendars.Read', 'Calendars.ReadBasic', 'Mail.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read'])
      expectError(await who.with(scope)(`${path}/${action}`, sent), 403, 'ErrorAccessDenied');
    for (const role of ['Calendars.Read', 'Mail.ReadWrite']) {
      const token = await api.token({ app: true, role });
      expectError(await api.send(`${path.replace('/me/', `/users/${who.id}/`)}/${action}`, { ...sent, token }), 403, 'ErrorAccessDenied');
    }
    expectError(await api.send(`${path}/${action}`, { ...sent, token: null }), 401, 'InvalidAuthenticationToken');
  });

  it('an application writes with its role alone, and the name may be qualified', async () => {
    const made = await meet(people);
    const token = await api.token({ app: true, role: 'Calendars.ReadWrite' });
    const path = isAnswer(action) ? `users/${people.adele.id}/events/${made.entry}` : `users/${people.boss.id}/events/${made.id}`;
    const body = bodies(people)[action];
    const sent = body === undefined ? { method: 'POST' } : { json: body };
    const answer = await api.send(`/v1.0/${path}/microsoft.graph.${action}`, { ...sent, token });
    expect(answer.status, answer.text).toBeLessThan(300);
  });

  it('other methods than POST are refused, and the answer says which there is', async () => {
    const { who, path } = fitting(action);
    for (const [method, body] of [['GET'], ['HEAD'], ['DELETE'], ['PUT', {}], ['PATCH', {}]] as const) {
      const answer = await send(who, `${path}/${action}`, { method, ...(body && { json: body }) });
      expect([answer.status, answer.headers.get('allow')], method).toEqual([405, 'POST']);
    }
  });

  it('options and unknown parameters are refused by name', async () => {
    const { who, path } = fitting(action);
    const body = bodies(people)[action];
    expectError(await send(who, `${path}/${action}?$select=id`, { json: body ?? {} }), 400, 'BadRequest', /\$select/);
    if (body !== undefined)
      expectError(await send(who, `${path}/${action}`, { json: { ...body, Twice: true } }), 400, 'RequestBodyRead', /'Twice'/);
  });

  it('an event that isn’t there is not found', async () => {
    expectError(await act(fitting(action).who, '/v1.0/me/events/event-that-is-nowhere', action, people), 404, 'ErrorItemNotFound');
  });
});

describe('bodies', () => {
  const slot = { start: time('2027-03-02T10:00:00'), end: time('2027-03-02T11:00:00') };
  it.each<[EventAction, object, string, RegExp]>([
    ['accept', { comment: 5 }, 'RequestBodyRead', /literal '5' .*Edm\.String/],
    ['accept', { sendResponse: 'perhaps' }, 'RequestBodyRead', /literal 'perhaps' .*Edm\.Boolean/],
    ['accept', { proposedNewTime: slot }, 'RequestBodyRead', /proposedNewTime/i],
    ['tentativelyAccept', { proposedNewTime: 'soon' }, 'RequestBodyRead', /ProposedNewTime/i],
    ['tentativelyAccept', { proposedNewTime: { start: slot.start } }, 'ErrorInvalidRequest', /ProposedNewTime\/end/i],
    ['decline', { proposedNewTime: { end: slot.end } }, 'ErrorInvalidRequest', /ProposedNewTime\/start/i],
    ['decline', { proposedNewTime: { start: slot.end, end: slot.start } }, 'ErrorInvalidRequest', /'ProposedNewTime' must be after/],
    ['decline', { proposedNewTime: slot, sendResponse: false }, 'ErrorInvalidRequest', /response that is sent/],
    ['decline', { proposedNewTime: { ...slot, start: { timeZone: 'UTC' } } }, 'ErrorInvalidRequest', /ProposedNewTime\/start\/dateTime/i],
    ['cancel', { comment: ['x'] }, 'RequestBodyRead', /literal '\["x"\]' .*Edm\.String/],
    ['forward', {}, 'ErrorInvalidRecipients', /recipient/],
    ['forward', { toRecipients: [] }, 'ErrorInvalidRecipients', /recipient/],
    ['forward', { toRecipients: [{}] }, 'ErrorInvalidRecipients', /recipient/],
    ['forward', { toRecipients: [{ emailAddress: { name: 'Nobody' } }] }, 'ErrorInvalidRecipients', /recipient/],
    ['forward', { toRecipients: 'somebody' }, 'RequestBodyRead', /ToRecipients/i],
    ['forward', { toRecipients: [{ emailAddress: 'a@b.example' }] }, 'RequestBodyRead', /emailAddress/i],
    ['snoozeReminder', {}, 'ErrorInvalidRequest', /NewReminderTime/],
    ['snoozeReminder', { newReminderTime: 'soon' }, 'RequestBodyRead', /NewReminderTime/i],
    ['snoozeReminder', { newReminderTime: time('2027-03-01T09:00:00', 'Moon') }, 'InvalidTimeZone', /Moon/],
    ['snoozeReminder', { newReminderTime: time('tomorrow') }, 'BadRequest', /tomorrow/],
  ])('a body of %s is refused by the property that is wrong: %j', async (action, json, code, message) => {
    const { who, path } = fitting(action);
    const before = (await send(people.boss, own)).json;
    expectError(await send(who, `${path}/${action}`, { json }), 400, code, message);
    expect((await send(people.boss, own)).json).toEqual(before);
  });

  it('a body of which every parameter is optional can be left out, or be empty', async () => {
    const none = [{ method: 'POST' }, { json: {} }, { json: { comment: null } }];
    for (const action of ['accept', 'tentativelyAccept'])
      for (const sent of none) expect((await send(people.adele, `${entry}/${action}`, sent)).status, action).toBe(202);
    for (const sent of none.slice(0, 2)) {
      const made = await meet(people);
      expect((await send(people.adele, `/v1.0/me/events/${made.entry}/decline`, sent)).status).toBe(202);
      expect((await send(people.boss, `/v1.0/me/events/${made.id}/cancel`, sent)).status).toBe(202);
    }
  });
});

it('actions of a batch are done one after the other where they wait for each other, and answer without bodies', async () => {
  const made = await meet(people);
  const steps: readonly (readonly [EventAction, number])[] = [
    ['forward', 202],
    ['snoozeReminder', 200],
    ['dismissReminder', 200],
    ['accept', 400],
  ];
  const requests = [...steps.map(([action]) => action), 'cancel' as const].map((action, at) => {
    const body = bodies(people)[action];
    return {
      id: String(at),
      method: 'POST',
      url: `/me/events/${made.id}/${action}`,
      ...(at > 0 && action !== 'cancel' && { dependsOn: [String(at - 1)] }),
      ...(action === 'cancel' && { dependsOn: ['2'] }),
      ...(body && { headers: asJson, body }),
    };
  });
  const responses = await batch({ send: (path, sent) => send(people.boss, path, sent) }, requests);
  expect(responses.map(({ status }) => status)).toEqual([...steps.map(([, status]) => status), 202]);
  expect(responses.filter(({ status }) => status < 300).map((each) => 'body' in each)).toEqual([false, false, false, false]);
  expect((await send(people.boss, `/v1.0/me/events/${made.id}`)).status).toBe(404);
  expect((await send(people.adele, `/v1.0/me/events/${made.entry}`)).json).toMatchObject({ isCancelled: true });
});
