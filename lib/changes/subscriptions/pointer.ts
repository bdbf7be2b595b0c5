// Finds subscriptions by their ids and by who sees them: a small document of each in its tenant's directory.
import { z } from 'zod';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import type { Condition, Document, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { documentsBehind, firstOf, type Order } from '../../stores/keyset.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { Page, PageRequest } from '../../directory/page.ts';
import type { Creator, StoredSubscription } from './subscription.ts';
import { ttlUntil } from './renewal.ts';

const pointerRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** The subscription's id. */
  subscriptionId: z.string(),
  /** The application that made it, and the user for whom it did; none where it acted by itself. Lists ask for both. */
  ofApp: z.string(),
  ofUser: z.string().optional(),
  /** The mailbox that it watches, in which it lies. */
  owner: z.object({ kind: z.enum(['users', 'groups']), id: z.string() }),
  /** The latest expiry that the subscription was given, in milliseconds since 1970 UTC: a day longer the pointer is there. */
  until: z.number(),
  ttl: z.number(),
});

export type Pointer = z.infer<typeof pointerRecord>;

export const decodePointer = (document: StoredDocument | undefined): Pointer | undefined =>
  decode('subscriptionPointer', pointerRecord, document);

/** Who looks for subscriptions. A user sees those that the application has made for this user, an application all that it has made. */
export interface Viewer {
  readonly tenant: string;
  readonly appId: string;
  readonly user?: string;
  /** Whether the user sees those of other applications, too. */
  readonly ofEveryApp?: boolean;
}

export const pointerId = (subscriptionId: string): string => `subscriptionPointer:${subscriptionId.toLowerCase()}`;

export function pointerTo(
  subscription: Pick<StoredSubscription, 'id' | 'creator' | 'owner'>,
  { now, expires, by }: { readonly now: number; readonly expires: number; readonly by: Author },
): Document {
  const { id, creator, owner } = subscription;
  return {
    id: pointerId(id),
    kind: 'subscriptionPointer',
    ...newRecord(now, by),
    subscriptionId: id,
    ...madeBy(creator),
    owner,
    until: expires,
    ttl: ttlUntil(expires, now),
  };
}

/**
 * The write that keeps a pointer as long as its subscription is about to live. The store refuses it where a renewal that runs beside this one
 * has given it longer, so that no pointer ends before its subscription.
 */
export const keptUntil = (subscriptionId: string, expires: number, now: number): Write => ({
  write: 'patch',
  id: pointerId(subscriptionId),
  operations: [
    { op: 'set', path: '/until', value: expires },
    { op: 'set', path: '/ttl', value: ttlUntil(expires, now) },
    { op: 'set', path: '/modified', value: new Date(now).toISOString() },
  ],
  when: { is: 'le', property: 'until', value: expires },
});

const madeBy = (creator: Creator): Pick<Pointer, 'ofApp' | 'ofUser'> => ({
  ofApp: creator.appId,
  ...(creator.kind === 'delegated' && { ofUser: creator.id }),
});

export const mayView = ({ ofApp, ofUser }: Pointer, { appId, user, ofEveryApp = false }: Viewer): boolean =>
  user === undefined ? ofApp === appId : ofUser === user && (ofEveryApp || ofApp === appId);

/** A page of what somebody sees, in the order of ids: one query along an index. */
export async function pagePointers(documents: Documents, viewer: Viewer, { limit, after }: PageRequest): Promise<Page<Pointer>> {
  const { tenant, appId, user, ofEveryApp = false } = viewer;
  const by: readonly { readonly property: string; readonly value: string }[] = [
    ...(user === undefined ? [] : [{ property: 'ofUser', value: user }]),
    ...(user !== undefined && ofEveryApp ? [] : [{ property: 'ofApp', value: appId }]),
  ];
  const order: Order = { within: by.map(({ property }) => property), by: ['id'] };
  const found = await documentsBehind(documents, tenant, order, {
    conditions: by.map((each): Condition => ({ is: 'eq', ...each })),
    after: after === undefined ? undefined : [after],
    limit: limit + 1,
  });
  const { entries, more } = firstOf(found, limit);
  const last = entries.at(-1);
  return {
    entries: entries.flatMap((document) => decodePointer(document) ?? []),
    ...(last !== undefined && more && { next: last.id }),
  };
}

export const ownerOf = (tenant: string, { owner }: Pick<Pointer, 'owner'>): Mailbox => ({ tenant, ...owner });
