// A test's client for the webhook routes: an app with settings of its own, over the stores that all tests share.
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { readFunctionsKey } from '../../../infra/local/issuer/functionsKey.ts';
import { type Entity, entriesOf } from './answers.ts';
import { newEventOf, newStranger, type Person } from '../people/people.ts';
import { openApi, type Answer, type Api, type Sent } from './api.ts';
import { startStack, type Stack } from '../process/stack.ts';

export interface HookStack {
  readonly stack: Stack;
  /** The function key that the host has printed. */
  readonly key: string;
  /** The same app for callers with tokens. */
  readonly api: Api;
  /** Posts to a path below `/hooks`, with the function key in the header unless the test sets that header. */
  hook(path: string, sent?: Omit<Sent, 'token'>): Promise<Answer>;
  stop(): Promise<unknown>;
}

/** The settings that allow webhooks for these mailboxes; `*` allows all. */
export const allowHooks = (...mailboxes: readonly string[]): Readonly<Record<string, string>> => ({
  HOOK_TENANT_ID: demoTenant,
  HOOK_MAILBOXES: mailboxes.join(),
  HOOK_ROLES: 'Calendars.ReadWrite',
});

/** Starts an app; stores that the environment names replace the shared ones. */
export async function startHookStack(env: Readonly<Record<string, string>>): Promise<HookStack> {
  const { cosmosUrl, blobUrl } = inject('stack');
  const stack = await startStack({
    empty: true,
    env: { COSMOS_ENDPOINT: cosmosUrl, COSMOS_KEY: emulatorKey, BLOB_ENDPOINT: blobUrl, BLOB_KEY: azuriteAccount.key, ...env },
  });
  const [api, key] = await Promise.all([openApi(stack), readFunctionsKey(stack.dataDir)]);
  return {
    stack,
    key,
    api,
    hook: (path, { headers, method = 'POST', ...sent } = {}) =>
      api.send(`/hooks${path}`, { method, token: null, headers: { 'x-functions-key': key, ...headers }, ...sent }),
    stop: () => stack.stop(),
  };
}

/** A user with an event, and the path of its attachments for webhooks. */
export interface Target {
  readonly person: Person;
  /** `/v1.0/users/{id}/events/{id}` */
  readonly event: string;
  readonly attachments: string;
  /** The event's attachments, with their bytes. */
  readonly list: () => Promise<readonly Entity[]>;
}

export async function newTarget(api: Api, person?: Person): Promise<Target> {
  const owner = person ?? (await newStranger(api));
  const id = `event-${randomUUID()}`;
  await newEventOf(api, owner, id);
  const event = `/v1.0/users/${owner.id}/events/${id}`;
  return {
    person: owner,
    event,
    attachments: `${event}/attachments`,
    async list() {
      return entriesOf(await api.send(`/v1.0/me/events/${id}/attachments`, { token: owner.token }));
    },
  };
}

/** A form as a client sends it: its bytes and its `Content-Type`, with a new boundary each time. */
export async function formOf(
  parts: readonly (readonly [string, string | File])[],
): Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }> {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  const response = new Response(form);
  return { headers: { 'Content-Type': response.headers.get('content-type') ?? '' }, body: new Uint8Array(await response.arrayBuffer()) };
}

/** The text in a file attachment of a list. */
export const textOf = ({ contentBytes }: Entity): string => Buffer.from(String(contentBytes), 'base64').toString();
