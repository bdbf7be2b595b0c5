// What a mailbox's quota says is what its documents count, and that is what they have: over random requests, by processes that die at any call.
import { anHour } from '../../support/api/events.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { isEntity } from '../../support/api/answers.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { dyingStores } from '../../support/faults/dyingStores.ts';
import { madeBy, ownMailbox, sweepLater, usedBytes, type OwnMailbox } from '../../support/stores/mailboxes.ts';
import { blobNames, startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

const quota = 40 * 1024;
const options = { MAILBOX_QUOTA_MIB: quota / 1024 / 1024 };
const hour = 3_600_000;

/** Bytes that a document should count: what it has of JSON, and of what lies in a blob. */
function bytesIn({ kind, properties, overrides, content, bodyContent, state, total, file }: JsonObject): number {
  const json = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  const size = (value: unknown): number => (isEntity(value) ? Number(value.size) : 0);
  if (kind === 'event') return json(properties) + size(bodyContent);
  if (kind === 'occurrence') return isEntity(overrides) && Object.keys(overrides).length > 0 ? json(overrides) + size(bodyContent) : 0;
  if (kind === 'attachment') return json(properties) + (content === undefined ? 0 : size(properties));
  if (kind === 'upload' && state === 'open' && isEntity(file)) return json({ type: 'file', ...file, size: total }) + Number(total);
  return 0;
}

async function expectInStep({ partition }: OwnMailbox): Promise<void> {
  const everything = { where: { is: 'gt', property: 'kind', value: '' }, orderBy: [], limit: 1_000 } as const;
  const documents = (await stores.mailboxes.query(partition, everything)).map(({ body }) => body);
  for (const document of documents)
    if (document.kind !== 'purge') expect(document.charged ?? 0, JSON.stringify(document).slice(0, 400)).toBe(bytesIn(document));
  const sum = documents.reduce((all, { charged }) => all + Number(charged ?? 0), 0);
  expect(await usedBytes(stores, partition)).toBe(sum);
  expect(sum).toBeLessThanOrEqual(quota);
}

/** What a sequence knows of what it has made; any of it may be gone. */
interface Made {
  readonly events: string[];
  readonly attachments: { readonly event: string; readonly id: string }[];
  readonly uploads: { readonly url: string; readonly total: number }[];
}

type Step = (me: OwnMailbox, made: Made, size: number, pick: number) => Promise<unknown>;

const one = <T>(some: readonly T[], pick: number): T | undefined => some[pick % Math.max(1, some.length)];
const body = (size: number): object => ({
  ...anHour,
  subject: 'é'.repeat(size % 20),
  body: { contentType: 'html', content: 'ü'.repeat(size) },
});
const daily = {
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
};
const attachmentOf = (size: number, pick: number): object =>
  [
    {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'x'.repeat(size % 50),
      contentBytes: Buffer.alloc(size).toString('base64'),
    },
    {
      '@odata.type': '#microsoft.graph.itemAttachment',
      name: 'item',
      item: { '@odata.type': '#microsoft.graph.contact', personalNotes: 'x'.repeat(size) },
    },
    { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'link', sourceUrl: `https://contoso.example/${'x'.repeat(size % 900)}` },
  ][pick % 3] ?? {};

const idsIn = ({ json }: { readonly json: Readonly<Record<string, unknown>> }): string[] =>
  Array.isArray(json.value) ? json.value.map((each) => (isEntity(each) ? String(each.id) : '')) : [];

/** A series' second or third day. */
async function dayOf(me: OwnMailbox, event: string | undefined, pick: number): Promise<string> {
  const day = (pick % 2) + 2;
  const window = `startDateTime=2027-03-0${day}T00:00:00Z&endDateTime=2027-03-0${day + 1}T00:00:00Z`;
  return idsIn(await me.send('GET', `/events/${event ?? 'none'}/instances?${window}&$select=id`))[0] ?? 'none';
}

const steps: readonly Step[] = [
  async function newEvent(me, made, size, pick) {
    const attachments = pick % 3 === 0 ? [attachmentOf(size, 0), attachmentOf(size, 2)] : [];
    const { json, status } = await me.send('POST', '/events', { ...body(size), ...(pick % 2 === 0 && daily), attachments });
    if (status === 201) made.events.push(String(json.id));
  },
  async function putEvent(me, made, size, pick) {
    const id = `put-${pick % 2}`;
    const { status } = await me.send('PUT', `/events/${id}`, { ...body(size), ...(pick % 2 === 0 && daily) });
    if (status < 300) made.events.push(id);
  },
  (me, made, size, pick) => me.send('PATCH', `/events/${one(made.events, pick) ?? 'none'}`, body(size)),
  async function changeDay(me, made, size, pick) {
    const day = await dayOf(me, one(made.events, pick), pick);
    await me.send('PATCH', `/events/${day}`, pick % 3 === 0 ? { subject: 's'.repeat(size % 90) } : body(size));
  },
  async function cancelDay(me, made, _, pick) {
    await me.send('DELETE', `/events/${await dayOf(me, one(made.events, pick), pick)}`);
  },
  (me, made, _, pick) => me.send('DELETE', `/events/${one(made.events, pick) ?? 'none'}`),
  async function attach(me, made, size, pick) {
    const event = one(made.events, pick) ?? 'none';
    const { json, status } = await me.send('POST', `/events/${event}/attachments`, attachmentOf(size, pick));
    if (status === 201) made.attachments.push({ event, id: String(json.id) });
  },
  async function rename(me, made, size, pick) {
    const { event = 'none', id = '' } = one(made.attachments, pick) ?? {};
    await me.send('PATCH', `/events/${event}/attachments/${id}`, { name: 'y'.repeat(size % 200) });
  },
  async function renameOnDay(me, made, size, pick) {
    const { event, id = '' } = one(made.attachments, pick) ?? {};
    await me.send('PATCH', `/events/${await dayOf(me, event, pick)}/attachments/${id}`, { name: 'z'.repeat(size % 200) });
  },
  async function detach(me, made, _, pick) {
    const { event = 'none', id = '' } = one(made.attachments, pick) ?? {};
    await me.send('DELETE', `/events/${pick % 3 === 0 ? await dayOf(me, event, pick) : event}/attachments/${id}`);
  },
  async function start(me, made, size, pick) {
    const total = size + 2;
    const { json, status } = await me.send(
      'POST',
      `/events/${one(made.events, pick) ?? 'none'}/attachments/createUploadSession`,
      sessionBody(total),
    );
    if (status === 201) made.uploads.push({ url: String(json.uploadUrl), total });
  },
  async function send(me, made, _, pick) {
    const upload = one(made.uploads, pick);
    if (upload === undefined) return;
    const { url, total } = upload;
    const half = Math.floor(total / 2);
    if (pick % 2 === 0) await me.upload(url, 'PUT', { bytes: new Uint8Array(half), first: 0, total });
    await me.upload(url, 'PUT', { bytes: new Uint8Array(total - half), first: half, total });
  },
  async function cancel(me, made, _, pick) {
    const upload = one(made.uploads, pick);
    if (upload !== undefined) await me.upload(upload.url, 'DELETE');
  },
];

const step = fc.record({
  which: fc.nat({ max: steps.length - 1 }),
  size: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 300, max: 12_000 })),
  pick: fc.nat({ max: 59 }),
  /** At which call its process dies, and whether the store has heard of that. */
  dies: fc.option(fc.record({ at: fc.integer({ min: 2, max: 12 }), when: fc.constantFrom('before', 'after') })),
});

