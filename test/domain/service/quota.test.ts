// A mailbox's byte quota: what would exceed it is refused whole, whatever it is, and what goes makes room again.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionBody } from '../../support/api/bodies.ts';
import { madeBy, ownMailbox, sweepLater, usedBytes, type OwnAnswer, type OwnMailbox } from '../../support/stores/mailboxes.ts';
import { blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
/** Room for what describes a few events and attachments. */
const little = 8 * kibibyte;
const day = 24 * 3_600_000;

let stores: TestStores;
let me: OwnMailbox;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(() => {
  me = ownMailbox(stores, { MAILBOX_QUOTA_MIB: 1 });
});

const newEvent = (more: object = {}): Promise<string> => madeBy(me.send('POST', '/events', { subject: 'x', ...anHour, ...more }));
const attach = (event: string, bytes: number): Promise<OwnAnswer> =>
  me.send('POST', `/events/${event}/attachments`, {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'x',
    contentBytes: Buffer.alloc(bytes).toString('base64'),
  });
const start = (event: string, size: number): Promise<OwnAnswer> =>
  me.send('POST', `/events/${event}/attachments/createUploadSession`, sessionBody(size));
const body = (bytes: number): object => ({ ...anHour, body: { contentType: 'text', content: 'x'.repeat(bytes) } });
const used = (): Promise<number> => usedBytes(stores, me.partition);

function expectFull({ status, json }: OwnAnswer): void {
  expect(status, JSON.stringify(json).slice(0, 200)).toBe(507);
  expect(json).toMatchObject({ error: { code: 'ErrorQuotaExceeded', message: expect.stringContaining('1048576') as unknown } });
}

it('a full mailbox refuses files that would exceed its quota, and takes them again when there is room', async () => {
  const event = await newEvent();
  const first = await madeBy(attach(event, 600 * kibibyte));
  const before = await blobNames(stores.settings);
  expectFull(await attach(event, 600 * kibibyte));
  expect(await blobNames(stores.settings)).toEqual(before);
  expect((await attach(event, 400 * kibibyte)).status).toBe(201);
  expectFull(await attach(event, 100 * kibibyte));
  expect((await me.send('DELETE', `/events/${event}/attachments/${first}`)).status).toBe(204);
  expect((await attach(event, 600 * kibibyte)).status).toBe(201);
  expect((await me.send('DELETE', `/events/${event}`)).status).toBe(204);
  await sweepLater(stores, me.services, 1_000);
  expect((await attach(await newEvent(), 1000 * kibibyte)).status).toBe(201);
});

describe('an upload session', () => {
  it('an upload session has room for the whole file from its start, or there is none', async () => {
    const event = await newEvent();
    expectFull(await start(event, 150 * mebibyte));
    expect((await start(event, 600 * kibibyte)).status).toBe(201);
    expectFull(await start(event, 600 * kibibyte));
    expectFull(await attach(event, 600 * kibibyte));
  });

  it('an upload session gives it back when it is cancelled, expires or loses its event, and hands it over to its attachment', async () => {
    const event = await newEvent();
    const before = await used();
    const file = { bytes: new Uint8Array(600 * kibibyte), first: 0, total: 600 * kibibyte };
    const open = async (): Promise<string> => String((await start(event, file.total)).json.uploadUrl);

    const cancelled = await open();
    expect((await me.upload(cancelled, 'PUT', { ...file, bytes: file.bytes.subarray(0, 1000) })).status).toBe(200);
    expect((await me.upload(cancelled, 'DELETE')).status).toBe(204);
    expect((await me.upload(cancelled, 'DELETE')).status).toBe(404);
    expect(await used()).toBe(before);

    const expired = await open();
    expect((await me.upload(expired, 'PUT', { ...file, bytes: file.bytes.subarray(0, 1000) })).status).toBe(200);
    const blobs = await blobNames(stores.settings);
    await sweepLater(stores, me.services, day - 1_000);
    expect(await used()).toBeGreaterThan(before + file.total);
    await sweepLater(stores, me.services, day + 301_000);
    expect(await used()).toBe(before);
    expect(await blobNames(stores.settings)).toHaveLength(blobs.length - 1);

    const completed = await open();
    const reserved = await used();
    expect((await me.upload(completed, 'PUT', file)).status).toBe(201);
    expect(await used()).toBe(reserved);
    expectFull(await attach(event, 600 * kibibyte));
    expect((await me.upload(completed, 'PUT', file)).status).toBe(201);
    expect(await used()).toBe(reserved);

    expect((await start(event, 300 * kibibyte)).status).toBe(201);
    expect((await me.send('DELETE', `/events/${event}`)).status).toBe(204);
    await sweepLater(stores, me.services, 1_000);
    expect(await used()).toBe(0);
  });
});

describe('an event', () => {
  it('an event is refused with a body that exceeds it: new, put, changed and changed on one day', async () => {
    const before = await blobNames(stores.settings);
    expectFull(await me.send('POST', '/events', body(3.5 * mebibyte)));
    expectFull(await me.send('PUT', '/events/mine', body(3.5 * mebibyte)));
    const event = await newEvent(daily);
    expectFull(await me.send('PATCH', `/events/${event}`, body(3.5 * mebibyte)));
    expectFull(await me.send('PATCH', `/events/${await dayOf(event)}`, body(3.5 * mebibyte)));
    expect(await blobNames(stores.settings)).toEqual(before);
    // Those that lie in the document count as well.
    const events = [await newEvent(body(200 * kibibyte)), await newEvent(body(200 * kibibyte)), await newEvent(body(200 * kibibyte))];
    expect(await used()).toBeGreaterThan(600 * kibibyte);
    expect((await me.send('PATCH', `/events/${events[0] ?? ''}`, body(500 * kibibyte))).status).toBe(200);
    expectFull(await me.send('PATCH', `/events/${events[1] ?? ''}`, body(500 * kibibyte)));
  });

  it('an event may become smaller however full the mailbox is, and changed where it stays as large', async () => {
    const event = await newEvent({ ...body(300 * kibibyte), ...daily });
    expect((await attach(event, 700 * kibibyte)).status).toBe(201);
    const narrower = ownMailbox(stores, { MAILBOX_QUOTA_MIB: 0.5 }, me.caller);
    expect((await narrower.send('PATCH', `/events/${event}`, { subject: 'y' })).status).toBe(200);
    expect((await narrower.send('PATCH', `/events/${event}`, { subject: 'longer' })).status).toBe(507);
    expect((await narrower.send('PATCH', `/events/${event}`, body(200 * kibibyte))).status).toBe(200);
    expect((await narrower.send('PATCH', `/events/${event}`, body(200 * kibibyte + 1))).status).toBe(507);
    expect((await narrower.send('PATCH', `/events/${event}`, body(0))).status).toBe(200);
  });

  it('an event counts until it is purged, wherever its deletion dies', async () => {
    const event = await newEvent(body(200 * kibibyte));
    const key = { mailbox: { tenant: me.caller.tenant, kind: 'users', id: me.caller.id }, event } as const;
    await dyingServices(stores, mebibyte).events.remove(
      key,
      (await me.services.events.read(key)) ?? expect.fail('no event'),
      'user:tester',
    );
    expect(await used()).toBeGreaterThan(200 * kibibyte);
    await sweepLater(stores, me.services, 1_000);
    expect(await used()).toBe(0);
  });

  it('an event takes answers in a full mailbox, and counts them', async () => {
    const event = await newEvent();
    expect((await attach(event, mebibyte - little)).status).toBe(201);
    const before = await used();
    const key = { mailbox: { tenant: me.caller.tenant, kind: 'users', id: me.caller.id }, event } as const;
    const stored = (await me.services.events.read(key)) ?? expect.fail('no event');
    const location = { displayName: 'x'.repeat(2 * little) };
    const apply = (properties: typeof stored.properties) => ({ ...properties, location });
    await expect(me.services.events.change(key, stored, { apply, newContent: false }, 'user:other')).rejects.toMatchObject({ status: 507 });
    await me.services.events.change(key, stored, { apply, newContent: false, isAnswer: true }, 'user:other');
    expect(await used()).toBeGreaterThan(before + little);
  });
});

it.each([
  [
    'a reference',
    { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'x', sourceUrl: `https://contoso.example/${'x'.repeat(20_000)}` },
  ],
  [
    'an item',
    {
      '@odata.type': '#microsoft.graph.itemAttachment',
      name: 'x',
      item: { '@odata.type': '#microsoft.graph.contact', personalNotes: 'x'.repeat(20_000) },
    },
  ],
  ['a file', { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes: 'x'.repeat(28_000) }],
])('%s counts what it has, and a change of it what it adds', async (_, json) => {
  const event = await newEvent();
  const before = await used();
  const id = await madeBy(me.send('POST', `/events/${event}/attachments`, json));
  const attached = await used();
  expect(attached).toBeGreaterThan(before + 20_000);
  expect((await me.send('PATCH', `/events/${event}/attachments/${id}`, { name: 'longer' })).status).toBe(200);
  expect(await used()).toBe(attached + 'longer'.length - 'x'.length);
  expect((await me.send('DELETE', `/events/${event}/attachments/${id}`)).status).toBe(204);
  expect(await used()).toBe(before);
});

it('a mailbox gives the last room to as many requests as fit, whoever is first', async () => {
  const event = await newEvent();
  const answers = await Promise.all(Array.from({ length: 8 }, () => attach(event, 300 * kibibyte)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 507, 507, 507, 507, 507]);
  const sessions = await Promise.all(Array.from({ length: 8 }, () => start(event, 50 * kibibyte)));
  expect(sessions.map(({ status }) => status).sort()).toEqual([201, 201, 507, 507, 507, 507, 507, 507]);
});

describe('what is older than the quota', () => {
  it('what is older than the quota counts nothing until it grows, and may go; what was counted is given back without one', async () => {
    const before = ownMailbox(stores, {}, me.caller);
    const event = await madeBy(before.send('POST', '/events', { subject: 'old', ...body(2 * mebibyte) }));
    const other = await madeBy(before.send('POST', '/events', { subject: 'old', ...anHour }));
    expect((await me.send('PATCH', `/events/${event}`, { subject: 'o' })).status).toBe(200);
    expect(await used()).toBe(0);
    expectFull(await me.send('PATCH', `/events/${event}`, { subject: 'older' }));
    expect((await me.send('PATCH', `/events/${other}`, { subject: 'older' })).status).toBe(200);
    expect(await used()).toBeGreaterThan(0);
    expect((await me.send('DELETE', `/events/${event}`)).status).toBe(204);
    expect((await before.send('PATCH', `/events/${other}`, { subject: 'o' })).status).toBe(200);
    expect(await used()).toBe(0);
  });
});

describe('open upload sessions of a mailbox', () => {
  it('open upload sessions of a mailbox are as many as the setting says; one that ends makes room', async () => {
    me = ownMailbox(stores, { MAILBOX_UPLOAD_SESSIONS: 2 });
    const event = await newEvent();
    const [first, second] = [await start(event, 10), await start(event, 10)];
    const third = await start(event, 10);
    expect(third).toMatchObject({ status: 429, json: { error: { code: 'TooManyRequests' } }, headers: { 'Retry-After': '60' } });
    expect(JSON.stringify(third.json)).toContain('2 upload sessions open');
    expect((await me.upload(String(first.json.uploadUrl), 'DELETE')).status).toBe(204);
    expect((await start(event, 10)).status).toBe(201);
    expect((await start(event, 10)).status).toBe(429);
    const file = { bytes: new Uint8Array(10), first: 0, total: 10 };
    expect((await me.upload(String(second.json.uploadUrl), 'PUT', file)).status).toBe(201);
    expect((await start(event, 10)).status).toBe(201);
    expect((await ownMailbox(stores, { MAILBOX_UPLOAD_SESSIONS: 2 }).send('GET', '/events')).status).toBe(200);
  });

  it('open sessions are no more than that, whatever many are started at once, on events and for the first time on occurrences', async () => {
    me = ownMailbox(stores, { MAILBOX_UPLOAD_SESSIONS: 4 });
    const event = await newEvent();
    const series = String((await me.send('POST', '/events', { subject: 's', ...daily })).json.id);
    const day = await dayOf(series);
    const burst = async () => {
      const all = await Promise.all(Array.from({ length: 10 }, (_, n) => start(n % 3 === 0 ? day : event, 10)));
      expect(all.filter(({ status }) => status !== 201 && status !== 429 && status !== 503)).toEqual([]);
      return all.filter(({ status }) => status === 201).map(({ json }) => String(json.uploadUrl));
    };
    const first = await burst();
    expect(first).toHaveLength(4);
    expect(await burst()).toEqual([]);
    await Promise.all(first.slice(1).map((url) => me.upload(url, 'DELETE')));
    expect(await burst()).toHaveLength(3);
    expect(await burst()).toEqual([]);
  });
});

const daily = {
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
};

/** The id of a series' second day. */
async function dayOf(series: string): Promise<string> {
  const window = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';
  const { json } = await me.send('GET', `/events/${series}/instances?${window}&$select=id`);
  const [first] = Array.isArray(json.value) ? (json.value as readonly { readonly id: string }[]) : [];
  return first?.id ?? expect.fail('no occurrence');
}
