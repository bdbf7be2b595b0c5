// The limits of one caller in the service itself, where a test decides what time it is and how long a request is at work.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, inject, it } from 'vitest';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { callerFrom } from '../../../lib/access/tokens/caller.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { Services } from '../../../lib/api/call.ts';
import type { Method, Reply } from '../../../lib/http/messages.ts';
import { createGraphService } from '../../../lib/api/pipeline.ts';
import type { Throttle } from '../../../lib/api/throttling/throttle.ts';
import { settingsOf } from '../../support/stores/stores.ts';
import { throttleOf } from '../../support/stores/throttles.ts';

let services: Services;

beforeAll(async () => {
  services = createServices(await openStores(settingsOf(inject('stack'))));
});

type Send = (method: Method, path: string, body?: () => Promise<Uint8Array>, headers?: Record<string, string>) => Promise<Reply>;

/** A new user of a service with this throttle and budget. */
function userOf(throttle: Throttle, budget = createByteBudget(64 * 1024 * 1024)): Send {
  const caller = callerFrom({ tid: demoTenant, oid: randomUUID(), azp: randomUUID(), scp: 'Calendars.ReadWrite' });
  const service = createGraphService({
    services,
    verify: () => Promise.resolve(caller),
    budget,
    throttle,
    corsOrigins: [],
    clock: systemClock,
    newRequestId: () => randomUUID(),
    log: () => undefined,
  });
  return (method, path, body = () => Promise.resolve(new Uint8Array()), headers = {}) =>
    service({ method, url: new URL(`http://localhost/v1.0${path}`), headers: new Headers(headers), body });
}

const text = (value: object) => (): Promise<Uint8Array> => Promise.resolve(Buffer.from(JSON.stringify(value)));

it('who comes again after Retry-After is let in', async () => {
  let now = 0;
  const send = userOf(throttleOf({ requests: 3 }, () => now));
  for (let i = 0; i < 3; i++) expect((await send('GET', '/me')).status).toBe(200);
  const { status, headers } = await send('GET', '/me');
  expect(status).toBe(429);
  now = Number(headers['Retry-After']) * 1000;
  expect((await send('GET', '/me')).status).toBe(200);
});

it('a request that is too much at once is refused at once, its body unread, and the next one comes in when another has ended', async () => {
  const send = userOf(throttleOf({ atOnce: 2 }, systemClock));
  const bodies = Array.from({ length: 2 }, () => Promise.withResolvers<Uint8Array>());
  const slow = bodies.map(({ promise }) => send('POST', '/me/events', () => promise));
  let isRead = false;
  const refused = await send('POST', '/me/events', () => {
    isRead = true;
    return Promise.resolve(Buffer.from('{}'));
  });
  expect([refused.status, refused.headers['Retry-After'], isRead]).toEqual([429, '1', false]);
  bodies[0]?.resolve(Buffer.from(JSON.stringify(anHour)));
  expect((await slow[0])?.status).toBe(201);
  expect((await send('GET', '/me')).status).toBe(200);
  // One that fails gives its place back, too.
  bodies[1]?.reject(new Error('broken off'));
  await slow[1];
  const others = await Promise.all([send('GET', '/me'), send('GET', '/me')]);
  expect(others.map(({ status }) => status)).toEqual([200, 200]);
});

it('of large bodies at once one caller’s are refused with 429 and all callers’ together with 503, none that is refused is held, and all come in later', async () => {
  const [length, fit, callers, each, atOnce] = [100_000, 5, 3, 6, 4];
  const body = Buffer.from(JSON.stringify({ subject: 'large', ...anHour }).padEnd(length));
  const budget = createByteBudget(fit * 3 * length + length);
  const throttle = throttleOf({ atOnce }, systemClock);
  const users = Array.from({ length: callers }, () => userOf(throttle, budget));
  for (const send of users) expect((await send('GET', '/me')).status).toBe(200);
  const arrives = Promise.withResolvers<Uint8Array>();
  let read = 0;
  const posts = users.flatMap((send) =>
    Array.from({ length: each }, async () => ({
      send,
      reply: await send('POST', '/me/events', () => {
        read++;
        return arrives.promise;
      }),
    })),
  );
  await expect.poll(() => read).toBe(callers * atOnce);
  arrives.resolve(body);
  const answers = await Promise.all(posts);
  const counts = Object.groupBy(answers, ({ reply }) => reply.status);
  expect(Object.fromEntries(Object.entries(counts).map(([status, all]) => [status, all?.length]))).toEqual({
    201: fit,
    429: callers * (each - atOnce),
    503: callers * atOnce - fit,
  });
  const refused = answers.filter(({ reply }) => reply.status !== 201);
  expect(new Set(refused.map(({ reply }) => reply.headers['Retry-After']))).toEqual(new Set(['1']));
  expect([read, budget.used]).toEqual([callers * atOnce, 0]);
  for (const { send } of refused) expect((await send('POST', '/me/events', () => Promise.resolve(body))).status).toBe(201);
  for (const send of users) expect(String(Buffer.from((await send('GET', '/me/events/$count')).body ?? ''))).toBe(String(each));
});

it('a batch keeps no place from its own parts: four at once are enough for all of them', async () => {
  const send = userOf(throttleOf({ atOnce: 4 }, systemClock));
  const requests = Array.from({ length: 20 }, (_, i) => ({ id: String(i), method: 'GET', url: '/me/events' }));
  const { status, body } = await send('POST', '/$batch', text({ requests }));
  expect(status).toBe(200);
  const { responses } = JSON.parse(String(Buffer.from(body ?? ''))) as { readonly responses: readonly { readonly status: number }[] };
  expect(responses.map((each) => each.status)).toEqual(requests.map(() => 200));
});

it('five attendees that are looked up count as a request more; what would be too many is refused before any is, and nothing is made', async () => {
  let now = 0;
  const send = userOf(throttleOf({ requests: 20 }, () => now));
  const attendees = Array.from({ length: 50 }, () => ({ emailAddress: { address: `${randomUUID()}@nobody.example` } }));
  const invite = () => send('POST', '/me/events', text({ subject: 'x', ...anHour, attendees }));
  expect((await invite()).status).toBe(201);
  const refused = await invite();
  expect([refused.status, Number(refused.headers['Retry-After']) > 1]).toEqual([429, true]);
  expect(String(Buffer.from((await send('GET', '/me/events/$count')).body ?? ''))).toBe('1');
  now = Number(refused.headers['Retry-After']) * 1000;
  expect((await invite()).status).toBe(201);
});

it("bytes are counted by the length that the request names; a batch's parts bring none of their own", async () => {
  const send = userOf(throttleOf({ bytes: 1000 }, systemClock));
  const requests = [
    { id: '1', method: 'POST', url: '/me/events', headers: { 'Content-Length': '5000' }, body: { subject: 'x', ...anHour } },
  ];
  const { status, body } = await send('POST', '/$batch', text({ requests }), { 'Content-Length': '900' });
  expect([status, String(Buffer.from(body ?? '')).includes('"status":201')]).toEqual([200, true]);
  expect((await send('POST', '/me/events', text({}), { 'Content-Length': '200' })).status).toBe(429);
  expect((await send('POST', '/me/events', text(anHour), { 'Content-Length': 'none' })).status).toBe(201);
});
