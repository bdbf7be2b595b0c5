// The limits of one caller, over HTTP: who sends too much is told when to come again, and everybody else is served meanwhile.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { batch, gets } from '../../support/api/batches.ts';
import { allowHooks, newTarget, startHookStack, type HookStack } from '../../support/api/hooks.ts';
import { lineOf } from '../../support/process/logLines.ts';
import { startAppHost } from '../../support/process/appHost.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { newSession, putRange } from '../../support/api/uploadOverHttp.ts';

let hooks: HookStack;
let api: Api;

beforeAll(async () => {
  const limits = { CALLER_REQUESTS: '100', CALLER_BODIES_MIB: '16', CALLER_WINDOW_SECONDS: '3600', CALLER_AT_ONCE: '8' };
  hooks = await startHookStack({ ...allowHooks('*'), ...limits });
  api = await openApi(hooks.stack);
});

afterAll(() => hooks.stop());

/** Sends until it is refused; resolves to the refusal, which has to come within the limit. */
async function exhausted(send: () => Promise<Answer>, most = 101): Promise<Answer> {
  for (let i = 0; i < most; i++) {
    const answer = await send();
    if (answer.status === 429 || answer.status === 503) return answer;
  }
  return expect.fail(`nothing was refused within ${most} requests`);
}

const as =
  ({ token }: Pick<Person, 'token'>) =>
  (path: string, sent: Sent = {}): Promise<Answer> =>
    api.send(path, { token, ...sent });

function expectTooMany(answer: Answer): void {
  expectError(answer, 429, 'TooManyRequests');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1);
}

