// What a batch means for the service around it: its token is verified once, and the log has one line for each part and one for the whole.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { createServices, openStores } from '../../../functions/compose/app.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { callerFrom } from '../../../lib/access/tokens/caller.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { createByteBudget, type ByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { RequestLog } from '../../../lib/api/envelope.ts';
import { createGraphService, type Service } from '../../../lib/api/pipeline.ts';
import type { Reply } from '../../../lib/http/messages.ts';
import { unthrottled } from '../../support/stores/throttles.ts';
import { settingsOf } from '../../support/stores/stores.ts';

const token = 'Bearer secret-of-the-caller';
const requestId = randomUUID();
const caller = callerFrom({ tid: demoTenant, oid: randomUUID(), azp: randomUUID(), scp: 'Calendars.ReadWrite' });

let service: Service;
let budget: ByteBudget;
let verified: (string | null | undefined)[] = [];
let lines: RequestLog[] = [];

beforeAll(async () => {
  budget = createByteBudget(64 * 1024 * 1024);
  service = createGraphService({
    services: createServices(await openStores(settingsOf(inject('stack')))),
    verify(authorization) {
      verified.push(authorization);
      return Promise.resolve(caller);
    },
    budget,
    throttle: unthrottled(),
    corsOrigins: [],
    clock: systemClock,
    newRequestId: () => requestId,
    log: (entry) => lines.push(entry),
  });
  // The first request enters the caller in the directory, the second one reads that.
  for (let times = 0; times < 2; times++) await send([{ id: '1', method: 'GET', url: '/me' }]);
});

beforeEach(() => {
  verified = [];
  lines = [];
});

const post = (path: string, text: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => {
  const bytes = Buffer.from(text);
  return service({
    method: 'POST',
    url: new URL(`http://localhost/v1.0${path}`),
    headers: new Headers({ Authorization: token, ...headers }),
    body: () => Promise.resolve(bytes),
  });
};

const send = async (requests: readonly object[]): Promise<number> => (await post('/$batch', JSON.stringify({ requests }))).status;

const parts = [
  { id: 'secret-1', method: 'GET', url: "/me/events?$top=1&$filter=subject eq 'secret'", headers: { Authorization: 'Bearer secret' } },
  { id: 'secret-2', method: 'GET', url: '/me/events/secret' },
  { id: 'secret-3', method: 'POST', url: '/me/events', body: { subject: 'secret', ...anHour }, dependsOn: ['secret-2'] },
  { id: 'secret-4', method: 'GET', url: '/me/secret' },
];

it('a token is verified once, however many parts there are', async () => {
  expect(await send(parts)).toBe(200);
  expect(verified).toEqual([token]);
});

describe('the log', () => {
  it('the log has a line for each part and one for the whole, with the request-id of the batch', async () => {
    await send(parts);
    const shown = lines.map(({ began, durationMs, replyBytes, stores, ...line }) => {
      expect(began).toBeGreaterThan(0);
      // What a part asks is counted for the part alone.
      expect(stores.calls).toHaveLength(line.operation === 'event' || line.operation === 'events' ? 1 : 0);
      expect(durationMs).toBeGreaterThanOrEqual(0);
      expect(replyBytes).toBeGreaterThan(0);
      return line;
    });
    expect(shown.slice(0, -1).toSorted((a, b) => (a.part ?? 0) - (b.part ?? 0))).toEqual([
      { requestId, part: 1, method: 'GET', operation: 'events', status: 200 },
      { requestId, part: 2, method: 'GET', operation: 'event', status: 404 },
      { requestId, part: 3, method: 'POST', status: 424 },
      { requestId, part: 4, method: 'GET', status: 400 },
    ]);
    expect(shown.at(-1)).toEqual({ requestId, method: 'POST', operation: 'batch', parts: 4, status: 200 });
  });

  it('the log says nothing of what the caller has written', async () => {
    await send(parts);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('the log has one line for a batch that is refused', async () => {
    expect(await send([...parts, ...parts])).toBe(400);
    expect(lines).toMatchObject([{ operation: 'batch', status: 400 }]);
    expect(lines[0]).not.toHaveProperty('parts');
  });
});

it('a batch gives the byte budget back', async () => {
  await send(parts);
  await send([]);
  expect(budget.used).toBe(0);
});

const error = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const responses = z.object({ responses: z.array(z.object({ status: z.number(), body: error })) });

describe('the JSON body of a part', () => {
  it('the JSON body of a part is parsed once, with the batch, and written by nobody', async () => {
    const word = randomUUID();
    const requests = Array.from({ length: 20 }, (_, id) => ({
      id,
      method: 'POST',
      url: '/me/events',
      body: { subject: [], body: { content: word } },
    }));
    const text = JSON.stringify({ requests });
    const [parsing, writing] = [vi.spyOn(JSON, 'parse'), vi.spyOn(JSON, 'stringify')];
    const { body = '' } = await post('/$batch', text);
    const parsed = parsing.mock.calls.filter(([given]) => given.includes(word));
    const written = writing.mock.results.filter(({ value }) => typeof value === 'string' && value.includes(word));
    vi.restoreAllMocks();
    expect(responses.parse(JSON.parse(String(body))).responses.map(({ status }) => status)).toEqual(Array(20).fill(400));
    expect([parsed.length, written.length]).toEqual([1, 0]);
  });

  it.each([
    ['a text', '"x"'],
    ['a number', '5'],
    ['a list', '[{"subject":"x"}]'],
    ['a value of another type', '{"subject":{}}'],
    ['a number that no computer has', '{"reminderMinutesBeforeStart":1e999}'],
    ['a name that objects have of their own', '{"__proto__":{"subject":"x"}}'],
    ['a name that is there twice', '{"subject":"x","subject":[]}'],
    ['a property that there is not', '{"toJSON":{"subject":"x"}}'],
    ['too long a text', `{"subject":"${'x'.repeat(300)}"}`],
    ['other characters', '{}', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['a packed body', '{}', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }],
  ])('the JSON body of a part is refused as by itself: %s', async (_, text, headers: Readonly<Record<string, string>> = {}) => {
    const alone = await post('/me/events', text, headers);
    const part = JSON.stringify({ id: 1, method: 'POST', url: '/me/events', headers });
    const { body = '' } = await post('/$batch', `{"requests":[${part.slice(0, -1)},"body":${text}}]}`);
    const [answered] = responses.parse(JSON.parse(String(body))).responses;
    expect(answered?.status).toBe(alone.status);
    expect(alone.status).toBeGreaterThanOrEqual(400);
    expect(answered?.body).toEqual(error.parse(JSON.parse(String(alone.body))));
  });
});
