// GET, PATCH and DELETE /subscriptions/{id}, POST /subscriptions/{id}/reauthorize.
import { requireSubscriptionPermission, viewerOf } from '../../access/permissions/subscriptionAccess.ts';
import { requireOwn } from '../../changes/subscriptions/subscriptions.ts';
import type { Subscription } from '../../changes/subscriptions/subscription.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { readRenewal } from '../../odata/subscription/subscriptionBody.ts';
import { subscriptionEntity } from '../../odata/subscription/subscriptionSchema.ts';
import type { Reference } from '../../paths/reference.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';
import { readJsonBody, readOptionalJsonBody } from '../jsonBody.ts';
import { grantAgain } from './grant.ts';
import { subscriptionsPath } from './subscriptions.ts';

type SubscriptionCall = Call<Extract<Reference, { kind: 'subscription' | 'reauthorize' }>>;

/** 200 with the subscription. */
export async function getSubscription(call: SubscriptionCall): Promise<Reply> {
  return jsonReply(200, shown(call, await found(call)));
}

/** 200 with the subscription, which lives longer and has the rights of the caller's token from now on. */
export async function patchSubscription(call: SubscriptionCall): Promise<Reply> {
  const { request, services, share } = call;
  const before = await own(call);
  const renewal = readRenewal(await readJsonBody(request, share, 'subscription'), before);
  const grant = await grantAgain(call, before);
  return jsonReply(200, shown(call, await services.subscriptions.renew(grant, before, renewal), true));
}

/** 204: the subscription has the rights of the caller's token from now on, and expires when it did. */
export async function reauthorizeSubscription(call: SubscriptionCall): Promise<Reply> {
  const before = await own(call);
  await readOptionalJsonBody(call.request, call.share, 'reauthorize');
  await call.services.subscriptions.reauthorize(await grantAgain(call, before), before);
  return emptyReply(204);
}

/** 204: no delivery begins any more. */
export async function deleteSubscription(call: SubscriptionCall): Promise<Reply> {
  const subscription = await own(call);
  requireSubscriptionPermission(call.caller, subscription.watched.of, subscription.owner.kind);
  await call.services.subscriptions.remove(subscription);
  return emptyReply(204);
}

/** The subscription that the path names. Throws 404 for one that the caller doesn't see. */
function found({ request, services, caller, reference }: SubscriptionCall): Promise<Subscription> {
  parseQueryOptions(request.url.searchParams, noOptions);
  return services.subscriptions.read(viewerOf(caller), reference.id);
}

/** The same to be changed: throws 403 for one of another application, which a user with `Subscription.Read.All` sees. */
async function own(call: SubscriptionCall): Promise<Subscription> {
  const subscription = await found(call);
  requireOwn(subscription, viewerOf(call.caller));
  return subscription;
}

const shown = ({ links }: Call, subscription: Subscription, certificate = false): JsonObject => ({
  '@odata.context': links.context(subscriptionsPath, undefined, true),
  ...subscriptionEntity(subscription, { certificate }),
});
