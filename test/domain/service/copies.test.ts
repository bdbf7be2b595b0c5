// What an occurrence copies of its series' attachments when it changes one: bytes that nobody has brought are counted before they are made.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { copying, createCopyAllowance } from '../../../lib/api/throttling/extraWork.ts';
import { isEntity } from '../../support/api/answers.ts';
import { madeBy, ownMailbox, usedBytes, type MailboxOptions, type OwnMailbox } from '../../support/stores/mailboxes.ts';
import { blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';
import { throttleOf } from '../../support/stores/throttles.ts';

const mebibyte = 1024 * 1024;
let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

const daily = {
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
};

/** A series with a file of so many bytes, and a batch that renames that on each of its first days. */
async function seriesWith(bytes: number, days: number, options: MailboxOptions) {
  const me = ownMailbox(stores, options);
  const event = await madeBy(me.send('POST', '/events', { ...daily, subject: 'x' }));
  const contentBytes = Buffer.alloc(bytes).toString('base64');
  const file = await madeBy(
    me.send('POST', `/events/${event}/attachments`, { '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes }),
  );
  const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-25T00:00:00Z';
  const { json } = await me.send('GET', `/events/${event}/instances?${window}&$select=id&$top=${days}`);
  const instances = (Array.isArray(json.value) ? json.value : []).map((each) => (isEntity(each) ? String(each.id) : ''));
  const rename = async (mailbox: OwnMailbox): Promise<readonly unknown[]> => {
    const answers = [];
    for (const each of instances) answers.push(await mailbox.send('PATCH', `/events/${each}/attachments/${file}`, { name: 'y' }));
    return answers.map(({ status, json: { error } }) => (isEntity(error) ? `${status} ${String(error.code)}` : status));
  };
  return { me, file, instances, rename };
}

it('a copy is counted in the quota, and refused before a byte is copied where there is no room', async () => {
  const { me, rename } = await seriesWith(300_000, 4, { MAILBOX_QUOTA_MIB: 1 });
  const before = await blobNames(stores.settings);
  let puts = 0;
  const contents = {
    ...stores.contents,
    put: (...given: Parameters<typeof stores.contents.put>) => (puts++, stores.contents.put(...given)),
  };
  expect(await rename(me.through({ ...stores, contents }))).toEqual([200, 200, '507 ErrorQuotaExceeded', '507 ErrorQuotaExceeded']);
  expect(await blobNames(stores.settings)).toHaveLength(before.length + 2);
  expect(await usedBytes(stores, me.partition)).toBeGreaterThan(900_000);
  expect(puts).toBe(2);
});

it('a copy counts as bytes that the caller has sent in the window', async () => {
  const { me, rename } = await seriesWith(300_000, 4, { throttle: throttleOf({ bytes: mebibyte }, () => 0) });
  // The file itself has come in base64.
  const before = await blobNames(stores.settings);
  expect(await rename(me)).toEqual([200, 200, '429 TooManyRequests', '429 TooManyRequests']);
  expect(await blobNames(stores.settings)).toHaveLength(before.length + 2);
});

it('a copy is one file at most of a request and of all the parts of a batch together', () => {
  const allowance = createCopyAllowance();
  const brought: number[] = [];
  const budget = createByteBudget(20 * mebibyte);
  const part = copying(allowance, { countBytes: (bytes) => brought.push(bytes) }, budget.share());
  part(100 * mebibyte);
  // A piece is in memory at once, as read and as sent on.
  expect(budget.used).toBe(8 * mebibyte);
  part(50 * mebibyte);
  expect(() => {
    part(1);
  }).toThrow(expect.objectContaining({ status: 507, code: 'ErrorDataSizeLimitExceeded' }));
  expect(brought).toEqual([100 * mebibyte, 50 * mebibyte]);
  const other = copying(createCopyAllowance(), { countBytes: () => undefined }, budget.share());
  expect(() => {
    other(150 * mebibyte);
  }).toThrow(expect.objectContaining({ status: 503 }));
});

it('a copy is refused in the parts of a batch that come behind it', async () => {
  const { me, file, instances } = await seriesWith(1_000, 3, {});
  // As large as the series says; nothing of it is read before it is asked for.
  const document = (await stores.mailboxes.read(me.partition, `attachment:${file}`)) ?? expect.fail('no file');
  const size = { op: 'set', path: '/properties/size', value: 100 * mebibyte } as const;
  await stores.mailboxes.commit(me.partition, [{ write: 'patch', id: document.id, operations: [size] }]);
  const requests = instances.map((id, i) => ({
    id: `${i}`,
    method: 'PATCH',
    url: `/me/events/${id}/attachments/${file}`,
    headers: { 'Content-Type': 'application/json' },
    body: { name: 'y' },
  }));
  const { json } = await me.send('POST', '/../$batch', { requests });
  const responses = Array.isArray(json.responses) ? json.responses : [];
  expect(responses.filter((each) => isEntity(each) && each.status === 507)).toHaveLength(2);
});
