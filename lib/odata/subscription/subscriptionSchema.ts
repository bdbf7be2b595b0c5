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
  resource: { type: 'Edm.String not null', show: ({ subscription }) => subscription.resource },
  applicationId: { type: 'Edm.String', show: ({ subscription: { creator } }) => creator.appId },
  changeType: { type: 'Edm.String not null', show: ({ subscription }) => subscription.changeTypes.join(',') },
  clientState: { type: 'Edm.String', show: ({ subscription, secret }) => (secret ? (subscription.clientState ?? null) : null) },
  notificationUrl: { type: 'Edm.String not null', show: ({ subscription }) => subscription.notificationUrl },
  notificationQueryOptions: fixed('Edm.String', null),
  lifecycleNotificationUrl: { type: 'Edm.String', show: ({ subscription }) => subscription.lifecycleNotificationUrl ?? null },
  expirationDateTime: { type: 'Edm.DateTimeOffset not null', show: ({ subscription }) => subscription.expires },
  creatorId: { type: 'Edm.String', show: ({ subscription: { creator } }) => creator.id },
  includeResourceData: { type: 'Edm.Boolean', show: ({ subscription }) => (subscription.resourceData === undefined ? null : true) },
  latestSupportedTlsVersion: { type: 'Edm.String', show: ({ subscription }) => subscription.latestSupportedTlsVersion },
  encryptionCertificate: {
    type: 'Edm.String',
    show: ({ subscription: { resourceData }, certificate }) => (certificate ? (resourceData?.certificate ?? null) : null),
  },
  encryptionCertificateId: { type: 'Edm.String', show: ({ subscription }) => subscription.resourceData?.certificateId ?? null },
  notificationUrlAppId: fixed('Edm.String', null),
} as const satisfies Rows<ShownSubscription>;

export const subscriptionType = entityType(subscriptionRows, { base: 'entity' });

/** The entity as JSON, without `@odata.context`. */
export const subscriptionEntity = (
  subscription: Subscription,
  { secret = true, certificate = false }: Partial<Omit<ShownSubscription, 'subscription'>> = {},
): JsonObject => showRows(subscriptionRows, { subscription, secret, certificate });