it('the sum of what documents count is what the quota says, whatever is done and wherever a process dies; in the end it is nothing', async () => {
  const sequence = fc.array(step, { minLength: 12, maxLength: 12 });
  const run = fc.asyncProperty(sequence, async (some) => {
    const me = ownMailbox(stores, options);
    const made: Made = { events: [await madeBy(me.send('POST', '/events', daily))], attachments: [], uploads: [] };
    // An attachment and an upload that is completed are always among what there is.
    for (const which of [6, 10, 11]) await steps[which]?.(me, made, 2_000, 0);
    await expectInStep(me);
    for (const { which, size, pick, dies } of some) {
      const process = dies === null ? me : me.through(dyingStores(stores, dies.at, dies.when));
      await steps[which]?.(process, made, size, pick);
      await expectInStep(me);
    }
    // Processes that died have made events that nobody has heard of.
    for (const event of idsIn(await me.send('GET', '/events?$top=100&$select=id'))) await me.send('DELETE', `/events/${event}`);
    await sweepLater(stores, me.services, 25 * hour);
    expect(await usedBytes(stores, me.partition)).toBe(0);
  });
  await fc.assert(run, { numRuns: 8, endOnFailure: true });
  await stores.directory.commit('service', [{ write: 'remove', id: 'sweep' }]);
  await sweepLater(stores, ownMailbox(stores).services, 50 * hour);
  expect(await blobNames(stores.settings)).toEqual([]);
});
