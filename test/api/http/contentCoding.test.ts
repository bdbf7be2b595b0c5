// Content-Encoding on everything that takes a body: what is packed is refused with 415 before anything is done, and plain bodies are taken.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePath } from '../../../lib/paths/grammar.ts';
import { allowedMethods } from '../../../lib/api/routes.ts';
import { startReceiver, type TestReceiver } from '../../support/receivers/receiver.ts';
import type { Reference } from '../../../lib/paths/reference.ts';
import { expectError } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody, sessionBody } from '../../support/api/bodies.ts';
import { references } from '../../support/data/references.ts';

/** Methods whose requests have bodies here. */
const withBody: readonly string[] = ['POST', 'PUT', 'PATCH'];

const kindOf = (reference: Reference): string => (reference.kind === 'event' ? `event ${reference.tail.kind}` : reference.kind);

interface Route {
  readonly path: string;
  readonly method: string;
}

let api: Api;
let app: string;
let owner: Person;
let guest: Person;
let routes: readonly Route[];
let uploadUrl: string;
let receiver: TestReceiver;

async function made(answer: Promise<Answer>): Promise<string> {
  const { status, json, text } = await answer;
  expect(status, text).toBe(201);
  return String(json.id);
}

beforeAll(async () => {
  api = await openApi();
  app = await api.token({
    app: true,
    role: 'Calendars.ReadWrite MailboxSettings.ReadWrite User.ReadWrite.All Group.ReadWrite.All User.Invite.All',
  });
  [owner, guest] = [await newPerson(api), await newPerson(api)];
  const user = `/v1.0/users/${owner.id}`;
  const event = await made(
    owner.send('/v1.0/me/events', { json: { subject: 's', ...hourOn('03-01'), attendees: [{ emailAddress: { address: guest.upn } }] } }),
  );
  const attachment = await made(owner.send(`/v1.0/me/events/${event}/attachments`, { json: fileBody('a.txt') }));
  const calendar = await made(owner.send('/v1.0/me/calendars', { json: { name: 'c' } }));
  const calendarGroup = await made(owner.send('/v1.0/me/calendarGroups', { json: { name: 'g' } }));
  const permission = await made(
    owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json: { role: 'read', emailAddress: { address: guest.upn } } }),
  );
  const nickname = `g${Date.now()}`;
  const groupBody = { displayName: 'g', mailEnabled: true, securityEnabled: false, mailNickname: nickname, groupTypes: ['Unified'] };
  const group = await made(api.send('/v1.0/groups', { token: app, json: groupBody }));
  const session = await owner.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, { json: sessionBody(30) });
  uploadUrl = String(session.json.uploadUrl);

  receiver = await startReceiver();
  const expirationDateTime = new Date(Date.now() + 3_600_000).toISOString();
  const wanted = { changeType: 'updated', notificationUrl: receiver.url, resource: `users/${owner.id}/events`, expirationDateTime };
  const subscription = await made(api.send('/v1.0/subscriptions', { token: app, json: wanted }));

  const paths = [
    '/v1.0/subscriptions',
    `/v1.0/subscriptions/${subscription}`,
    `/v1.0/subscriptions/${subscription}/reauthorize`,
    '/v1.0/$batch',
    '/v1.0/users',
    user,
    '/v1.0/groups',
    `/v1.0/groups/${group}`,
    `/v1.0/groups/${group}/members/$ref`,
    '/v1.0/invitations',
    `${user}/calendarGroups`,
    `${user}/calendarGroups/${calendarGroup}`,
    `${user}/calendars`,
    `${user}/calendars/${calendar}`,
    `${user}/calendar`,
    `${user}/calendars/${calendar}/calendarPermissions`,
    `${user}/calendars/${calendar}/calendarPermissions/${permission}`,
    `${user}/events`,
    `${user}/events/${event}`,
    `${user}/events/${event}/attachments`,
    `${user}/events/${event}/attachments/${attachment}`,
    `${user}/events/${event}/attachments/createUploadSession`,
    `${user}/events/${event}/cancel`,
    `${user}/events/${event}/extensions`,
    `${user}/events/${event}/extensions/com.contoso.a`,
    `${user}/calendars/${calendar}/permanentDelete`,
    `${user}/calendar/getSchedule`,
    `${user}/findMeetingTimes`,
    `${user}/mailboxSettings`,
    `${user}/outlook/masterCategories`,
    `${user}/outlook/masterCategories/x`,
    `${user}/checkMemberGroups`,
  ];
  routes = paths.flatMap((path) =>
    allowedMethods(parsePath(path))
      .filter((method) => withBody.includes(method))
      .map((method) => ({ path, method })),
  );
});

afterAll(() => receiver.stop());

const sendPacked = (path: string, method: string): Promise<Answer> =>
  api.send(path, {
    method,
    token: app,
    body: new Uint8Array(gzipSync('{}')),
    headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
  });