describe('a caller that has sent too much', () => {
  let person: Person;
  let send: ReturnType<typeof as>;

  beforeAll(async () => {
    person = await newStranger(api, { scope: 'Calendars.ReadWrite Calendars.Read.Shared' });
    send = as(person);
    await exhausted(() => send('/v1.0/me'));
  });

  it('a caller that has sent too much is told 429 and when to come again, whatever it asks for', async () => {
    for (const path of ['/v1.0/me', '/beta/me/events', `/v1.0/users/${person.id}/calendarView`, '/v1.0/no/such/path'])
      expectTooMany(await send(path));
    expectTooMany(await send('/v1.0/me/events', { json: { subject: 'x', ...anHour } }));
    expectTooMany(await send('/v1.0/$batch', { json: { requests: gets('/me') } }));
  });

  it('a caller that has sent too much gets no further by naming the mailbox of somebody else, who goes on being served', async () => {
    const other = await newStranger(api);
    expectTooMany(await send(`/v1.0/users/${other.id}/events`));
    for (let i = 0; i < 20; i++) expect((await as(other)('/v1.0/me/events')).status).toBe(200);
  });

  it('a caller that has sent too much costs no call to a store', async () => {
    const refused = await send('/v1.0/me/events');
    const line = await lineOf(() => hooks.stack.output(), refused.headers.get('request-id'));
    expect([line.status, line.storeCalls]).toEqual([429, {}]);
  });

  it('a caller that has sent too much does not keep the application itself out of its mailbox', async () => {
    const token = await api.token({ app: true });
    expect((await api.send(`/v1.0/users/${person.id}/events`, { token })).status).toBe(200);
  });

  it('a caller that has sent too much keeps nobody else out: health, metadata, and who has no token at all', async () => {
    const asked = await Promise.all([
      ...Array.from({ length: 30 }, () => send('/v1.0/me')),
      ...['/health', '/health/ready', '/v1.0/$metadata'].map((path) => api.send(path, { token: null })),
      api.send('/v1.0/me', { token: null }),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([...Array.from({ length: 30 }, () => 429), 200, 200, 200, 401]);
  });
});

it('an application has the limit for each mailbox', async () => {
  const token = await api.token({ app: true });
  const [one, other] = [await newStranger(api), await newStranger(api)];
  for (const { token: own } of [one, other]) await api.send('/v1.0/me', { token: own });
  expectTooMany(await exhausted(() => api.send(`/v1.0/users/${one.id}/events`, { token })));
  expect((await api.send(`/v1.0/users/${other.id}/events`, { token })).status).toBe(200);
  expectTooMany(await api.send(`/beta/Users('${one.id.toUpperCase()}')/calendar/events`, { token }));
});

it('each part of a batch is a request: what is too much is 429 in its own part', async () => {
  const send = { send: as(await newStranger(api)) };
  // A batch and its parts are 21 requests: the fifth has room for 15 of its parts.
  for (let i = 0; i < 4; i++)
    expect(new Set((await batch(send, gets(...Array<string>(20).fill('/me')))).map(({ status }) => status))).toEqual(new Set([200]));
  const parts = await batch(send, gets(...Array<string>(20).fill('/me')));
  const refused = parts.filter(({ status }) => status === 429);
  expect([parts.length - refused.length, refused.length]).toEqual([15, 5]);
  for (const { headers, body } of refused) {
    expect(Number(headers['Retry-After'])).toBeGreaterThan(1);
    expect(body).toMatchObject({ error: { code: 'TooManyRequests' } });
  }
});

it('bodies count by their bytes, and requests without one go on', async () => {
  const person = await newStranger(api);
  const event = await newEventOf(api, person);
  const contentBytes = Buffer.alloc(2_900_000, 7).toString('base64');
  const json = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes };
  const refused = await exhausted(() => as(person)(`${event}/attachments`, { json }), 6);
  expectTooMany(refused);
  expect(refused.text).toContain('bytes of bodies');
  expect((await as(person)(`${event}/attachments/$count`)).text).toBe('4');
});

it('an upload URL counts for who made it once its secret has opened it; forged ones count for nobody', async () => {
  const person = await newStranger(api);
  const event = await newEventOf(api, person);
  const { json } = await as(person)(`${event}/attachments/createUploadSession`, { json: sessionBody(1000) });
  const url = String(json.uploadUrl);
  const forged = url.replace(/.{43}$/, 'A'.repeat(43));
  for (let i = 0; i < 110; i++) expect((await api.send(forged, { token: null })).status).toBe(404);
  const first = await putRange(api, url, new Uint8Array(10), { total: 1000 });
  expect(first.status).toBe(200);
  expectTooMany(await exhausted(() => api.send(url, { token: null })));
  expectTooMany(await putRange(api, url, new Uint8Array(10), { first: 10, total: 1000 }));
  expectTooMany(await api.send(url, { token: null, method: 'DELETE' }));
  expect((await as(person)(event)).status).toBe(200);
});

describe('an upload session whose ranges come again and again', () => {
  const mebibyte = 1024 * 1024;

  it('an upload session whose ranges come again and again takes its file twice and one range more, and then none; the other sessions of its mailbox go on', async () => {
    const host = await startAppHost({ CALLER_BODIES_MIB: '64' });
    try {
      const own = host.api;
      const event = await own.newEvent();
      const [url, other] = [await newSession(own, event, 4 * mebibyte), await newSession(own, event, 4 * mebibyte)];
      const range = new Uint8Array(3 * mebibyte);
      const again = () => putRange(own, url, range, { total: 4 * mebibyte });
      for (let i = 0; i < 8; i++) expect((await again()).status).toBe(200);
      const refused = await again();
      expectTooMany(refused);
      expect(refused.text).toContain(`This upload session takes at most ${24 * mebibyte} bytes in 600 seconds`);
      // What is left to be sent would have fitted, had it come in time.
      expectTooMany(await putRange(own, url, new Uint8Array(mebibyte), { first: 3 * mebibyte, total: 4 * mebibyte }));
      expect((await own.send(url, { token: null })).status).toBe(200);
      expect((await putRange(own, other, new Uint8Array(4 * mebibyte), { total: 4 * mebibyte })).status).toBe(201);
    } finally {
      await host.end();
    }
  });

  it('an upload session whose ranges come again and again counts for who made it: nobody else is kept from uploading into the same mailbox', async () => {
    const [owner, writer] = [await newStranger(api), await newStranger(api, { scope: 'Calendars.ReadWrite Calendars.ReadWrite.Shared' })];
    expect((await as(writer)('/v1.0/me/calendar')).status).toBe(200);
    const event = await newEventOf(api, owner);
    const share = { emailAddress: { address: writer.upn }, role: 'write' };
    expect((await as(owner)('/v1.0/me/calendar/calendarPermissions', { json: share })).status).toBe(201);
    const shared = event.replace('/me/', `/users/${owner.id}/`);
    const sessionFor = async (person: Person, path: string): Promise<string> => {
      const { json, status, text } = await as(person)(`${path}/attachments/createUploadSession`, { json: sessionBody(4 * mebibyte) });
      expect(status, text).toBe(201);
      return String(json.uploadUrl);
    };
    const [own, others] = [await sessionFor(owner, event), await sessionFor(writer, shared)];
    await exhausted(() => putRange(api, others, new Uint8Array(3 * mebibyte), { total: 4 * mebibyte }), 6);
    expectTooMany(await putRange(api, await sessionFor(writer, shared), new Uint8Array(3 * mebibyte), { total: 4 * mebibyte }));
    expect((await putRange(api, own, new Uint8Array(4 * mebibyte), { total: 4 * mebibyte })).status).toBe(201);
  });
});

it('webhooks count for the mailbox that they write to, and are told 503', async () => {
  const [one, other] = [await newTarget(api), await newTarget(api)];
  const post = (path: string): Promise<Answer> =>
    hooks.hook(`${path}?name=a.txt`, { body: 'a', headers: { 'Content-Type': 'text/plain' } });
  const refused = await exhausted(() => post(one.attachments));
  expectError(refused, 503, 'ServiceUnavailable');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
  expect((await post(other.attachments)).status).toBe(201);
  expect((await api.send(one.event, { token: one.person.token })).status).toBe(200);
});
