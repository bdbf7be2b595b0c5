// The programs of `samples/`, as a user starts them, beside the local stack: what a calendar's owner does comes to them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../infra/local/process/ports.ts';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, idsIn } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { hourOn } from '../../support/api/events.ts';
import { startFaultyProxy, type FaultyProxy } from '../../support/faults/faultyProxy.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';

const secret = `whsec_${Buffer.from('the secret of this receiver').toString('base64')}`;
const patience = { timeout: 10_000 };

/** A sample that runs. */
interface Sample {
  readonly url: string;
  /** The lines that it has printed so far. */
  readonly lines: () => readonly string[];
  /** Ends it as Ctrl-C does; resolves to its exit code and signal. */
  readonly end: () => Promise<readonly unknown[]>;
}

let stack: Stack;
let api: Api;
/** Between the mirror and the service, for answers that take weeks to come by themselves. */
let between: FaultyProxy;
let running: ChildProcess[];
beforeAll(async () => {
  running = [];
  stack = await startStack({ env: { 'AzureWebJobs.changes.Disabled': '', NOTIFICATIONS_STANDARD_SECRETS: secret } });
  [api, between] = await Promise.all([openApi(stack), startFaultyProxy(stack.url)]);
});
afterAll(async () => {
  for (const sample of running) sample.kill();
  await between.close();
  await stack.stop();
});

/** Starts a sample and waits until it listens. */
async function startSample(name: string, more: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const port = await freePort();
  const env = { PATH: process.env.PATH, SECRET: secret, PORT: String(port), ...more };
  const child = spawn(process.execPath, [join('samples', name)], { cwd: join(import.meta.dirname, '../../..'), env });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const url = `http://localhost:${port}`;
  await vi.waitFor(() => expect(output).toContain(`Listening on ${url}\n`), patience);
  return {
    url,
    lines: () => output.trim().split('\n'),
    end: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      return exit;
    },
  };
}

const inADay = (): string => new Date(Date.now() + 86_400_000).toISOString();

const newEvent = async (subject: string, day: string, more: object = {}): Promise<string> => {
  const made = await api.send('/v1.0/me/events', { json: { subject, ...hourOn(day), ...more } });
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
};

it('the receiver takes the handshake, prints each change that is told, and refuses what nobody has signed', async () => {
  const receiver = await startSample('receiver.ts');
  const json = {
    changeType: 'created,updated,deleted',
    resource: 'me/events',
    notificationUrl: receiver.url,
    expirationDateTime: inADay(),
  };
  const subscription = await api.send('/v1.0/subscriptions', { json });
  expect(subscription.status, subscription.text).toBe(201);

  const event = await newEvent('Told', '03-01');
  const path = `/v1.0/me/events/${event}`;
  const told = (change: string): string => `${change} Users/${demoUsers.adele.id}/Events/${event}`;
  await expect.poll(receiver.lines, patience).toContain(told('created'));
  expect((await api.send(path, { method: 'PATCH', json: { subject: 'Changed' } })).status).toBe(200);
  await expect.poll(receiver.lines, patience).toContain(told('updated'));
  expect((await api.send(path, { method: 'DELETE' })).status).toBe(204);
  await expect.poll(receiver.lines, patience).toContain(told('deleted'));

  const body = JSON.stringify({ value: [{ changeType: 'forged' }] });
  expect((await fetch(receiver.url, { method: 'POST', body })).status).toBe(401);
  expect(receiver.lines().join()).not.toContain('forged');
  await api.send(`/v1.0/subscriptions/${String(subscription.json.id)}`, { method: 'DELETE' });
  await receiver.end();
});

const window = 'startDateTime=2027-01-01&endDateTime=2028-01-01';

/** What the calendar has in the window, an occurrence by its times. */
async function inCalendar(): Promise<unknown[]> {
  return comparable(entriesOf(await api.send(`/v1.0/me/calendarView?${window}&$top=100`)));
}

/** What the mirror has of it, without the masters of series. */
async function inMirror({ url }: Sample): Promise<unknown[]> {
  return comparable(entriesOf(await api.send(url, { token: null })).filter(({ type }) => type !== 'seriesMaster'));
}

