// Uploads whose process dies at any call to a store, each in turn: whoever sends the range again gets exactly one attachment.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partitionOf } from '../../lib/attachments/attachment.ts';
import { sweep } from '../../lib/cleanup/sweep.ts';
import type { EventKey } from '../../lib/calendar/mailbox.ts';
import { dyingStores } from '../support/faults/dyingStores.ts';
import { blobNames, startStores, type TestStores } from '../support/stores/stores.ts';
import { attachedTo, uploadClient, type UploadClient } from '../support/stores/uploadClient.ts';

const hour = 3_600_000;
const file = randomBytes(1_000);

let stores: TestStores;
let client: UploadClient;
beforeAll(async () => {
  stores = await startStores();
  client = uploadClient(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  for (const name of await blobNames(stores.settings)) await stores.contents.remove(name);
});

/** Runs the work with a process that dies at its first call, then at its second, and so on, until it lives. Gives how often it died. */
async function dyingAtEach(when: 'before' | 'after', work: (mortal: UploadClient, died: () => boolean) => Promise<void>): Promise<number> {
  for (let at = 1; at < 40; at++) {
    const mortal = dyingStores(stores, at, when);
    const died = (): boolean => mortal.calls >= at;
    await work(uploadClient(mortal, options), died);
    if (!died()) return at - 1;
  }
  return expect.fail('it never lived');
}

const options = { quotaBytes: 10_000_000 };

/** The file, and what its attachment's properties take as JSON. */
const counted = file.length + 119;

/** Holds that there is one attachment with the file's bytes, counted once, and nothing else. */
async function expectOnlyFile(key: EventKey, blobs: number): Promise<void> {
  const event = (await client.event(key)) ?? expect.fail('no event');
  const attached = await attachedTo(stores, key, event);
  expect(attached).toMatchObject([{ kind: 'attachment', properties: { size: file.length }, charged: counted }]);
  expect((event.occurrence?.stored ?? event).attachmentCount).toBe(1);
  expect((await stores.mailboxes.read(partitionOf(key), 'usage'))?.body.bytes).toBe(counted);
  const names = await blobNames(stores.settings);
  expect(names).toHaveLength(blobs);
  const [{ content } = {}] = attached;
  const blob = typeof content === 'object' && content !== null && 'blob' in content ? String(content.blob) : '';
  expect(Buffer.from((await stores.contents.read(blob)) ?? []).equals(file)).toBe(true);
}

describe.each(['event', 'occurrence'] as const)('an %s', (kind) => {
  describe.each(['before', 'after'] as const)('%s the store hears or answers,', (when) => {
    it.each([
      ['the only range', []],
      [
        'the last range',
        [
          [0, 299],
          [600, 999],
        ],
      ],
    ] as const)('%s gives one attachment when it is sent again', async (_, before) => {
      let runs = 0;
      const deaths = await dyingAtEach(when, async (mortal, died) => {
        const key = await client.newEvent(kind);
        const token = await client.start(key, file.length);
        const living = uploadClient(stores, options);
        for (const [first, last] of before) expect((await living.put(token, file, first, last)).status).toBe(200);
        const [first, last] = before.length === 0 ? [0, 999] : [300, 599];
        const answer = await mortal.put(token, file, first, last);
        expect(answer.status).toBe(died() ? 500 : 201);
        const status = await living.send(token, 'GET');
        // Until the attachment is there, something is expected.
        if (status.status !== 404) expect(status.json.nextExpectedRanges).toEqual([before.length === 0 ? '0-' : '300-599']);

        const again = await living.put(token, file, first, last);
        expect(again.status, JSON.stringify(again.json)).toBe(201);
        expect(await living.put(token, file, first, last)).toEqual(again);
        await expectOnlyFile(key, ++runs);
      });
      // Session, event, block, session, blob, batch at least.
      expect(deaths).toBeGreaterThanOrEqual(6);
    });

    it('a range in the midst is received once when it is sent again', async () => {
      await dyingAtEach(when, async (mortal, died) => {
        const key = await client.newEvent(kind);
        const token = await client.start(key, file.length);
        const living = uploadClient(stores, options);
        expect((await mortal.put(token, file, 300, 599)).status).toBe(died() ? 500 : 200);
        expect((await living.put(token, file, 300, 599)).json.nextExpectedRanges).toEqual(['0-299', '600-']);
        expect((await living.put(token, file, 0, 299)).status).toBe(200);
        expect((await living.put(token, file, 600, 999)).status).toBe(201);
      });
    });

    it('the end is finished by any range, also by a part of one', async () => {
      let runs = 0;
      await dyingAtEach(when, async (mortal) => {
        const key = await client.newEvent(kind);
        const token = await client.start(key, file.length);
        const living = uploadClient(stores, options);
        expect((await living.put(token, file, 0, 499)).status).toBe(200);
        await mortal.put(token, file, 500, 999);
        const expected = (await living.send(token, 'GET')).json.nextExpectedRanges;
        await living.put(token, file, 500, 749);
        expect((await living.put(token, file, 750, 999)).status, String(expected)).toBe(201);
        await expectOnlyFile(key, ++runs);
      });
    });

    it('a cancel leaves no attachment, and no bytes for longer than two days', async () => {
      await dyingAtEach(when, async (mortal, died) => {
        const key = await client.newEvent(kind);
        const token = await client.start(key, file.length);
        expect((await client.put(token, file, 0, 499)).status).toBe(200);
        expect((await mortal.send(token, 'DELETE')).status).toBe(died() ? 500 : 204);
        expect([204, 404]).toContain((await client.send(token, 'DELETE')).status);
        expect((await client.put(token, file, 500, 999)).status).toBe(404);
      });
      await sweepIn(50 * hour);
      expect(await blobNames(stores.settings)).toEqual([]);
    });
  });
});

it('an upload that died and is given up leaves no bytes for longer than two days, unless it made its attachment', async () => {
  let made = 0;
  for (const when of ['before', 'after'] as const)
    await dyingAtEach(when, async (mortal) => {
      const token = await client.start(await client.newEvent(), file.length);
      await mortal.put(token, file);
      if ((await client.stored(token))?.state === 'completed') made++;
    });
  await sweepIn(50 * hour);
  // Those that lived, and the one that died behind its batch.
  expect(made).toBe(3);
  expect(await blobNames(stores.settings)).toHaveLength(made);
});

async function sweepIn(later: number): Promise<void> {
  await stores.directory.commit('service', [{ write: 'remove', id: 'sweep' }]);
  const failed = (error: unknown): void => expect.fail(String(error));
  await sweep({ ...stores, meetings: client.services.meetings, entries: client.services.entries, clock: () => Date.now() + later, failed });
}
