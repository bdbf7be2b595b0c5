// The API for tests, from the sources: its clock, faults, seed, reset and notes do what they say to a running cloud.
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCalendarCloud, type CalendarCloud } from '../../../infra/local/testing/testing.ts';
import { expiring, type Client } from '../../support/testing/expiring.ts';
import { openIssuer } from '../../support/testing/signIn.ts';

const nina = 'nina@contoso.example';
const seed = {
  people: [{ userPrincipalName: nina }],
  groups: [{ mailNickname: 'crew', members: [nina] }],
  calendars: [{ owner: nina, name: 'Trips' }],
  events: [
    { owner: nina, id: 'seeded', ...hour('seeded'), attachments: [{ name: 'a.txt', contentBytes: Buffer.from('hello') }] },
    { owner: nina, calendar: 'Trips', ...hour('a trip') },
    { owner: 'crew', ...hour('of the crew') },
  ],
};

let cloud: CalendarCloud;
beforeAll(async () => {
  cloud = await startCalendarCloud({
    seed,
    env: { 'AzureWebJobs.changes.Disabled': 'true', 'AzureWebJobs.sweep.Disabled': 'true', CALLER_REQUESTS: '100' },
  });
});
afterAll(() => cloud.stop());
beforeEach(() => cloud.reset());

function hour(subject: string): object {
  return { subject, start: { dateTime: '2027-03-01T10:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T11:00', timeZone: 'UTC' } };
}

