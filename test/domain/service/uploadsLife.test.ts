// An upload session from its start to its end, by a clock that the test sets: what is stored of it, how long it lives, what it leaves.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOf } from '../../../lib/attachments/attachment.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import type { EventKey } from '../../../lib/calendar/mailbox.ts';
import { blockId } from '../../../lib/uploads/ranges.ts';
import { decodeSession, sessionDocument, type UploadToken } from '../../../lib/uploads/session.ts';
import { blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';
import { attachedTo, by, uploadClient, type UploadAnswer, type UploadClient } from '../../support/stores/uploadClient.ts';
import { dyingServices } from '../../support/stores/dying.ts';

const hour = 3_600_000;
const day = 24 * hour;
const began = Date.UTC(2026, 10, 21, 12, 34, 56, 789);
const file = randomBytes(1_000);

let stores: TestStores;
let client: UploadClient;
let now = began;
beforeAll(async () => {
  stores = await startStores();
  client = uploadClient(stores, { clock: () => now });
});
afterAll(() => stores.close());

let key: EventKey;
let token: UploadToken;
beforeEach(async () => {
  for (const name of await blobNames(stores.settings)) await stores.contents.remove(name);
  now = began;
  key = await client.newEvent();
  token = await client.start(key, file.length);
});

/** Everything that may be sent to an upload URL, a range that fits and nonsense included. */
const everything = (of: UploadToken): Promise<readonly UploadAnswer[]> =>
  Promise.all([
    client.send(of, 'GET'),
    client.send(of, 'HEAD'),
    client.put(of, file),
    client.send(of, 'PUT'),
    client.send(of, 'PUT', { 'Content-Range': 'bytes 0-99999999/99999999999' }),
    client.send(of, 'DELETE'),
  ]);

async function expectNothingThere(of: UploadToken): Promise<void> {
  const answers = await everything(of);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  for (const { json } of answers) expect(json).toMatchObject({ error: { code: 'ErrorItemNotFound' } });
}

async function sweepAt(time: number): Promise<void> {
  await stores.directory.commit('service', [{ write: 'remove', id: 'sweep' }]);
  const failed = (error: unknown): void => expect.fail(String(error));
  await sweep({ ...stores, meetings: client.services.meetings, entries: client.services.entries, clock: () => time, failed });
}

describe('what is stored', () => {
  it('what is stored opens nothing: the secret is a hash there', async () => {
    const stored = (await client.stored(token)) ?? expect.fail('no session');
    expect(JSON.stringify(stored)).not.toContain(token.secret);
    expect(stored.secretHash).toBe(createHash('sha256').update(token.secret).digest('base64url'));
    expect(Buffer.from(token.secret, 'base64url')).toHaveLength(32);
    const others = [
      { secret: randomBytes(32).toString('base64url') },
      { secret: String(stored.secretHash) },
      { sessionId: 'A'.repeat(28) },
    ];
    for (const other of others) await expectNothingThere({ ...token, ...other });
    const stranger = await client.newEvent();
    await expectNothingThere({ ...token, partition: partitionOf(stranger) });
  });

  it('what is stored goes with the sweep behind its expiry, and by itself eight days later once it is completed, whenever it was written last', async () => {
    // What counts something in the quota must not go by itself.
    const due = Math.ceil((began + day) / 1000) + 300;
    expect(await client.stored(token)).toMatchObject({ due });
    now += 10 * hour;
    await client.put(token, file, 0, 99);
    expect(await client.stored(token)).toMatchObject({ due });
    expect((await client.stored(token))?.ttl).toBeUndefined();
    expect((await client.put(token, file, 100, 999)).status).toBe(201);
    expect(await client.stored(token)).toMatchObject({ ttl: (14 + 8 * 24) * 3600 });
    expect((await client.stored(token))?.due).toBeUndefined();
  });

  it('what is stored of the attachment has the checksum of each range, in order', async () => {
    for (const [first, last] of [
      [900, 999],
      [0, 399],
      [400, 899],
    ] as const)
      await client.put(token, file, first, last);
    const [attached] = await attachedTo(stores, key, (await client.event(key)) ?? expect.fail('no event'));
    const checksum: unknown = expect.any(Number);
    const blocks = [
      [0, 400, checksum],
      [400, 500, checksum],
      [900, 100, checksum],
    ];
    expect(attached).toMatchObject({ createdBy: by, content: { blocks } });
  });
});

describe('24 hours', () => {
  it('24 hours are what a session lives, and its expiry never moves', async () => {
    const expires = '2026-11-22T12:34:56.7890000Z';
    expect((await client.send(token, 'GET')).json.expirationDateTime).toBe(expires);
    now += 23 * hour;
    expect((await client.put(token, file, 0, 99)).json).toMatchObject({ expirationDateTime: expires, ExpirationDateTime: expires });
    now = began + day - 1;
    expect((await client.send(token, 'GET')).json).toEqual({ expirationDateTime: expires, nextExpectedRanges: ['100-'] });
    now = began + day;
    await expectNothingThere(token);
  });

  it('the end is repeated for 24 hours, with the same answer', async () => {
    const end = await client.put(token, file);
    expect(end.status).toBe(201);
    expect(end.location).toMatch(/\/Events\('e'\)\/Attachments\('[\w-]+'\)$/);
    for (const later of [1, hour, 23 * hour, day - 1]) {
      now = began + later;
      expect(await client.put(token, file)).toEqual(end);
      expect(await client.put(token, file, 500, 600)).toEqual(end);
    }
    expect((await client.send(token, 'GET')).status).toBe(404);
    expect((await client.send(token, 'DELETE')).status).toBe(404);
    now = began + day;
    await expectNothingThere(token);
    expect((await client.event(key))?.attachmentCount).toBe(1);
  });
});

describe('nothing is left', () => {
  it('nothing is left of a session that expired: its blocks are kept while it may live, and go with the sweep behind its expiry', async () => {
    await client.put(token, file, 0, 499);
    await client.put(token, file, 700, 999);
    await sweepAt(began + day + 299_000);
    expect(await blobNames(stores.settings)).toHaveLength(1);
    await sweepAt(began + day + 301_000);
    expect(await blobNames(stores.settings)).toEqual([]);
  });

  it('nothing is left of a session that was cancelled: its blocks go at once, and those that come late in two days', async () => {
    await client.put(token, file, 0, 499);
    const [blob = ''] = await blobNames(stores.settings);
    expect((await client.send(token, 'DELETE')).status).toBe(204);
    expect(await blobNames(stores.settings)).toEqual([]);
    await stores.contents.putBlock(blob, blockId([500, 500, 0]), file.subarray(500));
    await expectNothingThere(token);
    await sweepAt(began + 50 * hour);
    expect(await blobNames(stores.settings)).toEqual([]);
  });

  it.each(['event', 'occurrence'] as const)(
    'nothing is left of the sessions of an %s that was deleted, neither documents nor blocks',
    async (kind) => {
      key = await client.newEvent(kind);
      const open = await Promise.all([1, 2, 3].map(() => client.start(key, file.length)));
      for (const each of open) await client.put(each, file, 0, 499);
      const ended = await client.start(key, file.length);
      expect((await client.put(ended, file)).status).toBe(201);
      const event = (await client.event(key)) ?? expect.fail('no event');
      const of = event.occurrence === undefined ? key : { ...key, event: event.occurrence.series.eventId };
      await dyingServices(stores).events.remove(of, (await client.event(of)) ?? event, by);
      for (const each of [...open, ended]) await expectNothingThere(each);
      // What deletes events has the system's clock.
      await sweepAt(Date.now() + 60_000);
      expect(await Promise.all([...open, ended].map((each) => client.stored(each)))).toEqual([undefined, undefined, undefined, undefined]);
      expect(await blobNames(stores.settings)).toEqual([]);
    },
  );

  it('nothing is left but the attachment of a session that ended, however old', async () => {
    expect((await client.put(token, file)).status).toBe(201);
    const blobs = await blobNames(stores.settings);
    await sweepAt(began + 60 * hour);
    expect(await blobNames(stores.settings)).toEqual(blobs);
  });
});

describe('an end that comes too late', () => {
  /** Ends an upload whose event, or series, is deleted when all that is left is the batch; `then` comes behind the deletion. */
  async function endBehindDeletion(kind: 'event' | 'occurrence', then: (of: EventKey) => Promise<unknown>): Promise<UploadAnswer> {
    key = await client.newEvent(kind);
    token = await client.start(key, file.length);
    const event = (await client.event(key)) ?? expect.fail('no event');
    const of = event.occurrence === undefined ? key : { ...key, event: event.occurrence.series.eventId };
    const { mailboxes } = stores;
    const commit: typeof mailboxes.commit = async (partition, writes) => {
      await dyingServices(stores).events.remove(of, (await client.event(of)) ?? expect.fail('no event'), by);
      await then(of);
      return mailboxes.commit(partition, writes);
    };
    return uploadClient({ ...stores, mailboxes: { ...mailboxes, commit } }, { clock: () => now }).put(token, file);
  }

  it.each(['event', 'occurrence'] as const)('an end that comes too late for its %s is 404, and leaves nothing', async (kind) => {
    const late = await endBehindDeletion(kind, () => Promise.resolve());
    expect(late.status).toBe(404);
    await expectNothingThere(token);
    await sweepAt(Date.now() + 60_000);
    // The mailbox keeps how many sessions it has had since they were counted.
    const left = { where: { is: 'gt', property: 'kind', value: '' }, orderBy: [], limit: 10 } as const;
    const kinds = (await stores.mailboxes.query(token.partition, left)).map(({ body }) => body.kind);
    expect(new Set(kinds.filter((each) => each !== 'eventTombstone'))).toEqual(new Set(['allowance']));
    expect(await blobNames(stores.settings)).toEqual([]);
  });

  it('an end that comes too late for its event never reaches the one that was put again under the id', async () => {
    const late = await endBehindDeletion('event', ({ mailbox }) => client.putEvent(mailbox));
    expect(late.status).toBe(404);
    expect(await client.event(key)).toMatchObject({ attachmentCount: 0 });
    await expectNothingThere(token);
  });
});

describe('an event that has room for one more', () => {
  beforeEach(() => fill(9_999));

  const fill = async (attachmentCount: number): Promise<void> => {
    const event = (await client.event(key)) ?? expect.fail('no event');
    await stores.mailboxes.commit(token.partition, [
      { write: 'patch', id: event.id, operations: [{ op: 'set', path: '/attachmentCount', value: attachmentCount }] },
    ]);
  };

  it('an event that has room for one more takes it, and tells all who send its end at once or again', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => client.put(token, file)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await client.event(key))?.attachmentCount).toBe(10_000);
    expect((await client.put(token, file)).status).toBe(201);
  });

  it('an event that has room for one more is full behind it: no other ends, until there is room, and none begins', async () => {
    const other = await client.start(key, file.length);
    expect((await client.put(token, file)).status).toBe(201);
    const refused = await client.put(other, file);
    expect([refused.status, refused.json]).toMatchObject([507, { error: { code: 'ErrorQuotaExceeded' } }]);
    expect((await client.send(other, 'GET')).json.nextExpectedRanges).toEqual(['0-']);
    await expect(client.start(key, 10)).rejects.toMatchObject({ status: 507, code: 'ErrorQuotaExceeded' });
    await fill(9_999);
    expect((await client.put(other, file)).status).toBe(201);
    expect((await client.event(key))?.attachmentCount).toBe(10_000);
  });
});