describe('the Content-Encoding of a request', () => {
  it('the Content-Encoding of a request is tried on every kind of path that takes a body', () => {
    const taking = fc
      .sample(references, { numRuns: 4_000, seed: 7 })
      .filter((reference) => allowedMethods(reference).some((method) => withBody.includes(method)))
      .map(kindOf);
    expect([...new Set(routes.map(({ path }) => kindOf(parsePath(path))))].sort()).toEqual([...new Set(taking)].sort());
  });

  // Other codings and media types: `test/unit/api/httpJsonBody.test.ts`.
  it('gzip is refused with 415 wherever a body is taken, and told what is accepted', async () => {
    for (const { path, method } of routes) {
      const answer = await sendPacked(path, method);
      expect([method, path, answer.status]).toEqual([method, path, 415]);
      expectError(answer, 415, 'UnsupportedMediaType', /without Content-Encoding/);
      expect(answer.headers.get('accept-encoding')).toBe('identity');
    }
  });

  it('the Content-Encoding identity is none', async () => {
    for (const { path, method } of routes) {
      const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'identity' };
      // No JSON: it is read, refused, and does nothing.
      const answer = await api.send(path, { method, token: app, body: '{', headers });
      expect([method, path, answer.status, answer.text.includes('cannot be read')]).toEqual([method, path, 400, true]);
    }
  });

  it('the Content-Encoding of a request is nothing to a request without a body', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    const calendar = await made(owner.send('/v1.0/me/calendars', { json: { name: 'to go' } }));
    expect((await owner.send('/v1.0/me/calendars', { headers })).status).toBe(200);
    expect((await owner.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE', headers })).status).toBe(204);
  });

  it('the Content-Encoding of an answer to a meeting is judged, too', async () => {
    const messages = await guest.send('/v1.0/me/messages?$select=id');
    const [message] = Array.isArray(messages.json.value) ? messages.json.value.map((each: { id: string }) => each.id) : [];
    const body = new Uint8Array(gzipSync('{"comment":"c"}'));
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    for (const action of ['accept', 'tentativelyAccept', 'decline'])
      expectError(
        await guest.send(`/v1.0/me/messages/${message ?? ''}/event/${action}`, { method: 'POST', body, headers }),
        415,
        'UnsupportedMediaType',
      );
  });

  it('the Content-Encoding of a range is judged before what the range says, and a plain one is taken', async () => {
    const bytes = new Uint8Array(30).fill(7);
    const zipped = new Uint8Array(gzipSync(bytes));
    const put = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Answer> =>
      api.send(uploadUrl, { method: 'PUT', token: null, body, headers });
    for (const range of ['bytes 0-29/30', `bytes 0-${zipped.length - 1}/${zipped.length}`, 'nonsense'])
      expectError(await put(zipped, { 'Content-Range': range, 'Content-Encoding': 'gzip' }), 415, 'UnsupportedMediaType');
    expect((await api.send(uploadUrl, { token: null })).json.nextExpectedRanges).toEqual(['0-']);
    expect((await put(bytes, { 'Content-Range': 'bytes 0-29/30', 'Content-Encoding': 'identity' })).status).toBe(201);
    const unknown = `${uploadUrl.slice(0, -4)}AAAA`;
    expectError(
      await api.send(unknown, { method: 'PUT', token: null, body: 'x', headers: { 'Content-Encoding': 'gzip' } }),
      404,
      'ErrorItemNotFound',
    );
  });

  it('the Content-Encoding of a part of a batch is the part’s own', async () => {
    const part = (id: string, coding?: string) => ({
      id,
      method: 'POST',
      url: '/me/calendars',
      headers: { 'Content-Type': 'application/json', ...(coding !== undefined && { 'Content-Encoding': coding }) },
      body: { name: `of a batch ${id}` },
    });
    const answer = await owner.send('/v1.0/$batch', { json: { requests: [part('1', 'gzip'), part('2'), part('3', 'identity')] } });
    const responses = Array.isArray(answer.json.responses) ? answer.json.responses : [];
    const statuses = new Map(responses.map((each: { id: string; status: number }) => [each.id, each.status]));
    expect(['1', '2', '3'].map((id) => statuses.get(id))).toEqual([415, 201, 201]);
  });
});

it('JSON of another type than application/json is taken', async () => {
  const type = 'Text/JSON; charset="utf-8"';
  const answer = await owner.send('/v1.0/me/calendars', {
    method: 'POST',
    body: `{"name":${JSON.stringify(type)}}`,
    headers: { 'Content-Type': type },
  });
  expect(answer.status, answer.text).toBe(201);
});

it('a body of another type is refused with 415, which names the type', async () => {
  const type = 'application/x+json; charset=windows-1252';
  const answer = await owner.send('/v1.0/me/calendars', { method: 'POST', body: '{"name":"n"}', headers: { 'Content-Type': type } });
  expectError(answer, 415, 'UnsupportedMediaType', new RegExp(`'${type.replaceAll(/[+.]/g, '\\$&')}'.*application/json in UTF-8`));
});

it('JSON without a type is taken', async () => {
  const body = new Uint8Array(Buffer.from('{"name":"without a type"}'));
  expect((await owner.send('/v1.0/me/calendars', { method: 'POST', body })).status).toBe(201);
});
