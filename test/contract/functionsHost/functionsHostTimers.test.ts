// Timers of the Functions host: by schedule, at the start, by hand.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startHost } from './app/startHost.ts';
import type { StartedHost } from './app/startHost.ts';

const key = 'the key';

let host: StartedHost;
beforeAll(async () => {
  host = await startHost({ EVERY_SECOND: '* * * * * *', FUNCTIONS_KEY: key });
});
afterAll(() => host.stop());

async function runs(): Promise<unknown> {
  return JSON.parse((await call(host.url, '/runs')).body.toString());
}

/** How often a timer ran, or noted something. */
async function ran(name: string): Promise<number> {
  const all = await runs();
  return typeof all === 'object' && all !== null ? Number(new Map<string, unknown>(Object.entries(all)).get(name) ?? 0) : 0;
}

const headers = { 'x-functions-key': key };

const trigger = async (name: string, method = 'POST'): Promise<[number, number]> => {
  const { status, body } = await call(host.url, `/admin/functions/${name}`, { method, headers });
  return [status, body.length];
};

test('a timer runs by its schedule, which a setting may hold, again and again', async () => {
  await expect.poll(() => ran('everySecond'), { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  expect(await ran('next .000Z')).toBeGreaterThanOrEqual(2);
});

test('a timer runs at the start where it asks for that', async () => {
  await expect.poll(runs).toMatchObject({ atStart: 1 });
});

test('a timer that a setting disables runs by hand alone', async () => {
  const paused = await startHost({
    FUNCTIONS_KEY: key,
    EVERY_SECOND: '* * * * * *',
    'AzureWebJobs.atStart.Disabled': 'true',
    'AzureWebJobs.unscheduled.Disabled': '0',
  });
  await expect.poll(async () => (await call(paused.url, '/runs')).body.toString(), { timeout: 10_000 }).toContain('everySecond');
  expect((await call(paused.url, '/admin/functions/atStart', { method: 'POST', headers })).status).toBe(202);
  expect(JSON.parse((await call(paused.url, '/runs')).body.toString())).toMatchObject({ atStart: 1 });
  await paused.stop();
});

test('a timer that is run by hand is 202 once the run has ended', async () => {
  expect(await trigger('byHand')).toEqual([202, 0]);
  expect(await runs()).toMatchObject({ byHand: 1 });
  expect(await trigger('BYHAND')).toEqual([202, 0]);
  expect(await runs()).toMatchObject({ byHand: 2 });
});

test('a timer that is run by hand is 401 without the key, and with a wrong one, whatever timer is meant; nothing runs', async () => {
  const before = await ran('byHand');
  const attempt = async (path: string, sent: object): Promise<number> => (await call(host.url, path, { method: 'POST', ...sent })).status;
  for (const name of ['byHand', 'nothing']) {
    expect(await attempt(`/admin/functions/${name}`, {})).toBe(401);
    expect(await attempt(`/admin/functions/${name}?code=wrong`, {})).toBe(401);
    expect(await attempt(`/admin/functions/${name}`, { headers: { 'x-functions-key': 'wrong' } })).toBe(401);
  }
  expect(await ran('byHand')).toBe(before);
  expect(await attempt(`/admin/functions/byHand?code=${encodeURIComponent(key)}`, {})).toBe(202);
  expect(await ran('byHand')).toBe(before + 1);
});

test('a timer that is run by hand and fails is an empty 500, its error in the log', async () => {
  expect(await trigger('failing')).toEqual([500, 0]);
  await expect.poll(() => host.err()).toMatch(/\[error\].*"failing" failed.*tick failed/);
});

test('a schedule whose setting is missing is logged; the timer still runs by hand', async () => {
  expect(host.err()).toMatch(/\[error\].*"unscheduled".*%NOT_SET%/);
  expect(await trigger('unscheduled')).toEqual([202, 0]);
});

test.each([
  ['nosuch', 'POST'],
  ['runs', 'POST'],
  ['byHand', 'GET'],
])('%s by %s is an empty 404', async (name, method) => {
  expect(await trigger(name, method)).toEqual([404, 0]);
});

test('a ping is answered', async () => {
  const { status, body } = await call(host.url, '/admin/host/ping');
  expect([status, body.length]).toEqual([200, 0]);
});
