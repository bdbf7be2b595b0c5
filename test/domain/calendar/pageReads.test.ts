// What a page reads of the largest events, counted in bytes: its own and one answer of the store more, not all that a page may have.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftEvent } from '../../../lib/calendar/events/draft.ts';
import { eventCursorAt, listEvents, type EventOrder } from '../../../lib/calendar/events/list.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { listWindow } from '../../../lib/calendar/windows/window.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import { maxPageReadBytes } from '../../../lib/runtime/limits.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

const calendar = 'c';
const count = 60;
const mailbox: Mailbox = { tenant: 't', kind: 'users', id: randomUUID() };
const clock = (): number => Date.UTC(2027, 0, 1);
const mebibyte = 1024 * 1024;

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
  const deps = { contents: stores.contents, ids: createIds(clock, randomBytes), clock, newContentName: () => randomUUID() };
  for (let i = 0; i < count; i++) {
    const document = await draftEvent(deps, { mailbox, event: `event-${randomUUID()}` }, { calendar, properties: large(i) }, 'app:test');
    expect(await stores.mailboxes.commit(mailboxPartition(mailbox), [{ write: 'create', document }])).toMatchObject({ outcome: 'done' });
  }
});
afterAll(() => stores.close());

/** Some 400 KB: a hundred of them would be 40 MB. */
function large(minute: number): EventProperties {
  const at = (hour: number): EventProperties['start'] => ({
    dateTime: new Date(Date.UTC(2027, 2, 1, hour, minute)).toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  const location = { ...defaultEventProperties.location, displayName: 'x'.repeat(400_000) };
  return { ...defaultEventProperties, start: at(10), end: at(11), location };
}

/** A page, and where the next one begins. */
type Walk<Cursor> = (
  documents: Documents,
  after: Cursor | undefined,
) => Promise<{ readonly ids: readonly string[]; readonly next: Cursor | undefined }>;

async function walk<Cursor>(
  page: Walk<Cursor>,
): Promise<{ readonly ids: readonly string[]; readonly pages: number; readonly most: number }> {
  const ids: string[] = [];
  let [pages, most] = [0, 0];
  for (let after: Cursor | undefined, more = true; more; more = after !== undefined) {
    let bytes = 0;
    const documents: Documents = {
      ...stores.mailboxes,
      async query(partition, query) {
        const found = await stores.mailboxes.query(partition, query);
        bytes += JSON.stringify(found).length;
        return found;
      },
    };
    const found = await page(documents, after);
    ids.push(...found.ids);
    after = found.next;
    pages++;
    most = Math.max(most, bytes);
  }
  return { ids, pages, most };
}

const orderBy: EventOrder = { property: 'start/dateTime', descending: false };
const window = { from: Date.UTC(2027, 2, 1), to: Date.UTC(2027, 2, 2), limit: 100 };

it('a page of events reads its own bytes and an answer of the store, and the pages have each event once', async () => {
  const { ids, pages, most } = await walk<ReturnType<typeof eventCursorAt>>(async (documents, after) => {
    const { events, more } = await listEvents(documents, mailbox, calendar, { limit: 100, orderBy, ...(after && { after }) });
    const last = events.at(-1);
    return { ids: events.map(({ id }) => id), next: more && last ? eventCursorAt(last, orderBy) : undefined };
  });
  expect([ids.length, new Set(ids).size]).toEqual([count, count]);
  expect(pages).toBeGreaterThan(1);
  expect(most).toBeLessThan(maxPageReadBytes + 5 * mebibyte);
});

it('a page of a calendar’s window likewise', async () => {
  const { ids, pages, most } = await walk<{ sort: string; id: string }>(async (documents, after) => {
    const page = await listWindow(documents, mailbox, calendar, { ...window, ...(after && { after }) }, () => true);
    return { ids: page.entries.map(({ event }) => event.id), next: page.more ? page.last : undefined };
  });
  expect([ids.length, new Set(ids).size]).toEqual([count, count]);
  expect(pages).toBeGreaterThan(1);
  expect(most).toBeLessThan(maxPageReadBytes + 5 * mebibyte);
});
