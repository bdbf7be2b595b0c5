// The tools of @softeria/ms-365-mcp-server for rounds of changes and subscriptions.
import type { Target } from '../client.ts';
import { must, type Steps } from '../steps.ts';
import type { McpServer } from './mcpProcess.ts';

/** An entity, of which a step reads what it needs. */
export interface Entity {
  readonly id: string;
  readonly [property: string]: unknown;
}
/** A page of a list. */
export interface List {
  readonly value: readonly Entity[];
}

/** A call of a tool whose answer is JSON. */
export async function jsonOf<T>(server: McpServer, tool: string, args: Readonly<Record<string, unknown>>): Promise<T> {
  return JSON.parse(await server.call(tool, args)) as T;
}

interface Round extends List {
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

/** A first round, all of its pages by the tool's own loop. */
export async function takeDeltaSteps(steps: Steps, me: McpServer, window: Readonly<Record<string, string>>): Promise<void> {
  for (const tool of ['list-calendar-events-delta', 'list-calendar-view-delta'])
    await steps.step(`${tool}, all pages`, async () => {
      const whole = await jsonOf<Round>(me, tool, window);
      must(whole['@odata.deltaLink'] !== undefined, 'a link to the next round');
      const paged = await jsonOf<Round>(me, tool, { ...window, top: 2, fetchAllPages: true });
      const ids = ({ value }: Round): readonly string[] => [...new Set(value.map(({ id }) => id))].sort();
      must(ids(paged).length > 2 && ids(paged).join() === ids(whole).join(), 'the same entries');
    });
}

/** A subscription's life, with a receiver that answers the handshake. */
export async function takeSubscriptionSteps(steps: Steps, me: McpServer, { postboxUrl }: Target): Promise<void> {
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  const body = {
    changeType: 'created,updated,deleted',
    notificationUrl: `${postboxUrl}/mcp`,
    resource: '/me/events',
    expirationDateTime: inHours(1),
    clientState: 'secret',
  };
  const made = await steps.step('create-subscription', () => jsonOf<Entity>(me, 'create-subscription', { body }));
  const subscriptionId = made?.id ?? 'none';
  await steps.step('get-subscription', async () => {
    must((await jsonOf<Entity>(me, 'get-subscription', { subscriptionId })).clientState === 'secret', 'its secret');
  });
  await steps.step('list-subscriptions', async () => {
    must((await jsonOf<List>(me, 'list-subscriptions', {})).value.length === 1, 'one subscription');
  });
  await steps.step('list-subscriptions with $filter, as the tool recommends', () =>
    me.call('list-subscriptions', { filter: "resource eq '/me/events'" }),
  );
  await steps.step('update-subscription', async () => {
    const expirationDateTime = inHours(2);
    const renewed = await jsonOf<Entity>(me, 'update-subscription', { subscriptionId, body: { expirationDateTime } });
    must(renewed.expirationDateTime === expirationDateTime, 'the new time');
  });
  await steps.step('reauthorize-subscription', () => me.call('reauthorize-subscription', { subscriptionId }));
  await steps.step('delete-subscription', async () => {
    await me.call('delete-subscription', { subscriptionId });
    must((await jsonOf<List>(me, 'list-subscriptions', {})).value.length === 0, 'none');
  });
}
