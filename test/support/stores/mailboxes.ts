// A user's mailbox in this process over real stores: requests to the API and to upload URLs, and what the quota counts.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createServices, type Stores } from '../../../functions/compose/app.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import type { DelegatedCaller } from '../../../lib/access/tokens/caller.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { Services } from '../../../lib/api/call.ts';
import { methodOf } from '../../../lib/http/messages.ts';
import { createGraphService, createUploadService } from '../../../lib/api/pipeline.ts';
import type { Throttle } from '../../../lib/api/throttling/throttle.ts';
import { isEntity } from '../api/answers.ts';
import { unthrottled } from './throttles.ts';

export interface OwnAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OwnMailbox {
  readonly services: Services;
  readonly caller: DelegatedCaller;
  readonly partition: string;
  /** Sends a request below `/v1.0/me`, with JSON. */
  send(method: string, path: string, json?: unknown): Promise<OwnAnswer>;
  /** Sends to an upload URL; a range has the bytes from a place in the file. */
  upload(
    url: string,
    method: string,
    range?: { readonly bytes: Uint8Array; readonly first: number; readonly total: number },
  ): Promise<OwnAnswer>;
  /** The same mailbox served by another process. */
  through(stores: Stores): OwnMailbox;
}

export interface MailboxOptions {
  readonly MAILBOX_QUOTA_MIB?: number;
  readonly MAILBOX_UPLOAD_SESSIONS?: number;
  readonly throttle?: Throttle;
}

/** A request as a service gets it. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly headers: object;
}

const origin = 'https://localhost';

export function ownMailbox(stores: Stores, options: MailboxOptions = {}, known?: DelegatedCaller): OwnMailbox {
  const { throttle = unthrottled(), ...settings } = options;
  const services = createServices(stores, settings);
  const caller = known ?? newCaller();
  const shared = {
    services,
    budget: createByteBudget(128 * 1024 * 1024),
    throttle,
    corsOrigins: [],
    clock: () => Date.now(),
    newRequestId: () => randomUUID(),
    log: () => undefined,
  };
  const graph = createGraphService({ ...shared, verify: () => Promise.resolve(caller) });
  const uploads = createUploadService(shared);

  const sendTo = async (service: typeof graph, { method, url, bytes, headers }: Sent): Promise<OwnAnswer> => {
    const reply = await service({
      method: methodOf(method),
      url: new URL(url),
      headers: new Headers({ 'content-length': String(bytes.length), ...headers }),
      body: () => Promise.resolve(bytes),
    });
    const json: unknown = reply.body === undefined || reply.body.length === 0 ? {} : JSON.parse(Buffer.from(reply.body).toString());
    return { status: reply.status, json: isEntity(json) ? json : {}, headers: reply.headers };
  };

  return {
    services,
    caller,
    partition: mailboxPartition({ tenant: caller.tenant, kind: 'users', id: caller.id }),
    send: (method, path, json) => {
      const bytes = Buffer.from(json === undefined ? '' : JSON.stringify(json));
      return sendTo(graph, { method, url: `${origin}/v1.0/me${path}`, bytes, headers: { 'content-type': 'application/json' } });
    },
    upload: (url, method, range) => {
      const { bytes = new Uint8Array(), first = 0, total = 0 } = range ?? {};
      const headers = range === undefined ? {} : { 'content-range': `bytes ${first}-${first + bytes.length - 1}/${total}` };
      return sendTo(uploads, { method, url, bytes, headers });
    },
    through: (others) => ownMailbox(others, options, caller),
  };
}

const newCaller = (): DelegatedCaller => ({
  kind: 'delegated',
  tenant: randomUUID(),
  id: randomUUID(),
  scopes: new Set(['Calendars.ReadWrite']),
  groups: new Set(),
  appId: 'tester',
});

/** The id of what a request made. Fails the test unless it was made. */
export async function madeBy(answer: Promise<OwnAnswer>): Promise<string> {
  const { status, json } = await answer;
  expect(status, JSON.stringify(json).slice(0, 300)).toBe(201);
  return String(json.id);
}

/** The bytes of a mailbox that the quota counts. */
export async function usedBytes({ mailboxes }: Stores, partition: string): Promise<number> {
  return Number((await mailboxes.read(partition, 'usage'))?.body.bytes ?? 0);
}

/** Runs the sweep with a clock that is this many milliseconds ahead. */
export async function sweepLater(stores: Stores, services: Services, later: number): Promise<void> {
  const failed = (error: unknown): void => expect.fail(String(error));
  await sweep({ ...stores, meetings: services.meetings, entries: services.entries, clock: () => Date.now() + later, failed });
}
