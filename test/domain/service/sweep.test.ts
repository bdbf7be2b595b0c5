// The sweep over real stores, with a clock that is handed in: what it removes, what it leaves, and that it looks once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { addAttachments } from '../../../lib/attachments/add.ts';
import { partitionOf, type AttachmentRecord } from '../../../lib/attachments/attachment.ts';
import { newContentName } from '../../../lib/attachments/content.ts';
import { purgePage } from '../../../lib/cleanup/purgeEvent.ts';
import { removeAttachment } from '../../../lib/attachments/remove.ts';
import { sweep, type SweepReport } from '../../../lib/cleanup/sweep.ts';
import { systemRandomness } from '../../../lib/runtime/clock.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { purgeDocument } from '../../../lib/calendar/events/purge.ts';
import type { Services } from '../../../lib/api/call.ts';
import { defaultEventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import { blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { partsOf } from '../../support/stores/parts.ts';

const by = 'user:tester';
const minute = 60_000;
const hour = 60 * minute;
/** When the test began, since what the services do is dated by the system's clock. */
let now = 0;

let stores: TestStores;
let services: Services;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());

let mailbox: Mailbox;
let key: EventKey;
let event: EventRecord;
const putEvent = async (): Promise<EventRecord> =>
  (
    await services.events.put(key, { calendar: defaultCalendarId(mailbox), properties: defaultEventProperties }, by, {
      may: () => undefined,
    })
  ).event;
beforeEach(async () => {
  // Every test begins with an empty place in time and stores.
  now = Date.now();
  for (const name of await blobNames(stores.settings)) await stores.contents.remove(name);
  await stores.directory.commit('service', [{ write: 'remove', id: 'sweep' }]);
  mailbox = { tenant: 't', kind: 'users', id: randomUUID() };
  key = { mailbox, event: 'e' };
  event = await putEvent();
  failures.length = 0;
});

const failures: unknown[] = [];
const run = (later = 0, contents: Contents = stores.contents): Promise<SweepReport> =>
  sweep({
    ...stores,
    contents,
    meetings: services.meetings,
    entries: services.entries,
    clock: () => now + later,
    failed: (error) => failures.push(error),
  });

/** Attaches files of 3 bytes, by a clock that says so many hours ago. */
async function attach(count: number, hoursAgo = 0): Promise<AttachmentRecord[]> {
  const file = (i: number) => ({
    properties: { type: 'file', name: `${i}`, contentType: 'a/b', size: 3, isInline: false, contentId: null } as const,
    bytes: Buffer.from('abc'),
  });
  return addAttachments(
    { ...partsOf(stores), clock: () => now - hoursAgo * hour },
    { key, event },
    Array.from({ length: count }, (_, i) => file(i)),
    by,
  );
}

/** A blob of this age; of nobody unless an owner is given. */
async function putBlob(hoursAgo: number, document = 'nothing'): Promise<string> {
  const name = newContentName(() => now - hoursAgo * hour, systemRandomness);
  await stores.contents.put(name, Buffer.from('lost'), { partition: partitionOf(key), document });
  return name;
}

const blobs = async (): Promise<string[]> => (await blobNames(stores.settings)).sort();
const childrenOf = (of: EventRecord) =>
  stores.mailboxes.query(partitionOf(key), { where: { is: 'eq', property: 'event', value: of.id }, orderBy: [], limit: 1000 });

/** A content store that fails to remove: as if the process had died before. */
const unremovable = (): Contents => ({ ...stores.contents, remove: () => Promise.reject(new Error('died')) });

describe('lost blobs', () => {
  it('lost blobs go when they are older than 48 hours, by whole hours', async () => {
    const kept = await Promise.all([putBlob(48), putBlob(47), putBlob(1), putBlob(0)]);
    await Promise.all([putBlob(49), putBlob(50), putBlob(52)]);
    expect(await run()).toMatchObject({ blobs: 3 });
    expect(await blobs()).toEqual(kept.sort());
  });

  it('lost blobs go when they were never committed', async () => {
    const [old, young] = [52, 1].map((ago) => newContentName(() => now - ago * hour, systemRandomness));
    for (const name of [old ?? '', young ?? '']) await stores.contents.putBlock(name, 'AAAA', Buffer.from('x'));
    expect(await run()).toMatchObject({ blobs: 1 });
    expect(await blobs()).toEqual([young]);
  });

  it('lost blobs go when the document that they say they belong to names another, or is a tombstone', async () => {
    const [kept, deleted] = await attach(2, 52);
    if (kept?.content === undefined || deleted?.content === undefined) throw new Error('nothing attached');
    await removeAttachment({ ...partsOf(stores), contents: unremovable() }, { key, event }, deleted, by).catch(() => undefined);
    await putBlob(52, kept.id);
    expect(await run()).toMatchObject({ blobs: 2, tombstones: 0 });
    expect(await blobs()).toEqual([kept.content.blob]);
  });

  it('lost blobs are not what a living attachment names, however old', async () => {
    const attached = await attach(3, 52);
    await run();
    expect(await blobs()).toEqual(attached.map(({ content }) => content?.blob).sort());
  });
});

describe('the place in time', () => {
  const counting = (): { readonly contents: Contents; lists: number } => {
    const counted = {
      lists: 0,
      contents: {
        ...stores.contents,
        list: (prefix: string) => {
          counted.lists++;
          return stores.contents.list(prefix);
        },
      },
    };
    return counted;
  };

  it('the place in time moves on: each hour is looked at once', async () => {
    await putBlob(52);
    expect(await run()).toMatchObject({ hours: 4, blobs: 1 });
    const second = counting();
    expect(await run(0, second.contents)).toMatchObject({ hours: 0 });
    expect(second.lists).toBe(0);
    await putBlob(52);
    const third = counting();
    expect(await run(hour, third.contents)).toMatchObject({ hours: 1, blobs: 0 });
    expect(third.lists).toBe(16);
  });

  it('the place in time moves over whole months and days without blobs by few calls', async () => {
    const daysAgo = 40;
    await Promise.all([putBlob(daysAgo * 24), putBlob(52)]);
    const counted = counting();
    expect(await run(0, counted.contents)).toMatchObject({ hours: daysAgo * 24 - 48, blobs: 2 });
    expect(counted.lists).toBeLessThan((daysAgo * 24 - 48) * 5);
    expect(await blobs()).toEqual([]);
  });

  it('the place in time is kept hour by hour, so that a sweep that dies goes on where it was', async () => {
    await Promise.all([putBlob(53), putBlob(51)]);
    let removed = 0;
    const dying: Contents = {
      ...stores.contents,
      remove: (name) => (removed++ === 0 ? stores.contents.remove(name) : Promise.reject(new Error('died'))),
    };
    await expect(run(0, dying)).rejects.toThrow('died');
    expect(await run()).toMatchObject({ hours: 3, blobs: 1 });
    expect(await blobs()).toEqual([]);
  });
});

it('a deleted attachment whose bytes were left loses them 10 minutes later, and is looked at no more', async () => {
  const [attached] = await attach(1);
  if (attached === undefined) throw new Error('nothing attached');
  await expect(removeAttachment({ ...partsOf(stores), contents: unremovable() }, { key, event }, attached, by)).rejects.toThrow('died');
  expect(await run(9 * minute)).toMatchObject({ tombstones: 0 });
  expect(await blobs()).toHaveLength(1);
  expect(await run(12 * minute)).toMatchObject({ tombstones: 1 });
  expect(await blobs()).toEqual([]);
  const tombstone = await stores.mailboxes.read(partitionOf(key), attached.id);
  expect(tombstone?.body).toMatchObject({ kind: 'attachmentTombstone' });
  expect(tombstone?.body).not.toHaveProperty('due');
  expect(await run(20 * minute)).toMatchObject({ tombstones: 0 });
});

describe('the attachments of a deleted event', () => {
  it('the attachments of a deleted event go in pages, however many, and with them the note that they were to go', async () => {
    for (const count of [60, 60]) await attach(count);
    await dyingServices(stores).events.remove(key, event, by);
    expect(await childrenOf(event)).toHaveLength(120);
    expect(await run(minute)).toMatchObject({ purged: 1 });
    expect(await childrenOf(event)).toEqual([]);
    expect(await blobs()).toEqual([]);
    expect(await stores.mailboxes.read(partitionOf(key), purgeDocument(event, now, by).id)).toBeUndefined();
    expect(await run(minute)).toMatchObject({ purged: 0 });
  });

  it('the attachments of a deleted event that fill one page to the entry are gone, too', async () => {
    await attach(50);
    await dyingServices(stores).events.remove(key, event, by);
    expect(await run(minute)).toMatchObject({ purged: 1 });
    expect(await childrenOf(event)).toEqual([]);
  });

  it('the attachments of a deleted event go when their deletion died half-way', async () => {
    await attach(60);
    await dyingServices(stores).events.remove(key, event, by);
    const { id } = purgeDocument(event, now, by);
    expect(await purgePage(partsOf(stores), partitionOf(key), { id, of: event.id, incarnation: event.incarnation })).toBe(false);
    const left = (await childrenOf(event)).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(60);
    expect(await run(minute)).toMatchObject({ purged: 1 });
    expect(await blobs()).toEqual([]);
  });

  it('the attachments of a deleted event go alone: those of the event that was put again under the id stay', async () => {
    await attach(2);
    await dyingServices(stores).events.remove(key, event, by);
    const old = event;
    event = await putEvent();
    const [kept] = await attach(1);
    expect(event.incarnation).not.toBe(old.incarnation);
    expect(await run(minute)).toMatchObject({ purged: 1 });
    expect((await childrenOf(event)).map(({ id }) => id)).toEqual([kept?.id]);
    expect(await blobs()).toEqual([kept?.content?.blob]);
  });

  it('the attachments of a deleted event that another has removed meanwhile are done, too', async () => {
    await attach(1);
    await dyingServices(stores).events.remove(key, event, by);
    const { id } = purgeDocument(event, now, by);
    const purge = { id, of: event.id, incarnation: event.incarnation };
    expect(await purgePage(partsOf(stores), partitionOf(key), purge)).toBe(true);
    expect(await purgePage(partsOf(stores), partitionOf(key), purge)).toBe(true);
  });
});

it('four sweeps at once do what one does', async () => {
  for (const count of [60, 60]) await attach(count);
  await dyingServices(stores).events.remove(key, event, by);
  event = await putEvent();
  const [kept, deleted] = await attach(2, 52);
  if (kept === undefined || deleted === undefined) throw new Error('nothing attached');
  await removeAttachment({ ...partsOf(stores), contents: unremovable() }, { key, event }, deleted, by).catch(() => undefined);
  await Promise.all([putBlob(50), putBlob(51), putBlob(52)]);
  const swept = await Promise.all(Array.from({ length: 4 }, () => run(20 * minute)));
  expect(swept.some(({ purged }) => purged > 0)).toBe(true);
  expect(await blobs()).toEqual([kept.content?.blob]);
  expect((await childrenOf(event)).map(({ id }) => id)).toEqual([kept.id]);
  expect(await run(20 * minute)).toEqual({
    owners: 0,
    arrivals: 0,
    purged: 0,
    delivered: 0,
    expired: 0,
    tombstones: 0,
    hours: 0,
    blobs: 0,
  });
});

it('a sweep passes over what it cannot finish, and finishes the rest', async () => {
  const broken = Array.from({ length: 110 }, (_, i) => ({
    id: `broken-${i}`,
    kind: 'attachmentTombstone' as const,
    due: 1 + Math.floor(i / 60),
    content: 'x',
  }));
  for (const document of broken) await stores.mailboxes.commit(partitionOf(key), [{ write: 'create', document }]);
  const [record] = await attach(1);
  if (record === undefined) throw new Error('Nothing was attached.');
  await removeAttachment(partsOf(stores), { key, event }, record, by);
  expect(await run(hour)).toMatchObject({ tombstones: 1 });
  expect(failures).toHaveLength(broken.length);
  for (const { id } of broken) await stores.mailboxes.commit(partitionOf(key), [{ write: 'remove', id }]);
});
