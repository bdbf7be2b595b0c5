// A person's mailbox over HTTP, and what fills one with thousands of copies of a document that the service has stored.
import { BulkOperationType, type JSONObject } from '@azure/cosmos';
import { z } from 'zod';
import { demoTenant } from '../../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { Stack } from '../../support/process/stack.ts';
import { cosmosContainer, settingsOf } from '../../support/stores/stores.ts';
import { measure, report } from '../measure.ts';

const inOneBatch = 100;

/** Sends a request to a path below `/v1.0` as one person; resolves to the body. Throws for an answer that isn't a success. */
export type Send = (path: string, init?: RequestInit) => Promise<Response>;

/** What the rows ask for: calendars, others in the directory, and whom one meets. */
const scope = 'Calendars.ReadWrite User.ReadBasic.All People.Read';

export async function openPerson(stack: Stack, upn: string): Promise<Send> {
  const token = await signToken(await readIssuerKey(stack.dataDir), { user: upn, scope });
  return async (path, init = {}) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${stack.url}/v1.0${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${response.status} to ${path}: ${await response.text()}`);
    return new Response(await response.arrayBuffer());
  };
}

export const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

/** Measures each request in turns for all who send it. */
export async function compare<C extends { readonly name: string }>(
  candidates: readonly C[],
  requests: readonly (readonly [title: string, run: (candidate: C) => Promise<unknown>])[],
  runs: number,
): Promise<void> {
  for (const [title, run] of requests)
    report(
      title,
      await measure(
        candidates.map((candidate) => ({ name: candidate.name, run: () => run(candidate) })),
        runs,
      ),
    );
}

const stored = z.looseObject({ sortKeys: z.record(z.string(), z.json()), properties: z.record(z.string(), z.json()) });
type Stored = z.infer<typeof stored>;

/** What a copy has of its own, by its number. */
export interface Own {
  readonly sortKeys?: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string | { readonly [name: string]: string }>>;
}

/** Makes an event by a request, as `{name}-0`, and copies of its document, until the person's mailbox has so many of them. */
export async function fillMailbox(
  stack: Stack,
  { id, send }: { readonly id: string; readonly send: Send },
  {
    name,
    event,
    count,
    own,
  }: { readonly name: string; readonly event: object; readonly count: number; readonly own: (number: number) => Own },
): Promise<void> {
  await send(`/me/events/${name}-0`, { method: 'PUT', body: JSON.stringify(event) });
  const container = cosmosContainer(settingsOf(stack), 'mailboxes');
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id });
  const model = stored.parse((await container.item(eventDocument(`${name}-0`), partition).read<JSONObject>()).resource);
  for (let from = 1; from < count; from += inOneBatch) {
    const numbers = Array.from({ length: Math.min(inOneBatch, count - from) }, (_, i) => from + i);
    const answer = await container.items.batch(
      numbers.map((number) => ({
        operationType: BulkOperationType.Create,
        resourceBody: copyOf(model, `${name}-${number}`, own(number)),
      })),
      partition,
    );
    if (answer.code !== 200) throw new Error(`The store answered ${String(answer.code)}.`);
  }
}

const copyOf = (model: Stored, eventId: string, { sortKeys, properties }: Own): JSONObject => ({
  ...model,
  id: eventDocument(eventId),
  eventId,
  iCalUId: eventId,
  incarnation: eventId,
  sortKeys: { ...model.sortKeys, ...sortKeys },
  properties: { ...model.properties, ...properties },
});
