// Subscriptions by clients that others have written, unmodified, over https: Microsoft's JavaScript client and PnP's.
import { ResponseType } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { pnpClient } from '../support/clients/pnpClient.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';
import { startReceiver, type TestReceiver } from '../support/receivers/receiver.ts';

let stack: SharedStack;
let receiver: TestReceiver;
let token: string;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  receiver = await startReceiver();
  token = await stack.token({ user: demoUsers.adele.upn });
});
afterAll(() => receiver.stop());

/** What the client gives for an entity, of which it knows no type. */
interface Subscription {
  readonly id: string;
}

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

it('Microsoft’s client makes, lists, renews, reauthorizes and deletes a subscription', async () => {
  const client = graphClient(stack, token);
  const wanted = {
    changeType: 'created,updated',
    notificationUrl: `${receiver.url}/js`,
    resource: 'me/events',
    expirationDateTime: inMinutes(60),
    clientState: 'secret',
  };
  const made = (await client.api('/subscriptions').post(wanted)) as Subscription;
  expect(made).toMatchObject({ ...wanted, latestSupportedTlsVersion: 'v1_2' });
  const one = client.api(`/subscriptions/${made.id}`);
  expect(await one.get()).toMatchObject(wanted);
  const { value } = (await client.api('/subscriptions').get()) as { value: Subscription[] };
  expect(value.find(({ id }) => id === made.id)).toMatchObject({ clientState: null });
  const expirationDateTime = inMinutes(120);
  expect(await one.patch({ expirationDateTime })).toMatchObject({ id: made.id, expirationDateTime });
  const reauthorized = (await client.api(`/subscriptions/${made.id}/reauthorize`).responseType(ResponseType.RAW).post({})) as Response;
  expect(reauthorized.status).toBe(204);
  await one.delete();
  await expect(one.get()).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
});

it('PnP’s client makes, renews and deletes a subscription', async () => {
  const { subscriptions } = pnpClient(stack, token);
  const { data, subscription } = await subscriptions.add('updated', `${receiver.url}/pnp`, 'me/events', inMinutes(60), {
    clientState: 'pnp',
  });
  expect(data).toMatchObject({ changeType: 'updated', clientState: 'pnp' });
  const expirationDateTime = inMinutes(90);
  await subscription.update({ expirationDateTime });
  expect(await subscription()).toMatchObject({ expirationDateTime });
  await subscription.delete();
  await expect(subscription()).rejects.toThrow(/404/);
});
