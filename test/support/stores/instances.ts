// Instances of the service in this process over the same stores: each has caches of its own, and may die at a write.
import { randomUUID } from 'node:crypto';
import { createServices, type ServiceSettings } from '../../../functions/compose/app.ts';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import { systemClock, type Clock } from '../../../lib/runtime/clock.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import type { Services } from '../../../lib/api/call.ts';
import { methodOf } from '../../../lib/http/messages.ts';
import { createGraphService } from '../../../lib/api/pipeline.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { unthrottled } from './throttles.ts';

export interface InstanceAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Instance {
  readonly services: Services;
  send(caller: Caller, method: string, path: string, json?: unknown, headers?: Readonly<Record<string, string>>): Promise<InstanceAnswer>;
}

/** A store of contents that no test calls which gives none. */
const none = {} as Contents;

/** An instance without token checks: each request names its caller. The byte budget is in bytes; the clock is the system's by default. */
export function newInstance(
  stores: { readonly mailboxes: Documents; readonly directory: Documents; readonly contents?: Contents },
  byteBudget = 64 * 1024 * 1024,
  clock: Clock = systemClock,
  settings: ServiceSettings = {},
): Instance {
  const services = createServices({ contents: none, ...stores }, settings, clock);
  const callers = new Map<string, Caller>();
  const service = createGraphService({
    services,
    verify: (authorization) => {
      const caller = callers.get(authorization ?? '');
      return caller === undefined ? Promise.reject(new Error('nobody')) : Promise.resolve(caller);
    },
    budget: createByteBudget(byteBudget),
    throttle: unthrottled(),
    corsOrigins: [],
    clock,
    newRequestId: () => randomUUID(),
    log: () => undefined,
  });
  return {
    services,
    async send(caller, method, path, sent, headers = {}) {
      const name = randomUUID();
      callers.set(name, caller);
      const bytes = new Uint8Array(Buffer.from(sent === undefined ? '' : JSON.stringify(sent)));
      const reply = await service({
        method: methodOf(method),
        url: new URL(`https://localhost${path}`),
        headers: new Headers({
          authorization: name,
          'content-type': 'application/json',
          'content-length': String(bytes.length),
          ...headers,
        }),
        body: () => Promise.resolve(bytes),
      });
      callers.delete(name);
      const text = reply.body === undefined ? '' : Buffer.from(reply.body).toString();
      const isJson = (reply.headers['Content-Type'] ?? '').includes('json');
      const body: unknown = isJson && text !== '' ? JSON.parse(text) : {};
      const json = typeof body === 'object' && body !== null ? { ...body } : {};
      return { status: reply.status, json, text, headers: reply.headers };
    },
  };
}

/** The documents of a process that dies at write number `at` (from 1): before the store gets the write, or after. */
export function dyingAtWrite(documents: Documents, at: number, when: 'before' | 'after'): Documents & { readonly writes: number } {
  let writes = 0;
  async function writing<R>(write: () => Promise<R>): Promise<R> {
    const number = ++writes;
    if (number > at || (number === at && when === 'before')) throw new Error('died');
    const result = await write();
    if (number === at) throw new Error('died');
    return result;
  }
  return {
    ...documents,
    commit: (partition, batch) => writing(() => documents.commit(partition, batch)),
    replaceIf: (partition, document, etag) => writing(() => documents.replaceIf(partition, document, etag)),
    get writes() {
      return writes;
    },
  };
}
