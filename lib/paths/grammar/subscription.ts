// Productions for subscriptions: all, one of them, and the action on it.
import { accept, atEnd, expect, key, type Cursor } from '../cursor.ts';
import { ids } from '../identifiers.ts';
import type { SubscriptionReference, Version } from '../reference.ts';

export function subscriptions(cursor: Cursor, version: Version): SubscriptionReference {
  expect(cursor, 'subscriptions');
  if (atEnd(cursor)) return { kind: 'subscriptions', version };
  const id = key(cursor, ids);
  return { kind: accept(cursor, 'reauthorize') ? 'reauthorize' : 'subscription', version, id };
}
