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
import { maxBatchBytes, maxBatchOperations } from '../../../lib/runtime/limits.ts';
import type { Write } from '../../../lib/stores/documents.ts';
import { settingsOf } from '../stores/stores.ts';

export interface WrittenMailboxes {
  /** Writes so many events into the default calendar of a user of the demo tenant; resolves to their ids. */
  write(userId: string, count: number, of: (number: number) => Partial<EventProperties>): Promise<readonly string[]>;
}

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
  const partition = mailboxPartition(mailbox);
  const commit = async ([first, ...rest]: readonly Write[]): Promise<void> => {
    if (first !== undefined) expect(await mailboxes.commit(partition, [first, ...rest])).toMatchObject({ outcome: 'done' });
  };
  const ids = Array.from({ length: count }, () => `event-${randomUUID()}`);
  let writes: Write[] = [];
  let bytes = 0;
  for (const [number, event] of ids.entries()) {
    const properties = { ...defaultEventProperties, ...of(number) };
    const { draft } = await draftEvent(deps, { mailbox, event }, { calendar, properties }, 'app:test');
    const own = JSON.stringify(draft).length;
    if (writes.length === maxBatchOperations || bytes + own > maxBatchBytes) {
      await commit(writes);
      [writes, bytes] = [[], 0];
    }
    writes.push({ write: 'create', document: draft });
    bytes += own;
  }
  await commit(writes);
  return ids;
}
