// Webhooks of other systems: who is let in, on what, and that a body of any kind becomes what it is.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoIds, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { readFunctionsKey } from '../../../infra/local/issuer/functionsKey.ts';
import { openapi } from '../../../infra/openapi/openapi.ts';
import { maxRequestBytes } from '../../../lib/runtime/limits.ts';
import { expectError } from '../../support/api/answers.ts';
import { judgeBy } from '../../support/openapi/holdTo.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { formOf, allowHooks, newTarget, startHookStack, textOf, type HookStack, type Target } from '../../support/api/hooks.ts';

let api: Api;
let person: Person;
let hooks: HookStack;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
  hooks = await startHookStack(allowHooks(person.id.toUpperCase(), demoUsers.guest.id));
});
afterAll(async () => {
  await hooks.stop();
});

const own = (): Promise<Target> => newTarget(api, person);

async function posted(target: Target, sent: Omit<Sent, 'token'>, query = ''): Promise<Answer> {
  const answer = await hooks.hook(`${target.attachments}${query}`, sent);
  expect(answer.status, answer.text).toBe(201);
  return answer;
}

describe('the key', () => {
  it('the key is taken from the header or from ?code=, in any case of letters, and the header comes first', async () => {
    const { attachments, list } = await own();
    const path = `${hooks.stack.url}/hooks${attachments}`;
    const send = (query: string, headers = {}) => api.send(`${path}${query}`, { token: null, method: 'POST', body: 'x', headers });
    expect((await send('', { 'x-functions-key': hooks.key })).status).toBe(201);
    expect((await send(`?code=${hooks.key}`)).status).toBe(201);
    expect((await send(`?CODE=${hooks.key}`)).status).toBe(201);
    expect((await send('?code=wrong', { 'x-functions-key': hooks.key })).status).toBe(201);
    for (const refused of [
      await send(''),
      await send('?code='),
      await send(`?code=${hooks.key}x`),
      await send(`?code=${hooks.key}`, { 'x-functions-key': 'wrong' }),
    ])
      expect([refused.status, refused.text]).toEqual([401, '']);
    expect(await list()).toHaveLength(4);
  });

  it('the key is the one that the start prints', () => {
    expect(hooks.stack.output()).toContain(hooks.key);
  });

  it('the key is no bearer token, and a bearer token is no key', async () => {
    const { event, attachments } = await own();
    expect((await hooks.api.send(event, { token: hooks.key })).status).toBe(401);
    const sent = { token: person.token, body: 'x' };
    expect((await hooks.api.send(`/hooks${attachments}`, sent)).status).toBe(401);
  });
});

describe('without settings', () => {
  it('nothing is let in, and the answer names the settings that would', async () => {
    const key = await readFunctionsKey(inject('stack').dataDir);
    const headers = { 'x-functions-key': key };
    const { attachments, list } = await own();
    const closed = await api.send(`/hooks${attachments}`, { token: null, headers, body: 'x' });
    expectError(closed, 403, 'ErrorAccessDenied', /HOOK_TENANT_ID.*HOOK_MAILBOXES.*HOOK_ROLES/);
    expect((await api.send('/hooks/v1.0/me/events', { token: null, headers })).status).toBe(403);
    expect(await list()).toEqual([]);
  });
});

describe('of the mailboxes', () => {
  it('only the mailboxes of the setting are reached: 403 for others, the same whether they exist or not', async () => {
    const other = await newTarget(api);
    const answers = [
      await hooks.hook(other.attachments, { body: 'x' }),
      await hooks.hook(`/v1.0/users/${other.person.upn}/events/none/attachments`, { body: 'x' }),
      await hooks.hook(`/v1.0/users/${randomUUID()}/events/none/attachments`, { body: 'x' }),
      await hooks.hook(`/v1.0/users/nobody@contoso.example/events/none/attachments`, { body: 'x' }),
      await hooks.hook(`/v1.0/groups/${randomUUID()}/events/none/attachments`, { body: 'x' }),
      await hooks.hook(`/v1.0/invitations/${randomUUID()}/invitedUser/events/none/attachments`, { body: 'x' }),
      await hooks.hook(other.event, { method: 'PUT', json: { subject: 'x' } }),
    ];
    for (const answer of answers) expectError(answer, 403, 'ErrorAccessDenied', /HOOK_MAILBOXES/);
    expect(await other.list()).toEqual([]);
  });

  it("a message in one of them doesn't lead to an event in another", async () => {
    const path = `/beta/invitations/${demoIds.invitation}/invitedUser/messages/${demoIds.message}/event/attachments`;
    expectError(await hooks.hook(path, { body: 'x' }), 404, 'ErrorItemNotFound');
  });

  it('a webhook has no own mailbox', async () => {
    expectError(await hooks.hook('/v1.0/me/events/e/attachments', { body: 'x' }), 400, 'BadRequest', /me/);
  });
});

