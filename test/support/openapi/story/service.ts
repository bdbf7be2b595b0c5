// Batches, the model, and subscriptions to changes.
import type { Step } from '../step.ts';

export const serviceSteps: readonly Step[] = [
  ['getHealth', { as: 'nobody' }],
  ['getReadiness', { as: 'nobody' }],
  ['getDocument', { as: 'nobody' }],
  ['getMetadata', { as: 'nobody' }],
  ['getIssuer', { as: 'nobody' }],
  ['getIssuerKeys', { as: 'nobody' }],
  [
    'sendBatch',
    {
      json: {
        requests: [
          { id: '1', method: 'GET', url: '/me?$select=displayName' },
          { id: '2', method: 'GET', url: '/me/events/nothing' },
        ],
      },
    },
  ],
  [
    'createSubscription',
    {
      json: {
        changeType: 'created,updated,deleted',
        notificationUrl: '{receiver}/changes',
        resource: '/me/events',
        expirationDateTime: '{tomorrow}',
        clientState: 'what only we know',
      },
      keeps: 'subscription-id',
    },
  ],
  ['getSubscription'],
  ['listSubscriptions'],
  ['updateSubscription', { json: { expirationDateTime: '{tomorrow}' } }],
  ['reauthorizeSubscription'],
  ['deleteSubscription'],
];
