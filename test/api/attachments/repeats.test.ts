// Requests that come again, on the Graph routes and by webhooks: one attachment and one answer for each key, whatever happens between.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { addAttachments } from '../../../lib/attachments/add.ts';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError, stableHeaders } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { formOf, allowHooks, newTarget, startHookStack, textOf, type HookStack, type Target } from '../../support/api/hooks.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';
import { settingsOf } from '../../support/stores/stores.ts';
import { partsOf } from '../../support/stores/parts.ts';

let api: Api;
let person: Person;
let hooks: HookStack;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
  hooks = await startHookStack(allowHooks('*'));
});
afterAll(async () => {
  await hooks.stop();
});

const own = (): Promise<Target> => newTarget(api, person);

/** Attaches by the Graph route with a key. */
const attach = (path: string, json: object, key: string, token = person.token): Promise<Answer> =>
  api.send(path, { json, token, headers: { 'Idempotency-Key': key } });

/** What two answers must have in common to be the same one. */
const shown = (answer: Answer) => ({ status: answer.status, text: answer.text, headers: stableHeaders(answer) });

const count = async (target: Target): Promise<number> => (await target.list()).length;

describe('Idempotency-Key', () => {
  it.each([
    ['a file', fileBody('a.txt', 'hello', { contentId: 'c' })],
    ['an item', itemBody({ '@odata.type': 'microsoft.graph.event', subject: 's', body: { content: 'b', contentType: 'text' } })],
    ['a reference', referenceBody({ permission: 'Edit' })],
    ['a bare description', bareBody({ size: 7 })],
  ])('Idempotency-Key gives %s once, and the same answer again', async (_, json) => {
    const target = await own();
    const key = randomUUID();
    const first = await attach(target.attachments, json, key);
    expect(first.status, first.text).toBe(201);
    expect(shown(await attach(target.attachments, json, key))).toEqual(shown(first));
    expect(await count(target)).toBe(1);
    await attach(target.attachments, json, randomUUID());
    await api.send(target.attachments, { json, token: person.token });
    expect(await count(target)).toBe(3);
  });

  it('Idempotency-Key is 409 for another content, of which nothing stays', async () => {
    const target = await own();
    const key = randomUUID();
    const json = fileBody('a.txt', 'hello', { contentType: 'text/plain' });
    await attach(target.attachments, json, key);
    const others = [
      fileBody('b.txt', 'hello', { contentType: 'text/plain' }),
      { ...json, contentBytes: 'aGVsbG8h' },
      { ...json, isInline: true },
      bareBody(),
    ];
    for (const other of [...others, { ...json, contentType: 'text/x' }])
      expectError(await attach(target.attachments, other, key), 409, 'Conflict', /another content/);
    expect(await count(target)).toBe(1);
  });

  it('Idempotency-Key is not another content that is written in another way', async () => {
    const target = await own();
    const key = randomUUID();
    const { '@odata.type': type, name, contentBytes } = fileBody('a.txt', Buffer.from([0xfb, 0xff]));
    await attach(target.attachments, { '@odata.type': type, name, contentBytes }, key);
    const urlSafe = String(contentBytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    const again = {
      contentBytes: urlSafe,
      isInline: 'False',
      Name: name,
      '@odata.etag': 'x',
      '@odata.type': 'microsoft.graph.FILEattachment',
    };
    expect((await attach(target.attachments, again, key)).status).toBe(201);

    const itemKey = randomUUID();
    await attach(target.attachments, itemBody({ subject: 's', body: { content: 'b', contentType: 'text' } }), itemKey);
    const reordered = itemBody({ body: { contentType: 'text', content: 'b' }, subject: 's' });
    expect((await attach(target.attachments, reordered, itemKey)).status).toBe(201);
    expect(await count(target)).toBe(2);
  });

  it('Idempotency-Key gives the first answer again after the attachment was changed or deleted, and creates nothing', async () => {
    const target = await own();
    const [key, json] = [randomUUID(), fileBody('a.txt')];
    const first = await attach(target.attachments, json, key);
    const { etag, ...headers } = stableHeaders(first);
    expect(etag).toBeDefined();
    const withoutETag = { ...shown(first), headers };
    const path = `${target.attachments}/${String(first.json.id)}`;
    await api.send(path, { method: 'PATCH', json: { name: 'b.txt' }, token: person.token });
    expect(shown(await attach(target.attachments, json, key))).toEqual(withoutETag);
    expect((await target.list()).map(({ name }) => name)).toEqual(['b.txt']);
    await api.send(path, { method: 'DELETE', token: person.token });
    expect(shown(await attach(target.attachments, json, key))).toEqual(withoutETag);
    expect(await count(target)).toBe(0);
  });

  it('Idempotency-Key belongs to one caller and one event', async () => {
    const [target, other] = [await own(), await own()];
    const [key, json] = [randomUUID(), fileBody('a.txt')];
    await attach(target.attachments, json, key);
    await attach(other.attachments, json, key);
    await attach(target.attachments, fileBody('b.txt'), key, await api.token({ app: true }));
    const hook = await hooks.hook(target.attachments, { json: fileBody('c.txt'), headers: { 'Idempotency-Key': key } });
    expect(hook.status, hook.text).toBe(201);
    expect((await target.list()).map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(await count(other)).toBe(1);
  });

  it('Idempotency-Key is forgotten with the event, though one is put under its id again', async () => {
    const target = await own();
    const [key, json] = [randomUUID(), fileBody('a.txt')];
    const first = await attach(target.attachments, json, key);
    await api.send(target.event, { method: 'DELETE', token: person.token });
    expect((await attach(target.attachments, json, key)).status).toBe(404);
    await api.send(target.event, { method: 'PUT', json: anHour, token: person.token });
    const second = await attach(target.attachments, json, key);
    expect([second.status, second.json.id === first.json.id]).toEqual([201, false]);
    expect(await count(target)).toBe(1);
  });

  it('Idempotency-Key has 1 to 255 characters', async () => {
    const { attachments } = await own();
    for (const key of ['', 'x'.repeat(256)])
      expectError(await attach(attachments, fileBody('a'), key), 400, 'BadRequest', /Idempotency-Key/);
    expect((await attach(attachments, fileBody('a'), 'x'.repeat(255))).status).toBe(201);
  });

  it('Idempotency-Key needs no room for what is there already', async () => {
    const target = await own();
    const [key, json] = [randomUUID(), fileBody('a.txt')];
    await attach(target.attachments, json, key);
    const minimal = { json, token: person.token, headers: { 'Idempotency-Key': key, Prefer: 'return=minimal' } };
    expect((await api.send(target.attachments, minimal)).status).toBe(204);
    expect(await count(target)).toBe(1);
  });
});

/** What the mailbox of somebody who has nothing else holds of attachments. */
async function stored({ person: { partition } }: Target): Promise<Record<string, number>> {
  const { documents, blobs } = await mailboxState(inject('stack'), partition);
  const of = (kind: string): number => documents.filter((each) => each.kind === kind).length;
  return { attachments: of('attachment'), repeats: of('repeat'), blobs: blobs.length };
}

const times = <T>(length: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length }, (_, i) => make(i)));

