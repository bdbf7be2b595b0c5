// A subscription at a cloud, with a receiver on this machine that ends with the test.
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { echo, startReceiver } from '../receivers/receiver.ts';
import type { Client } from './expiring.ts';

const notifications = z.object({
  value: z.array(z.looseObject({ lifecycleEvent: z.string().optional(), changeType: z.string().optional() })),
});

export interface Subscribed {
  readonly id: string;
  /** The lifecycle events and kinds of change that the receiver was told, in their order. */
  readonly told: readonly string[];
  /** The status of the next answers; 202 where there is none. */
  readonly answers: number[];
}

/** Subscribes to the client's own events. */
export async function subscribedAt({ cloud, send }: Client, { minutes }: { readonly minutes: number }): Promise<Subscribed> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.stop());
  const told: string[] = [];
  const answers: number[] = [];
  receiver.answer = (received, response) => {
    if (received.validationToken !== undefined) {
      echo(received, response);
      return;
    }
    const { value } = notifications.parse(JSON.parse(received.body));
    told.push(...value.map(({ lifecycleEvent, changeType }) => lifecycleEvent ?? changeType ?? ''));
    response.writeHead(answers.shift() ?? 202).end();
  };
  const made = await send('/subscriptions', 'POST', {
    changeType: 'created',
    notificationUrl: `${receiver.url}/notify`,
    lifecycleNotificationUrl: `${receiver.url}/lifecycle`,
    resource: '/me/events',
    expirationDateTime: new Date((await cloud.clock.now()).getTime() + minutes * 60_000).toISOString(),
  });
  return { id: z.looseObject({ id: z.string() }).parse(await made.json()).id, told, answers };
}
