// What a list of messages costs: a page along an index, as many items read of 5,000 as of 100.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createMessages, type MessagePageRequest } from '../../../lib/calendar/meetings/messages.ts';
import { queryAsked, startReadCounts, type ReadCounts } from '../../support/stores/readCounts.ts';

let store: ReadCounts;
const mailbox = (id: string): Mailbox => ({ tenant: 't', kind: 'users', id });
const sizes = { small: 100, large: 5_000 } as const;
const instant = (n: number): string => new Date(Date.UTC(2027, 0, 1) + n * 60_000).toISOString();

/** Every other one is an event, and no message. */
const stored = (n: number) => ({
  id: `document:${n}`,
  ...(n % 2 === 0 ? { kind: 'message', received: instant(n), inFolder: 'inbox' } : { kind: 'event', created: instant(n) }),
});

beforeAll(async () => {
  store = await startReadCounts('mailboxes');
  for (const [id, length] of Object.entries(sizes))
    await store.fill(
      mailboxPartition(mailbox(id)),
      Array.from({ length }, (_, n) => stored(n)),
    );
});

afterAll(() => store.close());

/** How many items the store read for a page, and how many the page has. */
async function ask(id: keyof typeof sizes, request: MessagePageRequest): ReturnType<ReadCounts['count']> {
  const query = await queryAsked((documents) => createMessages({ documents, clock: () => 0 }).list(mailbox('any'), request));
  return store.count(mailboxPartition(mailbox(id)), query);
}

it.each([[[]], [['inbox']], [['Inbox']]])('a page of the folder %j reads what it shows and one more', async (folders) => {
  for (const size of ['small', 'large'] as const) expect(await ask(size, { limit: 10, folders })).toEqual({ read: 11, got: 11 });
});

it.each([[[]], [['inbox']]])('a page in the middle reads no more of many (%j)', async (folders) => {
  const request = { limit: 10, folders, after: { received: instant(60), id: 'document:60' } };
  const small = await ask('small', request);
  expect(small.got).toBe(11);
  expect(await ask('large', request)).toEqual(small);
});
