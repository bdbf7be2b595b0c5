// What a page reads of the largest events, attachments and messages, counted in bytes: its own and one answer of the store more, not all that a page may have.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { attachmentDocument, type AttachmentRecord } from '../../../lib/attachments/attachment.ts';
import { cursorAt, listAttachments, type Cursor, type PageRequest } from '../../../lib/attachments/list.ts';
import { draftEvent } from '../../../lib/calendar/events/draft.ts';
import { eventCursorAt, listEvents, type EventOrder } from '../../../lib/calendar/events/list.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createMessages, type MessagePage } from '../../../lib/calendar/meetings/messages.ts';
import { snapshotOf } from '../../../lib/calendar/meetings/message.ts';
import { listWindow } from '../../../lib/calendar/windows/window.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import { maxPageReadBytes } from '../../../lib/runtime/limits.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { by, newMailbox, occurrenceOf, put, read, series } from '../../fixtures/records/ofEvents.ts';
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
    const { draft: document } = await draftEvent(
      deps,
      { mailbox, event: `event-${randomUUID()}` },
      { calendar, properties: large(i) },
      'app:test',
    );
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

/** Walks all pages. `most` and `queries`: the bytes and queries of the page that has the most of them. */
async function walk<Cursor>(
  page: Walk<Cursor>,
): Promise<{ readonly ids: readonly string[]; readonly pages: number; readonly most: number; readonly queries: number }> {
  const ids: string[] = [];
  let [pages, most, queries] = [0, 0, 0];
  for (let after: Cursor | undefined, more = true; more; more = after !== undefined) {
    let [bytes, asked] = [0, 0];
    const documents = watched((read) => {
      bytes += read;
      asked++;
    });
    const found = await page(documents, after);
    ids.push(...found.ids);
    after = found.next;
    pages++;
    most = Math.max(most, bytes);
    queries = Math.max(queries, asked);
  }
  return { ids, pages, most, queries };
}

/** The stores' documents; tells the bytes that each query has read. */
const watched = (onRead: (bytes: number) => void): Documents => ({
  ...stores.mailboxes,
  async query(partition, query) {
    const found = await stores.mailboxes.query(partition, query);
    onRead(Buffer.byteLength(JSON.stringify(found.map(({ id, etag, body }) => ({ id, etag, body })))));
    return found;
  },
});

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

describe('a page of the largest attachments', () => {
  const each = 12;
  // What a day has of its own is small, so that one of its two places is read further than the other.
  let seriesKey: EventKey;
  let dayKey: EventKey;
  let ofSeries: readonly AttachmentRecord[];
  let ofDay: readonly AttachmentRecord[];
  beforeAll(async () => {
    const services = createServices(stores);
    const made = await put({ services }, newMailbox(), series);
    seriesKey = made.key;
    dayKey = occurrenceOf(made.key, made.event, '20270308');
    const attach = async (key: EventKey, n: number): Promise<AttachmentRecord> => {
      const [record] = await services.attachments.add(
        key,
        await read({ services }, key),
        [reference(n, key === seriesKey ? 1_200_000 : 10)],
        by,
      );
      return record ?? expect.fail('nothing was attached');
    };
    const [inherited, own]: [AttachmentRecord[], AttachmentRecord[]] = [[], []];
    for (let n = 0; n < each; n++) {
      inherited.push(await attach(seriesKey, n));
      own.push(await attach(dayKey, n));
    }
    [ofSeries, ofDay] = [inherited, [...inherited, ...own]];
  });

  const names: PageRequest['orderBy'] = { property: 'name', descending: true };
  it.each([
    ['an event', () => ({ key: seriesKey, records: ofSeries }), undefined, 0, 1],
    ['an occurrence', () => ({ key: dayKey, records: ofDay }), undefined, 0, 2],
    ['an occurrence by names, behind those that are skipped', () => ({ key: dayKey, records: ofDay }), names, 5, 4],
  ])(
    'a page of %s reads its own bytes, and the pages have each attachment once and in order',
    async (_, of, orderBy, skip, mostQueries) => {
      const { key, records } = of();
      const services = createServices(stores);
      const { ids, pages, most, queries } = await walk<Cursor>(async (documents, after) => {
        const request = { limit: 40, ...(orderBy && { orderBy }), ...(after ? { after } : { skip }) };
        const { page } = await listAttachments(documents, key, read({ services }, key), request);
        const last = page.attachments.at(-1);
        return { ids: page.attachments.map(({ id }) => id), next: page.more && last ? cursorAt(last, orderBy) : undefined };
      });
      expect(ids).toEqual(inOrder(records, orderBy).slice(skip));
      expect(pages).toBeGreaterThan(1);
      expect(most).toBeLessThan(maxPageReadBytes + 5 * mebibyte);
      expect(queries).toBeLessThanOrEqual(mostQueries);
    },
  );
});

const reference = (n: number, characters: number) => ({
  properties: {
    type: 'reference' as const,
    name: `name ${String((n * 7) % 5)}`,
    contentType: null,
    size: null,
    isInline: false,
    sourceUrl: `https://contoso.example/${'x'.repeat(characters)}`,
    providerType: 'other' as const,
    thumbnailUrl: null,
    previewUrl: null,
    permission: 'other' as const,
    isFolder: false,
  },
});

/** The ids of documents as a list has to have them, by names or as they were made. */
function inOrder(records: readonly AttachmentRecord[], orderBy: PageRequest['orderBy']): readonly string[] {
  const valueOf = ({ id, properties }: AttachmentRecord): string =>
    `${orderBy === undefined ? '' : (properties.name ?? '')} ${id.slice(attachmentDocument('').length)}`;
  const sorted = records.map((record) => [valueOf(record), record.id] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return (orderBy?.descending === true ? sorted.toReversed() : sorted).map(([, id]) => id);
}

describe('a page of the largest messages', () => {
  const reader = newMailbox();
  const messages = 14;
  beforeAll(async () => {
    const services = createServices(stores);
    const shown = snapshotOf({ properties: large(0), bodyPreview: '' });
    const snapshot = { ...shown, location: { displayName: 'x'.repeat(1_200_000) } };
    for (let n = 0; n < messages; n++)
      await services.messages.enter(
        reader,
        { messageId: `message-${n}`, folders: [n % 2 === 0 ? 'one' : 'other', 'kept'], meeting: { mailbox, event: 'gone' }, snapshot },
        by,
      );
  });

  it.each([
    [[], messages],
    [['one', 'kept'], messages / 2],
  ])('a page of messages in %j reads its own bytes by one query, and the pages have each message once', async (folders, expected) => {
    const { ids, pages, most, queries } = await walk<NonNullable<MessagePage['next']>>(async (documents, after) => {
      const page = await createMessages({ documents, clock }).list(reader, { limit: 1000, folders, ...(after && { after }) });
      return { ids: page.messages.map(({ id }) => id), next: page.next };
    });
    expect([ids.length, new Set(ids).size]).toEqual([expected, expected]);
    expect(pages).toBeGreaterThan(1);
    expect(most).toBeLessThan(maxPageReadBytes + 5 * mebibyte);
    expect(queries).toBe(1);
  });

  it('a count of messages in a folder within another reads their folders alone', async () => {
    let bytes = 0;
    const counted = createMessages({ documents: watched((some) => (bytes += some)), clock });
    expect(await counted.count(reader, { folders: ['one', 'kept'] })).toBe(messages / 2);
    expect(bytes).toBeLessThan(messages * 400);
  });
});
