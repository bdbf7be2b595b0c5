// POST /subscriptions and GET /subscriptions: makes a subscription, and lists those that the caller sees.
import { viewerOf } from '../../access/permissions/subscriptionAccess.ts';
import { invalidSubscription } from '../../changes/subscriptions/refusals.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { readNewSubscription } from '../../odata/subscription/subscriptionBody.ts';
import { readResource } from '../../odata/subscription/subscriptionResource.ts';
import { subscriptionEntity, subscriptionList } from '../../odata/subscription/subscriptionSchema.ts';
import type { Reference } from '../../paths/reference.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { Call } from '../call.ts';
import { readJsonBody } from '../jsonBody.ts';
import { idListReply } from '../listReply.ts';
import { grantNew } from './grant.ts';

export type SubscriptionsCall = Call<Extract<Reference, { kind: 'subscriptions' }>>;

/** The entity set, as its context URLs name it. */
export const subscriptionsPath = 'subscriptions';

/** 201 with the subscription, once its receivers have answered the handshake. What is committed after the answer is told. */
export async function postSubscription(call: SubscriptionsCall): Promise<Reply> {
  const { request, services, reference, links, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const wanted = readNewSubscription(await readJsonBody(request, share, 'subscription'));
  const resource = readResource(wanted.resource, links.base, reference.version);
  const { filter, select } = resource;
  if (wanted.resourceData !== undefined && select === undefined)
    throw invalidSubscription("The property 'includeResourceData' needs '$select' in the resource, which names what notifications carry.");
  const { grant, watched } = await grantNew(call, resource, wanted.resourceData !== undefined);
  const subscription = await services.subscriptions.create(grant, {
    ...wanted,
    base: links.base,
    watched,
    ...(filter && { filter }),
    ...(select && { select }),
  });
  return jsonReply(
    201,
    { '@odata.context': links.context(subscriptionsPath, undefined, true), ...subscriptionEntity(subscription, { certificate: true }) },
    { Location: links.resource(`${subscriptionsPath}(${quotedKey(subscription.id)})`) },
  );
}

/** 200 with a page of the subscriptions that the caller sees, without their secrets. */
export function getSubscriptions(call: SubscriptionsCall): Promise<Reply> {
  const { request, services, caller } = call;
  const viewer = viewerOf(caller);
  return idListReply(call, parseQueryOptions(request.url.searchParams, subscriptionList), {
    name: [subscriptionsPath, viewer.appId, viewer.user ?? '', String(viewer.ofEveryApp === true)],
    path: subscriptionsPath,
    usual: defaultPageSize,
    max: defaultPageSize,
    page: (page) => services.subscriptions.list(viewer, page),
    show: (subscription) => subscriptionEntity(subscription, { secret: false }),
    number: () => Promise.resolve(0),
  });
}