const comparable = (events: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  events
    .map((event) => (event.type === 'occurrence' ? [event.id, event.start] : [event.id, event.start, event.subject, event['@odata.etag']]))
    .toSorted();

describe('the mirror', () => {
  let mirror: Sample;
  const rounds = (): number => mirror.lines().filter((line) => /read/.test(line)).length;
  beforeAll(async () => {
    await newEvent('There before', '04-01');
    const token = await stack.token({ user: demoUsers.adele.upn });
    mirror = await startSample('mirror.ts', { API: `${between.url}/v1.0`, TOKEN: token });
  });

  /** Waits until the mirror shows the calendar. */
  const expectEqual = async (): Promise<void> => {
    const there = await inCalendar();
    await expect.poll(() => inMirror(mirror), patience).toEqual(there);
  };

  /** Tells it what the service tells at times. */
  const tell = async (lifecycleEvent?: string): Promise<void> => {
    const body = JSON.stringify({ value: [{ lifecycleEvent }] });
    const now = new Date();
    const headers = {
      'webhook-id': `told-${now.getTime()}`,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(`told-${now.getTime()}`, now, body),
    };
    expect((await fetch(mirror.url, { method: 'POST', body, headers })).status).toBe(202);
  };

  it('the mirror has what was there before, and follows what is made, changed and deleted, series too', async () => {
    await expectEqual();
    expect(await inMirror(mirror)).not.toEqual([]);
    const [first, second] = [await newEvent('First', '04-02'), await newEvent('Second', '04-03')];
    const range = { type: 'numbered', startDate: '2027-05-03', numberOfOccurrences: 4 };
    const series = await newEvent('Daily', '05-03', { recurrence: { pattern: { type: 'daily', interval: 1 }, range } });
    await expectEqual();
    expect((await api.send(`/v1.0/me/events/${first}`, { method: 'PATCH', json: { subject: 'Changed' } })).status).toBe(200);
    expect((await api.send(`/v1.0/me/events/${second}`, { method: 'DELETE' })).status).toBe(204);
    const [occurrence = ''] = idsIn(await api.send(`/v1.0/me/events/${series}/instances?${window}`));
    expect((await api.send(`/v1.0/me/events/${occurrence}`, { method: 'DELETE' })).status).toBe(204);
    await expectEqual();
    expect((await api.send(`/v1.0/me/events/${series}`, { method: 'DELETE' })).status).toBe(204);
    await expectEqual();
  });

  it('the mirror reads everything anew where its link is too old, and where something was missed', async () => {
    between.plan((_, path) => path.includes('deltatoken'), [{ status: 410 }]);
    const all = (): number => mirror.lines().filter((line) => line.startsWith('All read')).length;
    expect(all()).toBe(1);
    await newEvent('Told too late', '06-01');
    await expect.poll(all, patience).toBe(2);
    await expectEqual();
    await tell('missed');
    await expect.poll(all, patience).toBe(3);
    await expectEqual();
  });

  it('the mirror renews its subscription when it is asked to, makes another in the place of one that is gone, and takes it along', async () => {
    const those = async () => entriesOf(await api.send('/v1.0/subscriptions'));
    const [before] = await those();
    await tell('reauthorizationRequired');
    const [renewed, ...others] = await those();
    expect(others).toEqual([]);
    expect(renewed?.id).toBe(before?.id);
    expect(Date.parse(String(renewed?.expirationDateTime))).toBeGreaterThan(Date.parse(String(before?.expirationDateTime)));
    await api.send(`/v1.0/subscriptions/${String(before?.id)}`, { method: 'DELETE' });
    await tell('subscriptionRemoved');
    expect((await those()).map(({ id }) => id)).not.toContain(before?.id);
    const read = rounds();
    await newEvent('By the new one', '06-02');
    await expect.poll(rounds, patience).toBeGreaterThan(read);
    await expectEqual();
    expect(await mirror.end()).toEqual([0, null]);
    expect(await those()).toEqual([]);
  });
});
