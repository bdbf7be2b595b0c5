// Notifications through the whole local stack: a change over HTTP comes to its receiver, also where the host is killed in between.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openApi, type Api } from '../support/api/api.ts';
import { startReceiver, type TestReceiver } from '../support/receivers/receiver.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

let receiver: TestReceiver;
let stack: Stack;
let api: Api;
beforeAll(async () => {
  receiver = await startReceiver();
  stack = await startStack({ persistent: true, env: { 'AzureWebJobs.changes.Disabled': '' } });
  api = await openApi(stack);
});
afterAll(async () => {
  await stack.stop();
  await receiver.stop();
});

const collection = z.object({ value: z.array(z.object({ changeType: z.string(), resourceData: z.object({ id: z.string() }) })) });

/** What the receiver was told: the change, and the id of the event. */
const told = (): string[] =>
  receiver.received
    .filter(({ validationToken }) => validationToken === undefined)
    .flatMap(({ body }) => collection.parse(JSON.parse(body)).value)
    .map(({ changeType, resourceData }) => `${changeType} ${resourceData.id}`);

it('a change comes to its receiver, and one that was committed before the host was killed, too', async () => {
  const made = await api.send('/v1.0/subscriptions', {
    json: {
      changeType: 'created,updated,deleted',
      notificationUrl: `${receiver.url}/told`,
      resource: 'me/events',
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    },
  });
  expect(made.status, made.text).toBe(201);
  const event = await api.newEvent();
  await expect.poll(told, { timeout: 30_000 }).toContain(`created ${event}`);
  const changed = await api.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { subject: 'changed' } });
  expect(changed.status).toBe(200);
  await stack.killHost();
  await expect.poll(told, { timeout: 60_000 }).toContain(`updated ${event}`);
  expect((await api.send(`/v1.0/me/events/${event}`, { method: 'DELETE' })).status).toBe(204);
  await expect.poll(told, { timeout: 30_000 }).toContain(`deleted ${event}`);
});
