// A notification as it is stored until its receiver has taken it: a partition of its own for each subscription.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, decodeCurrent, json, newRecord, recordShape } from '../../stores/records.ts';
import { secondsPerDay } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import { newForDays, ownedMs } from '../../runtime/limits/notifications.ts';
import { tombstoneTtl } from '../../stores/tombstone.ts';
import { changeTypes, type ChangeType, type Subscription } from '../subscriptions/subscription.ts';
import { toldStates, type Decision, type Told } from './noticing/decide.ts';
import { ownerPath, type Seen } from './noticing/seen.ts';

export const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof lifecycleEvents)[number];

const pending = {
  ...recordShape,
  id: z.string(),
  tenant: z.string(),
  /** The subscription's id. */
  of: z.string(),
  /** The partition in which the subscription lies. */
  mailbox: z.string(),
  /** The same in each repeat; another one for another version. */
  notificationId: z.string(),
  /** Whether nobody has taken it yet. */
  open: z.boolean(),
  /** Seconds since 1970 UTC from which on it is the timer's; null where a `backlog` says when, and once it is taken. */
  due: z.number().nullable(),
};

const ofChange = z.object({
  ...pending,
  about: z.literal('change'),
  changeType: z.enum(changeTypes),
  /** `Users/{id}/Events/{id}`. */
  resource: z.string(),
  resourceType: z.enum(['Event', 'Attachment', 'Message']),
  resourceId: z.string(),
  etag: z.string().optional(),
  /** When the version was written that it tells of, by the store's clock, in milliseconds since 1970: a newer takes an older one's place. */
  at: z.number(),
  /** What it is about, encrypted for the receiver (`changeNotificationEncryptedContent`). */
  encryptedContent: json.optional(),
});

const ofLifecycle = z.object({
  ...pending,
  about: z.literal('lifecycle'),
  lifecycleEvent: z.enum(lifecycleEvents),
  /** What it needs of the subscription, which may be gone. `clientState` is never logged. */
  url: z.string(),
  clientState: z.string().optional(),
  expires: z.string(),
  appId: z.string(),
});

const notificationRecord = z.discriminatedUnion('about', [ofChange, ofLifecycle]);

export type NotificationRecord = z.infer<typeof notificationRecord>;

export const decodeNotification = (document: StoredDocument | undefined): NotificationRecord | undefined =>
  decode('notification', notificationRecord, document);

/** Who makes notifications, as documents name their author. */
const service = 'service';

