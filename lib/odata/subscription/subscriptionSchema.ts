// Declares Graph's subscription, property by property.
import type { Subscription } from '../../changes/subscriptions/subscription.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { noOptions, type QuerySchema } from '../query/queryOptions.ts';
import { entityType, fixed, showRows, type Rows } from '../types/entity.ts';

/** The list takes no options but the nextLink's. */
export const subscriptionList: QuerySchema = { ...noOptions, options: ['skiptoken'] };

/** A subscription with where it is shown. */
interface ShownSubscription {
  readonly subscription: Subscription;
  /** Lists leave the creator's secret out; certificates are shown to who has just given one. */
  readonly secret: boolean;
  readonly certificate: boolean;
}

/** A subscription's properties in the order of Graph's answers (subscription resource type). */
export const subscriptionRows = {
  id: { type: 'Edm.String not null', show: ({ subscription }) => subscription.id },
  resource: { body: 'new', needed: true, type: 'Edm.String not null', show: ({ subscription }) => subscription.resource },
  applicationId: { type: 'Edm.String', show: ({ subscription: { creator } }) => creator.appId },
  changeType: { body: 'new', needed: true, type: 'Edm.String not null', show: ({ subscription }) => subscription.changeTypes.join(',') },
  clientState: {
    body: 'new',
    type: 'Edm.String',
    show: ({ subscription, secret }) => (secret ? (subscription.clientState ?? null) : null),
  },
  notificationUrl: { body: 'any', needed: true, type: 'Edm.String not null', show: ({ subscription }) => subscription.notificationUrl },
  notificationQueryOptions: fixed('Edm.String', null),
  lifecycleNotificationUrl: { body: 'new', type: 'Edm.String', show: ({ subscription }) => subscription.lifecycleNotificationUrl ?? null },
  expirationDateTime: { body: 'any', needed: true, type: 'Edm.DateTimeOffset not null', show: ({ subscription }) => subscription.expires },
  creatorId: { type: 'Edm.String', show: ({ subscription: { creator } }) => creator.id },
  includeResourceData: {
    body: 'new',
    type: 'Edm.Boolean',
    show: ({ subscription }) => (subscription.resourceData === undefined ? null : true),
  },
  latestSupportedTlsVersion: { body: 'new', type: 'Edm.String', show: ({ subscription }) => subscription.latestSupportedTlsVersion },
  encryptionCertificate: {
    type: 'Edm.String',
    body: 'any',
    show: ({ subscription: { resourceData }, certificate }) => (certificate ? (resourceData?.certificate ?? null) : null),
  },
  encryptionCertificateId: {
    body: 'any',
    type: 'Edm.String',
    show: ({ subscription }) => subscription.resourceData?.certificateId ?? null,
  },
  notificationUrlAppId: fixed('Edm.String', null),
} as const satisfies Rows<ShownSubscription>;

export const subscriptionType = entityType(subscriptionRows, { base: 'entity' });

/** The entity as JSON, without `@odata.context`. */
export const subscriptionEntity = (
  subscription: Subscription,
  { secret = true, certificate = false }: Partial<Omit<ShownSubscription, 'subscription'>> = {},
): JsonObject => showRows(subscriptionRows, { subscription, secret, certificate });