describe('two operations', () => {
  it('POST …/attachments is taken by any spelling of the path, on both versions', async () => {
    const { person: owner, event, list } = await own();
    const id = event.split('/').at(-1) ?? '';
    const spellings = [
      `/v1.0/users/${owner.id}/events/${id}/attachments`,
      `/beta/Users('${encodeURIComponent(owner.upn)}')/Events('${id}')/Attachments/`,
      `/v1.0/users/${owner.upn}/calendar/calendarView/${id}/attachments`,
    ];
    for (const path of spellings) expect((await hooks.hook(path, { body: 'x' })).status).toBe(201);
    expect(await list()).toHaveLength(spellings.length);
  });

  it('PUT …/events/{id} makes an event, which the webhook then attaches to', async () => {
    const path = `/v1.0/users/${person.id}/events/release-${randomUUID()}`;
    expectError(await hooks.hook(`${path}/attachments`, { body: 'x' }), 404, 'ErrorItemNotFound');
    const made = await hooks.hook(path, { method: 'PUT', json: { subject: 'Release' } });
    expect([made.status, made.json.id]).toEqual([201, path.split('/').at(-1)]);
    expect((await hooks.hook(`${path}/attachments`, { body: 'x' })).status).toBe(201);
    const again = await hooks.hook(path, { method: 'PUT', json: { subject: 'Release 2' } });
    expect([again.status, again.headers.get('etag')]).toEqual([200, again.json['@odata.etag']]);
    const read = await api.send(path, { token: person.token });
    expect([read.json.subject, read.json.hasAttachments]).toEqual(['Release 2', true]);
  });

  it('every other operation is 405, and nothing is read or deleted', async () => {
    const target = await own();
    const file = String((await posted(target, { body: 'secret' })).json.id);
    const { event, attachments } = target;
    const user = `/v1.0/users/${person.id}`;
    const refused: readonly (readonly [path: string, methods: readonly string[], allow: string])[] = [
      [attachments, ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'], 'POST'],
      [event, ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'], 'PUT'],
      [`${attachments}/${file}`, ['GET', 'PATCH', 'DELETE', 'PUT'], ''],
      [`${attachments}/${file}/$value`, ['GET'], ''],
      [`${attachments}/$count`, ['GET'], ''],
      [`${attachments}/createUploadSession`, ['POST'], ''],
      [`${event}/cancel`, ['POST'], ''],
      [`${event}/instances`, ['GET'], ''],
      [`${event}/instances/i`, ['PUT', 'GET'], ''],
      [`${user}/events`, ['GET', 'POST'], ''],
      [`${user}/calendars`, ['GET', 'POST'], ''],
      [`${user}/messages`, ['GET'], ''],
      [user, ['GET', 'PATCH', 'DELETE'], ''],
      ['/v1.0/users', ['GET', 'POST'], ''],
      ['/beta/groups', ['GET', 'POST'], ''],
      ['/beta/invitations', ['POST'], ''],
    ];
    for (const [path, methods, allow] of refused)
      for (const method of methods) {
        const answer = await hooks.hook(path, { method, ...(method.startsWith('P') && { body: '{}' }) });
        expect([method, path, answer.status, answer.headers.get('allow')]).toEqual([method, path, 405, allow]);
        expect(answer.text).not.toContain('secret');
      }
    const asked = await hooks.hook(attachments, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    expect(await target.list()).toHaveLength(1);
  });

  it('a path that is none is refused as on the Graph routes', async () => {
    expectError(await hooks.hook('/v1.0/nothing', { body: 'x' }), 400, 'BadRequest', /nothing/);
    expectError(await hooks.hook('/v2.0/users', { body: 'x' }), 404, 'NotFound');
    expectError(await hooks.hook('', { body: 'x' }), 404, 'NotFound');
  });
});

describe('a body', () => {
  it("a body of Graph's JSON is what it says", async () => {
    const target = await own();
    await posted(target, { json: fileBody('a.txt', 'hello', { contentId: 'c' }) });
    await posted(target, { json: itemBody({ '@odata.type': 'microsoft.graph.event', subject: 's' }) });
    await posted(target, { json: referenceBody() });
    expect((await target.list()).map((each) => each['@odata.type'])).toEqual([
      '#microsoft.graph.fileAttachment',
      '#microsoft.graph.itemAttachment',
      '#microsoft.graph.referenceAttachment',
    ]);
    expectError(await hooks.hook(target.attachments, { json: { '@odata.type': 'microsoft.graph.nothing' } }), 400, 'UnprocessableType');
  });

  it.each([
    ['Content-Disposition', { 'Content-Disposition': `attachment; filename="x"; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf` }, '', 'résumé.pdf'],
    ['X-File-Name', { 'X-File-Name': encodeURIComponent('résumé.pdf') }, '', 'résumé.pdf'],
    ['?name=', {}, `?name=${encodeURIComponent('résumé.pdf')}`, 'résumé.pdf'],
    ['the first of them', { 'Content-Disposition': 'attachment; filename=a.pdf', 'X-File-Name': 'b.pdf' }, '?name=c.pdf', 'a.pdf'],
    ['its type', {}, '', 'webhook.pdf'],
  ])('a body of raw bytes has its name from %s', async (_, headers, query, name) => {
    const target = await own();
    const body = Uint8Array.from([0xff, 0xfe, 0, 1, 0x80]);
    await posted(target, { body, headers: { 'Content-Type': 'application/pdf', ...headers } }, query);
    expect(await target.list()).toMatchObject([
      { name, contentType: 'application/pdf', size: 5, isInline: false, contentBytes: Buffer.from(body).toString('base64') },
    ]);
  });

  it('a body of raw bytes without a type has that of its name', async () => {
    const target = await own();
    await posted(target, { body: Uint8Array.from([1]) }, '?name=a.png');
    await posted(target, { body: Uint8Array.from([1]) });
    expect((await target.list()).map(({ name, contentType }) => [name, contentType])).toEqual([
      ['a.png', 'image/png'],
      ['webhook.bin', 'application/octet-stream'],
    ]);
  });

  it('a body of foreign JSON is kept whole, byte for byte, as a .json file', async () => {
    const target = await own();
    const texts = ['{"action" :"published",\n "n":1.0}', '[{"@odata.type":"x"}]', '"text"', '{"@odata.type":null}'];
    for (const body of texts) await posted(target, { body, headers: { 'Content-Type': 'application/json' } });
    await posted(target, { body: '{"a":1}', headers: { 'Content-Type': 'application/cloudevents+json' } }, '?name=release');
    const listed = await target.list();
    expect(listed.map(textOf)).toEqual([...texts, '{"a":1}']);
    expect(listed.map(({ name }) => name)).toEqual([...texts.map(() => 'webhook.json'), 'release.json']);
    expect(listed.at(-1)?.contentType).toBe('application/cloudevents+json');
  });

  it('a body of a form is all of its files, and its fields in one more', async () => {
    const target = await own();
    const form = await formOf([
      ['file', new File(['one'], 'a.txt', { type: 'text/plain' })],
      ['name', 'Pat'],
      ['file', new File(['two'], 'ä "b".csv', { type: 'text/csv' })],
      ['choice', 'x'],
      ['choice', 'y'],
      ['none', new File([], '')],
    ]);
    const answer = await posted(target, form);
    const listed = await target.list();
    expect(listed.map(({ name, contentType }) => [name, contentType])).toEqual([
      ['a.txt', 'text/plain'],
      ['ä "b".csv', 'text/csv'],
      ['form.json', 'application/json'],
    ]);
    expect(listed.map(textOf)).toEqual(['one', 'two', '{"name":"Pat","choice":["x","y"]}']);
    expect(answer.json.value).toEqual(listed.map(({ contentBytes: _bytes, ...rest }) => rest));
  });

  it('a body of a form with 90 files is one batch, with 91 nothing', async () => {
    const target = await own();
    const files = (count: number) => Array.from({ length: count }, (_, i) => ['f', new File([String(i)], `${String(i)}.txt`)] as const);
    expectError(await hooks.hook(target.attachments, await formOf(files(91))), 400, 'BadRequest', /at most 90/);
    expect(await target.list()).toEqual([]);
    await posted(target, await formOf(files(90)));
    expect((await target.list()).map(textOf)).toEqual(files(90).map((_, i) => String(i)));
  });

  it('a body above 4 MiB is refused, and told how else', async () => {
    const target = await own();
    const body = new Uint8Array(maxRequestBytes + 1);
    expectError(await hooks.hook(target.attachments, { body }), 413, 'RequestEntityTooLarge', /createUploadSession.*referenceAttachment/);
    await posted(target, { body: body.subarray(1) });
    expect((await target.list())[0]?.size).toBe(maxRequestBytes);
  });

  it("a body that is empty, packed, or isn't what it says, is refused", async () => {
    const { attachments, list } = await own();
    const refusals: readonly (readonly [Omit<Sent, 'token'>, number, string])[] = [
      [{ body: '' }, 400, 'BadRequest'],
      [{ body: 'x', headers: { 'Content-Encoding': 'gzip' } }, 415, 'UnsupportedMediaType'],
      [{ body: '{"a":', headers: { 'Content-Type': 'application/json' } }, 400, 'UnableToDeserializePostBody'],
      [{ body: '--b--', headers: { 'Content-Type': 'multipart/form-data; boundary=b' } }, 400, 'BadRequest'],
    ];
    for (const [sent, status, code] of refusals) expectError(await hooks.hook(attachments, sent), status, code);
    expectError(await hooks.hook(`${attachments}?nmae=x`, { body: 'x' }), 400, 'BadRequest', /nmae/);
    expectError(await hooks.hook(`${attachments}?name=x`, { json: fileBody('a') }), 400, 'BadRequest', /name/);
    expect(await list()).toEqual([]);
  });
});

describe('an answer', () => {
  it('an answer leads to the Graph routes, and has no bytes', async () => {
    const target = await own();
    const answer = await posted(target, { json: fileBody('a.txt') });
    expect(answer.json).not.toHaveProperty('contentBytes');
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^${hooks.stack.url}/v1.0/users\\('${person.id}'\\)/events`));
    const read = await api.send(location, { token: await hooks.api.token({ user: person.upn }) });
    expect([read.status, read.headers.get('etag')]).toEqual([200, answer.headers.get('etag')]);
  });

  it('an answer is 204 where the sender prefers little', async () => {
    const target = await own();
    const answer = await hooks.hook(target.attachments, { body: 'x', headers: { Prefer: 'return=minimal' } });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers.get('location')).toContain(encodeURIComponent(String((await target.list())[0]?.id)));
  });
});

it('what webhooks are answered is what the document says, of one file, of several and of an event', async () => {
  const judge = judgeBy(openapi('1.2.3', {}));
  const faultsOf = (below: string, method: string, { status, json }: Answer): readonly string[] => {
    const path = `/hooks/v1.0/users/{user-id}/events/{event-id}${below}`;
    return judge(['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'], json);
  };
  const target = await own();
  expect(faultsOf('/attachments', 'post', await posted(target, { body: 'x' }))).toEqual([]);
  const two = await formOf(['a', 'b'].map((name) => [name, new File([name], `${name}.txt`)] as const));
  expect(faultsOf('/attachments', 'post', await posted(target, two))).toEqual([]);
  const at = `/v1.0/users/${person.id}/events/${randomUUID()}`;
  const put = await hooks.hook(at, { method: 'PUT', json: {} });
  expect([put.status, faultsOf('', 'put', put)]).toEqual([201, []]);
});
