// What the log says of requests and of the sweep: counts that are those of the stores, and nothing of a person.
import { anHour } from '../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoTenant } from '../../infra/local/provision/demo/tenant.ts';
import { mailboxPartition } from '../../lib/calendar/mailbox.ts';
import type { Api, Answer, Sent } from '../support/api/api.ts';
import { bareBody, fileBody, itemBody, referenceBody, sessionBody } from '../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../support/process/countedStack.ts';
import type { Cost, StoreCall } from '../support/faults/countingProxy.ts';
import { lineOf, logLines, type RequestLine } from '../support/process/logLines.ts';
import { newEventOf, newStranger, type Person } from '../support/people/people.ts';
import { blobContainer, ownNames, settingsOf } from '../support/stores/stores.ts';

const names = ownNames();
let stack: CountedStack;
let api: Api;
let person: Person;
let list: string;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'), { ...names });
  ({ api } = stack);
  person = await newStranger(api);
  list = `${await newEventOf(api, person)}/attachments`;
  await send(list, { json: fileBody('first') });
});
afterAll(() => stack.stop());

const send: Api['send'] = (path, sent) => api.send(path, { token: person.token, ...sent });

/** A request's answer, what went through the proxies for it, and its line. */
async function observed(path: string, sent?: Sent): Promise<{ answer: Answer; calls: Cost['calls']; line: RequestLine }> {
  const answers: Answer[] = [];
  const { calls } = await stack.count(async () => answers.push(await send(path, sent)));
  const [answer = expect.fail('no answer')] = answers;
  return { answer, calls, line: await lineOf(() => stack.output(), answer.headers.get('request-id')) };
}

/** The log's word for a call that a proxy saw. */
const kinds: Readonly<Record<Exclude<StoreCall, 'aside'>, string>> = {
  'point read': 'read',
  query: 'query',
  batch: 'batch',
  create: 'create',
  replace: 'replace',
  patch: 'patch',
  remove: 'remove',
  'blob put': 'blobPut',
  'blob get': 'blobGet',
  'blob delete': 'blobDelete',
};
const asLogged = (calls: Cost['calls']) =>
  Object.fromEntries(Object.entries(kinds).flatMap(([call, kind]) => (call in calls ? [[kind, calls[call as StoreCall]]] : [])));

