// Errors that no resource answers: paths, methods, tokens, permissions; and the ids that every answer has.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { demoGroup, demoIds, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError, expectIdentified } from '../../support/api/answers.ts';
import { newEventOf, newStranger } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody } from '../../support/api/bodies.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

let api: Api;
let event: string;
let file: string;
beforeAll(async () => {
  api = await openApi();
  const id = await api.newEvent();
  event = `/v1.0/me/events/${id}`;
  file = `${event}/attachments/${await api.newFile(id)}`;
});

describe('ids of a request', () => {
  const paths: readonly (readonly [what: string, path: () => string])[] = [
    ['a success', () => file],
    ['bytes', () => `${file}/$value`],
    ['a count', () => `${event}/attachments/$count`],
    ['an error', () => '/v1.0/me/events/none'],
    ['a path that nothing serves', () => '/nothing/here'],
    ['an unknown segment', () => '/v1.0/nothing'],
  ];

  it.each(paths)('ids of a request are in the headers of %s: the own one echoed, the other made', async (_, path) => {
    const own = randomUUID().toUpperCase();
    const answer = await api.send(path(), { headers: { 'client-request-id': own } });
    expectIdentified(answer);
    expect(answer.headers.get('client-request-id')).toBe(own);
    expect(answer.headers.get('request-id')).not.toBe(own);
    const other = await api.send(path());
    expect(other.headers.get('request-id')).not.toBe(answer.headers.get('request-id'));
  });

  it.each(['not a guid', '', `${randomUUID()}x`])('ids of a request take no %j from a caller', async (sent) => {
    const { headers } = await api.send(file, { headers: { 'client-request-id': sent } });
    expect(headers.get('client-request-id')).toBe(headers.get('request-id'));
  });

  it('ids of a request are in answers without a body too', async () => {
    const unchanged = await api.send(file, { headers: { 'If-None-Match': '*' } });
    expect(unchanged.status).toBe(304);
    expectIdentified(unchanged);
    const minimal = await api.send(`${event}/attachments`, { json: bareBody(), headers: { Prefer: 'return=minimal' } });
    expect(minimal.status).toBe(204);
    expectIdentified(minimal);
  });
});

