// The subscriptions of a mailbox that live: asked for each batch of the feed, and never remembered.
import type { Documents } from '../../stores/documents.ts';
import { decodeSubscription, type Subscription } from '../subscriptions/subscription.ts';

/** As many as a mailbox may have, and some that were made at the same moment. */
const maxSubscriptions = 1_100;

/** One query. */
export async function activeSubscriptions(mailboxes: Documents, partition: string, now: number): Promise<readonly Subscription[]> {
  const found = await mailboxes.query(partition, {
    where: { is: 'eq', property: 'kind', value: 'subscription' },
    orderBy: [],
    limit: maxSubscriptions,
  });
  return found.flatMap((document) => decodeSubscription(document) ?? []).filter(({ expires }) => Date.parse(expires) > now);
}