describe('a request’s line', () => {
  it.each<[string, () => Promise<readonly [string, Sent?]> | readonly [string, Sent?], string, number]>([
    ['a list with bytes', () => [list], 'attachments', 200],
    ['a file', () => [list, { json: fileBody('a') }], 'attachments', 201],
    ['a bare description', () => [list, { json: bareBody() }], 'attachments', 201],
    ['an item', () => [list, { json: itemBody({}) }], 'attachments', 201],
    ['a count', () => [`${list}/$count`], 'attachments/$count', 200],
    ['a list of events', () => ['/v1.0/me/events'], 'events', 200],
    ['a new event', () => ['/v1.0/me/events', { json: { subject: 'x', ...anHour } }], 'events', 201],
    ['an upload session', () => [`${list}/createUploadSession`, { json: sessionBody(5) }], 'createUploadSession', 201],
    ['a range', range, 'upload', 201],
    ['a change', () => changed({ method: 'PATCH', json: { name: 'b' } }), 'attachment', 200],
    ['a deletion', () => changed({ method: 'DELETE' }), 'attachment', 204],
    ['nothing found', () => [`${list}/none`], 'attachment', 404],
    ['nothing written', () => [list, { json: { '@odata.type': '#microsoft.graph.fileAttachment' } }], 'attachments', 400],
  ])('a request’s line of %s has the counts of the stores', async (_, request, operation, status) => {
    const [path, sent] = await request();
    const { answer, calls, line } = await observed(path, sent);
    expect(answer.status, answer.text).toBe(status);
    expect(line).toMatchObject({
      level: 'info',
      method: sent?.method ?? (sent?.json === undefined ? 'GET' : 'POST'),
      operation,
      status,
      replyBytes: answer.bytes.length,
      storeCalls: asLogged(calls),
      throttled: 0,
      retries: 0,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    });
    // Each document that is read or written costs at least one unit.
    const { read = 0, query = 0, batch = 0, replace = 0 } = line.storeCalls;
    expect(line.requestCharge).toBeGreaterThanOrEqual(read + query + batch + replace);
    expect(line.durationMs).toBeGreaterThanOrEqual(line.storeMs);
    expect(line.storeMs).toBeGreaterThan(0);
  });

  async function range(): Promise<readonly [string, Sent]> {
    const { json } = await send(`${list}/createUploadSession`, { json: sessionBody(5) });
    return [String(json.uploadUrl), { method: 'PUT', body: 'hello', headers: { 'Content-Range': 'bytes 0-4/5' } }];
  }

  async function changed(sent: Sent): Promise<readonly [string, Sent]> {
    const { json } = await send(list, { json: fileBody('a') });
    return [`${list}/${String(json.id)}`, sent];
  }

  it('a request’s line counts the pages of a query, and sums their charges', async () => {
    const { calls, line } = await observed(`${list}?$select=id`);
    expect(line.storeCalls).toEqual({ read: 1, query: calls.query });
    expect(line.requestCharge).toBeGreaterThan(2);
  });

  it('a request’s line is there for every refusal, without an operation where the path says none', async () => {
    const token = { token: null };
    for (const [path, sent, status, operation] of [
      [list, token, 401, undefined],
      ['/v1.0/me/nothing', undefined, 400, undefined],
      ['/nothing', undefined, 404, undefined],
      [list, { method: 'PUT', json: {} }, 405, 'attachments'],
      ['/uploads/none', undefined, 404, 'upload'],
      [`/v1.0/users/${randomUUID()}/events/e/attachments`, undefined, 403, 'attachments'],
    ] as const) {
      const { answer, calls, line } = await observed(path, sent);
      expect([answer.status, line.status, line.operation]).toEqual([status, status, operation]);
      expect(line.storeCalls).toEqual(asLogged(calls));
      expect(line.error).toBeUndefined();
    }
  });

  it('a request’s line carries the ids of the caller: its own GUID, and the trace that it is in', async () => {
    const [id, trace] = [randomUUID(), '0af7651916cd43dd8448eb211c80319c'];
    const headers = { 'client-request-id': id, traceparent: `00-${trace}-b7ad6b7169203331-00` };
    expect((await observed(list, { headers })).line).toMatchObject({ clientRequestId: id, traceId: trace });
    expect((await observed(list, { headers: { 'client-request-id': 'me' } })).line.clientRequestId).toBeUndefined();
  });

  it('a request’s line counts for one request alone what is asked side by side', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => send(i % 2 === 0 ? `${list}/$count` : list, i % 2 === 0 ? {} : { json: bareBody() })),
    );
    for (const [i, { headers }] of answers.entries())
      expect((await lineOf(() => stack.output(), headers.get('request-id'))).storeCalls).toEqual(
        i % 2 === 0 ? { read: 1 } : { read: 1, batch: 1 },
      );
  });
});

it('the sweep’s line has its counts', async () => {
  const before = logLines(stack.output()).length;
  expect((await api.sweep()).status).toBe(202);
  const line = () =>
    logLines(stack.output())
      .slice(before)
      .find(({ event }) => event === 'sweep');
  await expect.poll(line).toMatchObject({
    level: 'info',
    durationMs: expect.any(Number) as unknown,
    blobs: expect.any(Number) as unknown,
    requestCharge: expect.any(Number) as unknown,
    storeCalls: { query: expect.any(Number) as unknown },
  });
});