const send: Client['send'] = async (path, method = 'GET', body, headers = {}) =>
  fetch(path.startsWith('http') ? path : `${cloud.url}/v1.0${path}`, {
    method,
    redirect: 'manual',
    headers: { Authorization: `Bearer ${await cloud.token(nina)}`, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const list = z.object({ value: z.array(z.looseObject({ id: z.string(), subject: z.string().optional(), name: z.string().optional() })) });
const valueOf = async (path: string) => list.parse(await (await send(path)).json()).value;
const subjects = async (path: string) => (await valueOf(path)).map(({ subject }) => subject);

describe('seed', () => {
  it('seed makes people, groups, calendars and events with attachments', async () => {
    expect(await subjects('/me/events')).toEqual(['seeded']);
    expect((await valueOf('/me/events/seeded/attachments')).map(({ name }) => name)).toEqual(['a.txt']);
    const trips = (await valueOf('/me/calendars')).find(({ name }) => name === 'Trips');
    expect(await subjects(`/me/calendars/${trips?.id}/events`)).toEqual(['a trip']);
  });

  it('seed tells which request was refused, and why', async () => {
    await expect(cloud.seed({ events: [{ owner: nina, subject: 'no times' }] })).rejects.toThrow(/POST \/me\/events: 400 /);
  });

  it('seed that is not kept goes with the next reset, and one that is kept stays', async () => {
    await cloud.seed({ events: [{ owner: nina, ...hour('for a while') }], keep: false });
    expect(await subjects('/me/events')).toHaveLength(2);
    await cloud.reset();
    expect(await subjects('/me/events')).toEqual(['seeded']);
    await cloud.seed({
      people: [{ userPrincipalName: 'omar@contoso.example' }],
      events: [{ owner: 'omar@contoso.example', ...hour('his') }],
    });
    await cloud.reset();
    const users = await fetch(`${cloud.url}/v1.0/users/omar@contoso.example/events`, {
      headers: { Authorization: `Bearer ${await cloud.appToken()}` },
    });
    expect(list.parse(await users.json()).value.map(({ subject }) => subject)).toEqual(['his']);
  });
});

describe('reset', () => {
  it('reset brings back what was deleted, with its bytes, and takes away what was made', async () => {
    const [file] = await valueOf('/me/events/seeded/attachments');
    expect((await send('/me/events/seeded', 'DELETE')).status).toBe(204);
    expect((await send('/me/events', 'POST', hour('made'))).status).toBe(201);
    await cloud.reset();
    expect(await subjects('/me/events')).toEqual(['seeded']);
    const bytes = await send(`/me/events/seeded/attachments/${file?.id}/$value`);
    expect([bytes.status, await bytes.text()]).toEqual([200, 'hello']);
  });

  const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 2 } };
  const view = async (): Promise<unknown> =>
    (await subjects('/me/calendarView?startDateTime=2027-03-01T00:00Z&endDateTime=2027-03-09T00:00Z')).sort();

  it.each([
    ['the clock as it was', () => cloud.clock.now()],
    ['a clock that was moved forward', () => cloud.clock.advance({ days: 3 })],
    ['a clock that was moved back', () => cloud.clock.set('2026-01-01T00:00:00Z')],
  ])('reset leaves nothing of windows that were looked at, with %s', async (_, move) => {
    expect(await view()).toEqual(['seeded']);
    await move();
    expect((await send('/me/events', 'POST', { ...hour('made'), recurrence: daily })).status).toBe(201);
    expect(await view()).toEqual(['made', 'made', 'seeded']);
    await cloud.reset();
    expect(await view()).toEqual(['seeded']);
  });

  it('reset signs everybody out: sessions, codes, refresh tokens and devices from before count no more, those from behind do', async () => {
    const issuer = await openIssuer(cloud);
    const browser = issuer.browser();
    const [, refreshToken] = await issuer.redeem(await browser.signIn(nina));
    const [code, device] = [await browser.signIn(nina), await issuer.device()];
    expect([(await issuer.refresh(refreshToken))[0], await browser.isSignedIn(), (await device())[2]]).toEqual([200, true, 70016]);
    await cloud.reset();
    expect(await browser.isSignedIn()).toBe(false);
    expect(await issuer.refresh(refreshToken)).toEqual([400, undefined, 50173]);
    expect(await issuer.redeem(code)).toEqual([400, undefined, 50173]);
    expect((await device())[2]).toBe(501461);
    const [, again] = await issuer.redeem(await browser.signIn(nina));
    expect([(await issuer.refresh(again))[0], await browser.isSignedIn()]).toEqual([200, true]);
  });

  it('reset lets people come anew whom the service has just seen', async () => {
    const passing = async (): Promise<number> => {
      const headers = {
        Authorization: `Bearer ${await cloud.token('passing@contoso.example', { scope: 'User.Read Calendars.ReadWrite' })}`,
      };
      await fetch(`${cloud.url}/v1.0/me/calendar`, { headers });
      return (await fetch(`${cloud.url}/v1.0/me`, { headers })).status;
    };
    expect(await passing()).toBe(200);
    await cloud.reset();
    expect(await passing()).toBe(200);
  });
});

describe('clock', () => {
  it('clock moves tokens, the service’s times and what the store expires, and reset brings it back', async () => {
    const token = await cloud.token(nina);
    const later = await cloud.clock.advance({ days: 40, hours: 2 });
    expect(later.getTime() - Date.now()).toBeGreaterThan(40 * 86_400_000);
    const old = await fetch(`${cloud.url}/v1.0/me/events`, { headers: { Authorization: `Bearer ${token}` } });
    expect(old.status).toBe(401);
    const made = z.object({ createdDateTime: z.string() }).parse(await (await send('/me/events', 'POST', hour('later'))).json());
    expect(Date.parse(made.createdDateTime)).toBeGreaterThanOrEqual(later.getTime() - 1000);
    expect((await cloud.clock.set('2030-01-01T00:00:00Z')).getUTCFullYear()).toBe(2030);
    await cloud.reset();
    expect(Math.abs((await cloud.clock.now()).getTime() - Date.now())).toBeLessThan(60_000);
  });

  it.each(expiring)('clock ends $what when its time has come, and not before', async ({ lives, then, begin, seen: [there, over] }) => {
    const look = await begin({ cloud, upn: nina, event: 'seeded', send });
    await cloud.clock.advance(lives);
    await expect.poll(look, { timeout: 5000 }).toEqual(there);
    await cloud.clock.advance(then);
    await expect.poll(look, { timeout: 5000 }).toEqual(over);
  });
});

describe('faults', () => {
  it('faults meet the next requests that match, and no others', async () => {
    await cloud.fail({ method: 'GET', path: '/v1.0/me/ev*', status: 429, retryAfter: 7, times: 2 });
    expect((await send('/me/events', 'POST', hour('of another method'))).status).toBe(201);
    const [other, first, second, third] = [
      await send('/me/calendar'),
      await send('/me/events'),
      await send('/me/events'),
      await send('/me/events'),
    ];
    expect([other.status, first.status, second.status, third.status]).toEqual([200, 429, 429, 200]);
    expect(first.headers.get('Retry-After')).toBe('7');
    expect(await first.json()).toMatchObject({ error: { code: 'TooManyRequests' } });
  });

  it('faults drop a connection, hold a request up, and are forgotten', async () => {
    await cloud.fail({ drop: true });
    await expect(send('/me/events')).rejects.toThrow('fetch failed');
    await cloud.fail({ delay: 50, status: 503 });
    expect((await send('/me/events')).status).toBe(503);
    await cloud.fail({ status: 503, times: 100 });
    await cloud.heal();
    expect((await send('/me/events')).status).toBe(200);
    await expect(cloud.fail({ path: '/x' })).rejects.toThrow('status, delay or drop');
  });
});

it('requests are noted with body and answer, without Authorization, and the cloud’s own are not', async () => {
  await send('/me/events?$top=1');
  await send('/me/events', 'POST', hour('noted'));
  const notes = await cloud.requests();
  expect(notes).toMatchObject([
    { method: 'GET', path: '/v1.0/me/events', query: '?$top=1', status: 200 },
    { method: 'POST', path: '/v1.0/me/events', body: JSON.stringify(hour('noted')), status: 201 },
  ]);
  expect(notes.flatMap(({ headers }) => Object.keys(headers))).not.toContain('authorization');
});

it('the control channel answers nobody without its secret, and the API knows nothing of it', async () => {
  for (const headers of [{}, { Authorization: 'Bearer 0123456789abcdef' }])
    expect((await fetch(`${cloud.controlUrl}/reset`, { method: 'POST', headers })).status).toBe(401);
  expect((await fetch(`${cloud.url}/reset`, { method: 'POST', headers: { Authorization: `Bearer ${cloud.controlSecret}` } })).status).toBe(
    404,
  );
  const { hostname, port } = new URL(cloud.controlUrl);
  expect(hostname).toBe('127.0.0.1');
  const refused = await new Promise((resolve) => {
    request({ host: '::1', port, path: '/' }, () => resolve('answered'))
      .on('error', () => resolve('refused'))
      .end();
  });
  expect(refused).toBe('refused');
});
