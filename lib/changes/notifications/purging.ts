// Subscriptions that go with the mailbox that they watch: no feed tells of that, so that the purge itself leaves what tells their creators.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument } from '../../stores/documents.ts';
import { pointerId } from '../subscriptions/pointer.ts';
import { decodeSubscription } from '../subscriptions/subscription.ts';
import { writeLifecycle } from './outbox.ts';
import { commitUnits, ifPossible } from './units.ts';

interface PurgingDependencies {
  readonly directory: Documents;
  readonly notifications: Documents;
  readonly clock: Clock;
}

/**
 * To be called before the documents of a mailbox are purged: leaves `subscriptionRemoved` for each subscription among them, for the timer to
 * deliver, and removes their pointers. May be repeated.
 */
export async function endSubscriptionsIn(
  { directory, notifications, clock }: PurgingDependencies,
  mailbox: string,
  documents: readonly StoredDocument[],
): Promise<void> {
  for (const document of documents) {
    const subscription = decodeSubscription(document);
    if (subscription === undefined) continue;
    await writeLifecycle(notifications, { subscription, mailbox }, { event: 'subscriptionRemoved' }, clock());
    await commitUnits(directory, subscription.tenant, [ifPossible({ write: 'remove', id: pointerId(subscription.id) })]);
  }
}