describe('20 at once', () => {
  it('20 requests at once make one attachment, and each has its answer; the bytes of the others are gone', async () => {
    const target = await newTarget(api);
    const [key, json] = [randomUUID(), fileBody('a.txt')];
    const answers = await times(20, () => attach(target.attachments, json, key, target.person.token));
    expect(new Set(answers.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await stored(target)).toEqual({ attachments: 1, repeats: 1, blobs: 1 });
  });

  it('of 20 requests at once with different contents one is done, and the others are told so', async () => {
    const target = await newTarget(api);
    const key = randomUUID();
    const answers = await times(20, (i) => attach(target.attachments, fileBody(`${String(i)}.txt`), key, target.person.token));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    expect(await stored(target)).toEqual({ attachments: 1, repeats: 1, blobs: 1 });
  });

  it('20 requests at once make one on an occurrence that nobody has written to yet', async () => {
    const owner = await newStranger(api);
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
    };
    const series = `/v1.0/me/events/series-${randomUUID()}`;
    const token = owner.token;
    expect((await api.send(series, { method: 'PUT', json: { ...hourOn('03-01'), recurrence }, token })).status).toBe(201);
    const range = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';
    const found = await api.send(`${series}/instances?${range}&$select=id`, { token });
    const [, id = ''] = /"id":"([^"]+)"/.exec(found.text) ?? [];
    const key = randomUUID();
    const answers = await times(20, () => attach(`/v1.0/me/events/${id}/attachments`, fileBody('a.txt'), key, token));
    expect(new Set(answers.map((answer) => JSON.stringify(shown(answer)))).size).toBe(1);
    expect(answers[0]?.status, answers[0]?.text).toBe(201);
    const count = await api.send(`/v1.0/me/events/${id}/attachments/$count`, { token });
    expect(count.text).toBe('1');
  });
});

