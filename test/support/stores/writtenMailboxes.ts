// Writes many events straight into mailboxes of a stack's stores, a hundred in one batch: what a test reads need not come by requests.
import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { openStores, type Stores } from '../../../functions/compose/app.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { draftEvent } from '../../../lib/calendar/events/draft.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import type { Write } from '../../../lib/stores/documents.ts';
import { settingsOf } from './stores.ts';

export interface WrittenMailboxes {
  /** Writes so many events into the default calendar of a user of the demo tenant; resolves to their ids. */
  write(userId: string, count: number, of: (number: number) => Partial<EventProperties>): Promise<readonly string[]>;
}

/** The most writes of one batch. */
const atOnce = 100;

export async function openMailboxes(stack: { readonly cosmosUrl: string; readonly blobUrl: string }): Promise<WrittenMailboxes> {
  const stores = await openStores(settingsOf(stack));
  return { write: (userId, count, of) => written(stores, { tenant: demoTenant, kind: 'users', id: userId }, count, of) };
}

async function written(
  { mailboxes, contents }: Stores,
  mailbox: Mailbox,
  count: number,
  of: (number: number) => Partial<EventProperties>,
): Promise<readonly string[]> {
  const deps = { contents, ids: createIds(systemClock, randomBytes), clock: systemClock, newContentName: () => randomUUID() };
  const calendar = defaultCalendarId(mailbox);
  const ids = Array.from({ length: count }, () => `event-${randomUUID()}`);
  for (let begin = 0; begin < count; begin += atOnce) {
    const writes: Write[] = [];
    for (const [offset, event] of ids.slice(begin, begin + atOnce).entries()) {
      const properties = { ...defaultEventProperties, ...of(begin + offset) };
      const { draft } = await draftEvent(deps, { mailbox, event }, { calendar, properties }, 'app:test');
      writes.push({ write: 'create', document: draft });
    }
    const [first, ...rest] = writes;
    if (first !== undefined)
      expect(await mailboxes.commit(mailboxPartition(mailbox), [first, ...rest])).toMatchObject({ outcome: 'done' });
  }
  return ids;
}
