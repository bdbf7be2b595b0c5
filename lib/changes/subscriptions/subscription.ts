// A subscription as it is stored: who is told of what, where, and with which rights it was made (contract, section 12).
import { z } from 'zod';
import type { Condition, StoredDocument } from '../../stores/documents.ts';
import { decodeCurrent, recordShape } from '../../stores/records.ts';

/** What a subscription may ask to be told of. */
export const changeTypes = ['created', 'updated', 'deleted'] as const;
export type ChangeType = (typeof changeTypes)[number];

/** What it watches in its mailbox. Ids are those of documents; `calendar` is left out for all calendars of the mailbox. */
const watched = z.discriminatedUnion('of', [
  z.object({ of: z.literal('events'), calendar: z.string().optional() }),
  z.object({ of: z.literal('event'), event: z.string(), calendar: z.string().optional() }),
  z.object({ of: z.literal('attachments'), event: z.string(), calendar: z.string().optional() }),
  z.object({ of: z.literal('messages') }),
]);
export type Watched = z.infer<typeof watched>;

/** Who made it, with the rights of the token that made it or renewed it last: they count as they were until it expires. */
const creator = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('delegated'),
    id: z.string(),
    appId: z.string(),
    scopes: z.array(z.string()),
    /** The token's groups; undefined where it named more than it holds. */
    groups: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('application'), id: z.string(), appId: z.string(), roles: z.array(z.string()) }),
]);
export type Creator = z.infer<typeof creator>;

/** A `Condition` that `$filter` was read into when the subscription was made. */
const condition = z.custom<Condition>((value) => typeof value === 'object' && value !== null && 'is' in value);

const subscriptionRecord = z.object({
  ...recordShape,
  /** The subscription's id, a GUID. */
  id: z.string(),
  /** Raised by each renewal. */
  revision: z.number(),
  creator,
  /** Of the mailbox that it watches. */
  tenant: z.string(),
  owner: z.object({ kind: z.enum(['users', 'groups']), id: z.string() }),
  /** As the caller wrote it. */
  resource: z.string(),
  /** What the URLs of the service began with when it was made: URLs in notifications, and the issuer of validation tokens. */
  base: z.string(),
  watched,
  /** What `$filter` of the resource asks of an event's, entry's or message's document. */
  filter: condition.optional(),
  /** The names that `$select` of the resource has. */
  select: z.array(z.string()).optional(),
  changeTypes: z.array(z.enum(changeTypes)),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().optional(),
  /** A secret of the caller's: never logged. */
  clientState: z.string().optional(),
  /** RFC 3339, UTC, to the millisecond. */
  expires: z.string(),
  /** When it was made or renewed last, as `expires`: from then on its lifetime is counted. */
  renewed: z.string(),
  /** Where notifications carry the event: the certificate that they are encrypted for (base64 of its DER form), and its name. */
  resourceData: z.object({ certificate: z.string(), certificateId: z.string() }).optional(),
  latestSupportedTlsVersion: z.enum(['v1_2', 'v1_3']),
  /** Seconds since 1970 UTC: when the next `reauthorizationRequired` is due; undefined where none is any more. */
  due: z.number().optional(),
  /** Seconds from the last write to when the store forgets it: a day after its expiry. */
  ttl: z.number(),
});

export type StoredSubscription = z.infer<typeof subscriptionRecord>;
export type Subscription = StoredSubscription & { readonly etag: string };

/** Whether it still is one: after its expiry nobody finds it any more, though the store keeps it for a day. */
export const isActive = ({ expires }: Pick<Subscription, 'expires'>, now: number): boolean => Date.parse(expires) > now;

export const decodeSubscription = (document: StoredDocument | undefined): Subscription | undefined =>
  decodeCurrent('subscription', subscriptionRecord, document);