describe('a webhook', () => {
  it.each(['Idempotency-Key', 'webhook-id', 'X-GitHub-Delivery'])('a webhook is repeated by its %s', async (header) => {
    const target = await own();
    const key = randomUUID();
    const send = (body: string) => hooks.hook(target.attachments, { body, headers: { [header]: key, 'Content-Type': 'application/json' } });
    const first = await send('{"a":1}');
    expect(shown(await send('{"a":1}'))).toEqual(shown(first));
    expectError(await send('{"a":2}'), 409, 'Conflict');
    expect((await target.list()).map(textOf)).toEqual(['{"a":1}']);
  });

  it('a webhook without a key is another one each time', async () => {
    const target = await own();
    await times(2, () => hooks.hook(target.attachments, { body: 'x' }));
    expect(await count(target)).toBe(2);
  });

  it('a webhook is repeated as a form, whose boundary is another one each time', async () => {
    const target = await own();
    const headers = { 'Idempotency-Key': randomUUID() };
    const send = async (second: string) => {
      const form = await formOf([
        ['f', new File(['one'], 'a.txt')],
        ['f', new File([second], 'b.txt')],
        ['note', 'n'],
      ]);
      return hooks.hook(target.attachments, { body: form.body, headers: { ...form.headers, ...headers } });
    };
    const first = await send('two');
    expect(first.status, first.text).toBe(201);
    expect(shown(await send('two'))).toEqual(shown(first));
    expectError(await send('other'), 409, 'Conflict');
    expect((await target.list()).map(textOf)).toEqual(['one', 'two', '{"note":"n"}']);
    const { documents } = await mailboxState(inject('stack'), person.partition);
    const repeats = documents.filter(({ kind, made }) => kind === 'repeat' && Array.isArray(made) && made.length === 3);
    expect(repeats).toHaveLength(1);
  });
});

describe('24 hours', () => {
  const hour = 60 * 60 * 1000;
  const attachment = (name: string): NewAttachment => ({
    properties: { type: 'base', name, contentType: null, size: 1, isInline: false },
  });

  it('24 hours are how long a key counts, to the millisecond; then it names another request, once', async () => {
    const target = await newTarget(api);
    const stores = await openStores(settingsOf(inject('stack')));
    const services = createServices(stores);
    const key = {
      mailbox: { tenant: demoTenant, kind: 'users', id: target.person.id },
      event: target.event.split('/').at(-1) ?? '',
    } as const;
    const event = (await services.events.read(key)) ?? expect.fail('no event');
    const began = Date.now();
    const add = async (now: number, name: string) => {
      const [made] = await addAttachments({ ...partsOf(stores), clock: () => now }, { key, event }, [attachment(name)], 'app:test', {
        key: 'k',
      });
      return made?.attachmentId;
    };
    const first = await add(began, 'a');
    expect(await add(began + 24 * hour - 1, 'a')).toBe(first);
    await expect(add(began + 24 * hour - 1, 'b')).rejects.toMatchObject({ status: 409 });

    const later = began + 24 * hour;
    const seconds = await times(5, () => add(later, 'b'));
    expect(new Set(seconds).size).toBe(1);
    expect(seconds[0]).not.toBe(first);
    expect(await add(later + 24 * hour - 1, 'b')).toBe(seconds[0]);
    expect((await target.list()).map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await stored(target)).repeats).toBe(1);
  });
});