describe('2,000 ranges', () => {
  /** As 1,999 requests of one byte leave it, whose blocks are staged or not. */
  async function nearlyFull(bytes: Uint8Array, staged: boolean): Promise<void> {
    token = await client.start(key, bytes.length);
    const document = await stores.mailboxes.read(token.partition, sessionDocument(token.sessionId));
    const { etag, ...session } = decodeSession(document) ?? expect.fail('no session');
    const blocks = Array.from({ length: 1_999 }, (_, i): [number, number, number] => [i, 1, 0]);
    const stage = (block: (typeof blocks)[number]): Promise<void> =>
      stores.contents.putBlock(session.blob, blockId(block), bytes.subarray(block[0], block[0] + 1));
    for (let i = 0; staged && i < blocks.length; i += 50) await Promise.all(blocks.slice(i, i + 50).map(stage));
    await stores.mailboxes.replaceIf(token.partition, { kind: 'upload', ...session, blocks }, etag);
  }

  it('2,000 ranges may make a file', async () => {
    const bytes = randomBytes(2_000);
    await nearlyFull(bytes, true);
    expect((await client.put(token, bytes, 1_999)).status).toBe(201);
    const [blob = ''] = await blobNames(stores.settings);
    expect(Buffer.from((await stores.contents.read(blob)) ?? []).equals(bytes)).toBe(true);
  });

  it('a session of 2,000 ranges is refused one more, but told again what it has', async () => {
    const bytes = randomBytes(2_001);
    await nearlyFull(bytes, false);
    expect((await client.put(token, bytes, 1_999, 1_999)).json.nextExpectedRanges).toEqual(['2000-']);
    const refused = await client.put(token, bytes, 2_000);
    expect([refused.status, refused.json]).toMatchObject([400, { error: { message: expect.stringContaining('2000 ranges') as unknown } }]);
    expect((await client.put(token, bytes, 500, 1_500)).json.nextExpectedRanges).toEqual(['2000-']);
  });
});

it('a body that says another length than its range is refused before it is read', async () => {
  const answer = await client.send(token, 'PUT', { 'Content-Range': 'bytes 0-99/1000', 'Content-Length': '90000000' }, file);
  expect([answer.status, answer.json]).toMatchObject([400, { error: { message: expect.stringContaining('90000000') as unknown } }]);
});