/** A GUID made of what it names (RFC 9562, version 8). */
function guidOf(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Of one thing and one kind of change a subscription has one place: a newer notification takes an older one's. */
const placeOf = (tenant: string, ...parts: readonly string[]): string => `notification:${tenant}:${hashedId('n', ...parts).slice(2)}`;

/** The tenant in a document's id, by which the timer gives each its turn. */
export const tenantIn = (id: string): string => id.split(':', 2)[1] ?? '';

type Place = Pick<Subscription, 'id' | 'tenant'> & { readonly mailbox: string };

/** When a notification is made, and by whom it is sent: both in milliseconds since 1970. */
export interface Making {
  readonly now: number;
  /** When its receiver may be asked again: until then it waits in the backlog. Undefined where the process that makes it sends it. */
  readonly waitsUntil?: number | undefined;
}

const dueIn = ({ now, waitsUntil }: Making): { due: number | null } => ({
  due: waitsUntil === undefined ? Math.ceil((now + ownedMs) / 1000) : null,
});

/** The notification of a change. A deletion and a creation have no version: a batch that comes again makes neither twice. */
export function changeNotification(
  { id: of, tenant, mailbox, owner }: Place & Pick<Subscription, 'owner'>,
  { seen, round }: Decided,
  changeType: ChangeType,
  making: Making,
): NotificationRecord {
  const { key, incarnation, version, writtenAt, etag, named } = seen;
  const { path, type, id } = named;
  return {
    ...newRecord(making.now, service),
    id: placeOf(tenant, key, changeType),
    about: 'change',
    of,
    tenant,
    mailbox,
    notificationId: guidOf(of, key, incarnation, changeType, changeType === 'updated' ? version : String(round)),
    open: true,
    ...dueIn(making),
    changeType,
    resource: `${ownerPath(owner)}/${path}`,
    resourceType: type,
    resourceId: id,
    ...(changeType !== 'deleted' && etag !== undefined && { etag }),
    at: writtenAt,
  };
}

/** The notification of what becomes of a subscription; undefined where nobody wants to be told. `occasion` tells repeats of it apart. */
export function lifecycleNotification(
  subscription: Subscription,
  mailbox: string,
  lifecycleEvent: LifecycleEvent,
  occasion: string,
  making: Making,
): NotificationRecord | undefined {
  const { id: of, tenant, lifecycleNotificationUrl: url, clientState, expires, creator } = subscription;
  if (url === undefined) return undefined;
  return {
    ...newRecord(making.now, service),
    id: placeOf(tenant, 'lifecycle', lifecycleEvent),
    about: 'lifecycle',
    of,
    tenant,
    mailbox,
    notificationId: guidOf(of, lifecycleEvent, occasion),
    open: true,
    ...dueIn(making),
    lifecycleEvent,
    url,
    ...(clientState !== undefined && { clientState }),
    expires,
    appId: creator.appId,
  };
}

export const notificationDocument = (record: NotificationRecord): Document => ({
  ...record,
  kind: 'notification',
  ttl: secondsPerDay,
});

const toldRecord = z.object({
  ...recordShape,
  id: z.string(),
  incarnation: z.string(),
  state: z.enum(toldStates),
  version: z.string(),
  round: z.number().int(),
});

export const decodeTold = (document: StoredDocument | undefined): z.infer<typeof toldRecord> | undefined =>
  decode('told', toldRecord, document);

export const toldDocumentId = ({ key }: Pick<Seen, 'key'>): string => hashedId('told', key);

/** Days for which it is remembered whether a thing matches a filter, from its last change on; a subscription's end removes it before. */
const filteredDays = 400;

/**
 * Remembers what a subscription was told of a thing. Without a filter that is forgotten once the thing isn't new any more; and what is gone,
 * with its tombstone.
 */
export const toldDocument = (
  { filter }: Pick<Subscription, 'filter'>,
  seen: Pick<Seen, 'key'>,
  { incarnation, state, version, round }: Told,
  now: number,
): Document => ({
  id: toldDocumentId(seen),
  kind: 'told',
  ...newRecord(now, service),
  incarnation,
  state,
  version,
  round,
  ttl: state === 'gone' ? tombstoneTtl : (filter === undefined ? newForDays + 1 : filteredDays) * secondsPerDay,
});

/** A decision about a thing. */
export interface Decided extends Decision {
  readonly seen: Seen;
}

const backlogRecord = z.object({
  ...recordShape,
  id: z.string(),
  mailbox: z.string(),
  /** Counts what was added: it is removed only while nothing is. */
  writes: z.number().int(),
  /** Seconds since 1970 UTC when its notifications are to be sent again. */
  due: z.number(),
});

export type Backlog = z.infer<typeof backlogRecord> & { readonly etag: string };

export const decodeBacklog = (document: StoredDocument | undefined): Backlog | undefined =>
  decodeCurrent('backlog', backlogRecord, document);

export const backlogId = (tenant: string): string => `backlog:${tenant}`;

/** Says when what a subscription's receiver hasn't taken is sent again. */
export const backlogDocument = (tenant: string, mailbox: string, due: number, now: number): Document => ({
  id: backlogId(tenant),
  kind: 'backlog',
  ...newRecord(now, service),
  mailbox,
  writes: 0,
  due,
  ttl: secondsPerDay,
});