describe('nothing of a person, of a file or of a key is in the log:', () => {
  /** What every value carries that must not be there. */
  const mark = `Zq${randomUUID().replaceAll('-', '').slice(0, 12)}`;

  it('names, subjects, contents, addresses, queries, paths, tokens and upload URLs are not in the log', async () => {
    const upn = `${mark}@contoso.example`;
    const token = await api.token({ user: upn });
    let told = 0;
    let last: string | null = null;
    const say = async (status: number, path: string, sent: Sent = {}): Promise<Answer> => {
      const answer = await api.send(path, { token, ...sent });
      expect(answer.status, `${sent.method ?? ''} ${path}: ${answer.text}`).toBe(status);
      told += answer.text.includes(mark) ? 1 : 0;
      last = answer.headers.get('request-id');
      return answer;
    };
    const event = `/v1.0/me/events/${mark}-event`;
    const attachments = `${event}/attachments`;
    const attendees = [{ type: 'required', emailAddress: { address: upn, name: mark } }];
    const about = {
      subject: mark,
      ...anHour,
      body: { contentType: 'text', content: `${mark} body` },
      location: { displayName: mark },
      attendees,
    };
    await say(201, event, { method: 'PUT', json: about });
    const { json: file } = await say(201, attachments, { json: fileBody(`${mark}.txt`, mark) });
    const { json: item } = await say(201, attachments, { json: itemBody({ subject: mark }, { name: mark }) });
    await say(201, attachments, { json: referenceBody({ name: mark, sourceUrl: `https://contoso.example/${mark}` }) });
    await say(200, `${attachments}?$filter=startswith(name,'${mark}')`);
    await say(412, `${attachments}/${String(file.id)}/$value`, { headers: { 'If-Match': `"${mark}"`, 'User-Agent': mark } });
    await say(400, `/v1.0/users/${upn}/events?$select=${mark}`);
    await say(403, `/v1.0/users('${mark}@elsewhere.example')/events/${mark}/attachments`);
    await say(400, `/v1.0/me/${mark}/events`);
    await say(400, `${attachments}?code=${mark}`, { json: fileBody(mark) });
    await say(404, `/${mark}?${mark}`);
    await say(201, '/v1.0/me/calendars', { json: { name: mark } });
    await say(400, attachments, { body: `{"${mark}": `, headers: { 'Content-Type': 'application/json' } });
    await say(401, attachments, { token: `${mark}.${mark}.${mark}` });
    await say(200, attachments, { headers: { 'client-request-id': mark, 'Idempotency-Key': mark } });
    const size = { AttachmentItem: { attachmentType: 'file', name: mark, size: 6 } };
    const uploadUrl = String((await say(201, `${attachments}/createUploadSession`, { json: size })).json.uploadUrl);
    const put = (status: number, range: string, body: string) =>
      say(status, uploadUrl, { method: 'PUT', body, headers: { 'Content-Range': range } });
    await put(200, 'bytes 0-2/6', 'abc');
    await put(416, 'bytes 0-2/7', 'abc');
    await put(201, 'bytes 3-5/6', 'def');
    await say(404, `/uploads/${mark}`);
    // What the stores hold may be broken: faults are told with their causes.
    await breakContent(upn);
    await say(500, `${attachments}/${String(item.id)}?$expand=microsoft.graph.itemattachment/item`);
    await say(204, event, { method: 'DELETE' });
    await api.sweep();

    const line = await lineOf(() => stack.output(), last);
    expect(line.status).toBe(204);
    expect(logLines(stack.output()).filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(told).toBeGreaterThan(5);
    const uploadToken = /\/uploads\/(.+)$/.exec(uploadUrl)?.[1] ?? expect.fail('no upload URL');
    const codes = Buffer.from(mark).toString('base64').slice(0, 16);
    for (const secret of [mark, mark.toLowerCase(), codes, uploadToken, token, demoTenant, 'code=']) expect(linesWith(secret)).toEqual([]);
  });

  /** Writes text that is no JSON, and names somebody, over each content of a person's mailbox. */
  async function breakContent(upn: string): Promise<void> {
    const settings = settingsOf(inject('stack'), names);
    const { id } = await newStranger(api, { upn });
    for await (const { name, metadata } of blobContainer(settings).listBlobsFlat({ includeMetadata: true })) {
      if (decodeURIComponent(metadata?.partition ?? '') !== mailboxPartition({ tenant: demoTenant, kind: 'users', id })) continue;
      await blobContainer(settings)
        .getBlockBlobClient(name)
        .upload(mark, mark.length, { ...(metadata && { metadata }) });
    }
  }

  const linesWith = (text: string): string[] =>
    stack
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{') || line.startsWith('['))
      .filter((line) => line.includes(text));
});
