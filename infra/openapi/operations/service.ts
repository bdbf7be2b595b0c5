// What is said of the service itself: batches, the model, and subscriptions to changes.
import { noOptions } from '../../../lib/odata/query/queryOptions.ts';
import { subscriptionList } from '../../../lib/odata/subscription/subscriptionSchema.ts';
import { created, entity, listOf, none, version, type DescribedPath } from '../described.ts';

const subscription = '{subscription-id}';

export const servicePaths: readonly DescribedPath[] = [
  {
    at: { kind: 'batch', version },
    tag: 'Service',
    operations: {
      POST: {
        id: 'sendBatch',
        summary: 'Send up to 20 requests as one',
        description: 'Each part needs what it needs by itself.',
        body: 'batch',
        answers: { is: 'batch' },
      },
    },
  },
  {
    at: { kind: 'metadata', version },
    tag: 'Service',
    operations: {
      GET: {
        id: 'getMetadata',
        summary: "Get the service's model (CSDL)",
        query: noOptions,
        answers: { is: 'xml' },
        headers: ['If-None-Match'],
      },
    },
  },
  {
    at: { kind: 'subscriptions', version },
    tag: 'Subscriptions',
    operations: {
      GET: {
        id: 'listSubscriptions',
        summary: "List the caller's subscriptions",
        query: subscriptionList,
        answers: listOf('subscription'),
      },
      POST: {
        id: 'createSubscription',
        summary: 'Subscribe to changes of events, attachments or messages',
        description: 'A token needs what reading the resource needs. The receiver is asked at once whether it is one.',
        body: 'subscription',
        answers: created('subscription'),
      },
    },
  },
  {
    at: { kind: 'subscription', version, id: subscription },
    tag: 'Subscriptions',
    operations: {
      GET: { id: 'getSubscription', summary: 'Get a subscription', answers: entity('subscription') },
      PATCH: { id: 'updateSubscription', summary: 'Renew a subscription', body: 'subscription', answers: entity('subscription') },
      DELETE: { id: 'deleteSubscription', summary: 'End a subscription', answers: none },
    },
  },
  {
    at: { kind: 'reauthorize', version, id: subscription },
    tag: 'Subscriptions',
    operations: { POST: { id: 'reauthorizeSubscription', summary: 'Let a subscription go on with the rights of now', answers: none } },
  },
];