describe('a path outside', () => {
  it.each(['/nothing', '/v2.0/me/events', '/v1/me', '/api/v1.0/me/events', '/v1.0x/me', '/v1.0//me', '/beta//'])(
    'the versions is 404: %s',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) expectError(await api.send(path, { method }), 404, 'NotFound');
      expectError(await api.send(path, { token: null }), 404, 'NotFound');
    },
  );

  it.each([
    ['/v1.0', 'v1.0'],
    ['/v1.0/nothing', 'nothing'],
    ['/v1.0/me/nothing', 'nothing'],
    ['/v1.0/me/events/x/nothing', 'nothing'],
    ['/v1.0/me/events/x/attachments/y/nothing', 'nothing'],
    ['/v1.0/me/events/x/attachments/y/$value/z', 'z'],
    [`/v1.0/groups/${demoGroup.id}/calendars/x/events/y`, 'calendars'],
    [`/v1.0/groups/${demoGroup.id}/messages/x/event`, 'messages'],
    ['/v1.0/me/events/x/attachments/$count/z', 'z'],
  ])('the grammar is 400: %s', async (path, segment) => {
    expectError(await api.send(path), 400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
  });

  it('a path outside says nothing of it to somebody without a token', async () => {
    const answer = await api.send('/v1.0/nothing', { token: null });
    expectError(answer, 401, 'InvalidAuthenticationToken', 'Access token is empty.');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('a method that a resource does not take is 405 with Allow:', () => {
  it.each([
    ['events', () => '/v1.0/me/events', 'GET, HEAD, POST', ['PUT', 'PATCH', 'DELETE']],
    ['an event', () => event, 'GET, HEAD, PUT, PATCH, DELETE', ['POST']],
    ['an event in a view', () => event.replace('events', 'calendarView'), 'GET, HEAD, PATCH, DELETE', ['POST', 'PUT']],
    ['attachments', () => `${event}/attachments`, 'GET, HEAD, POST', ['PUT', 'PATCH', 'DELETE']],
    ['a count', () => `${event}/attachments/$count`, 'GET, HEAD', ['POST', 'DELETE']],
    ['an upload session', () => `${event}/attachments/createUploadSession`, 'POST', ['GET', 'HEAD', 'PUT', 'DELETE']],
    ['an attachment', () => file, 'GET, HEAD, PATCH, DELETE', ['POST', 'PUT']],
    ['a value', () => `${file}/$value`, 'GET, HEAD', ['POST', 'PUT', 'DELETE']],
    ['an item', () => `${file}/microsoft.graph.itemAttachment/item`, 'GET, HEAD', ['PATCH']],
  ])('a method that a resource does not take is 405 with Allow: %s', async (_, path, allow, methods) => {
    for (const method of methods) {
      const answer = await api.send(path(), { method });
      expect({ method, status: answer.status, allow: answer.headers.get('allow') }).toEqual({ method, status: 405, allow });
      if (method !== 'HEAD') expectError(answer, 405, 'ErrorInvalidRequest', 'The OData request is not supported.');
    }
  });
});

describe('permissions', () => {
  it.each([
    ['Calendars.Read', 200, 403],
    ['Calendars.ReadWrite', 200, 201],
    ['User.Read', 403, 403],
    ['Group.ReadWrite.All', 403, 403],
    ['calendars.readwrite', 403, 403],
  ])('a person with the permission %s may read, and attach, or not', async (scope, read, write) => {
    const token = await api.token({ user: demoUsers.adele.upn, scope });
    await expectAccess(`/v1.0/me/events/${demoIds.event}/attachments`, token, read, write);
  });

  it.each([
    ['Calendars.Read', 200, 403],
    ['Calendars.ReadWrite', 200, 201],
    ['User.Read.All', 403, 403],
  ])('an application with the permission %s may read, and attach, or not', async (role, read, write) => {
    await expectAccess(
      `/v1.0/users/${demoUsers.adele.id}/events/${demoIds.event}/attachments`,
      await api.token({ app: true, role }),
      read,
      write,
    );
  });

  it.each([
    ['Group.Read.All', 200, 403],
    ['Group.ReadWrite.All', 200, 201],
    ['Calendars.Read', 200, 403],
    ['User.Read', 403, 403],
  ])('a caller with the permission %s may use a group’s events, or not', async (scope, read, write) => {
    const token = await api.token({ user: demoUsers.adele.upn, scope });
    await expectAccess(`/v1.0/groups/${demoGroup.id}/events/${demoIds.groupEvent}/attachments`, token, read, write);
  });

  it('a request that lacks a permission changes nothing', async () => {
    const person = await newStranger(api);
    const path = await newEventOf(api, person);
    const made = await api.send(`${path}/attachments`, { json: bareBody(), token: person.token });
    const before = await mailboxState(inject('stack'), person.partition);
    const token = await api.token({ user: person.upn, scope: 'Calendars.Read' });
    const attachment = `${path}/attachments/${String(made.json.id)}`;
    for (const [method, target] of [
      ['POST', `${path}/attachments`],
      ['PATCH', attachment],
      ['DELETE', attachment],
      ['PUT', path],
      ['DELETE', path],
    ] as const) {
      const json = method === 'DELETE' ? {} : { json: bareBody() };
      expectError(
        await api.send(target, { method, token, ...json }),
        403,
        'ErrorAccessDenied',
        'Access is denied. Check credentials and try again.',
      );
    }
    expect(await mailboxState(inject('stack'), person.partition)).toEqual(before);
  });
});

async function expectAccess(path: string, token: string, read: number, write: number): Promise<void> {
  const answers = [await api.send(`${path}?$top=1`, { token }), await api.send(path, { token, json: bareBody() })];
  expect(answers.map(({ status }) => status)).toEqual([read, write]);
  for (const answer of answers) if (answer.status === 403) expectError(answer, 403, 'ErrorAccessDenied');
}
