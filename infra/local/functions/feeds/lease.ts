// A lease: the document by which hosts share a change feed, one host at a time, and in which they note how far it was handled.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Container, ItemDefinition } from '@azure/cosmos';
import { z } from 'zod';

/** The document; `Owner` is null where nobody has it, `ContinuationToken` where nothing was handled yet. */
const document = z.looseObject({
  id: z.string(),
  _etag: z.string(),
  Owner: z.string().nullable(),
  ContinuationToken: z.string().nullable(),
  /** When its owner last said that it is alive, ISO 8601. */
  timestamp: z.string(),
});
type LeaseDocument = z.infer<typeof document>;

/** Thrown where another host has taken the lease. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** One lease that this host has. */
export interface Lease {
  /** Where the feed goes on; undefined where nothing was handled yet. */
  readonly continuation: string | undefined;
  /** Says that the owner is alive. Throws LeaseLost. */
  renew(): Promise<void>;
  /** Notes that everything up to here was handled. Throws LeaseLost. */
  checkpoint(continuation: string): Promise<void>;
  /** Gives it back. Throws LeaseLost. */
  release(): Promise<void>;
}

/** The name of this process among hosts: another process of this machine can tell from it whether this one is still there. */
const owner = `${hostname()}/${process.pid}/${randomUUID()}`;

/**
 * Takes a lease that nobody has, makes it if it isn't there, or takes it from an owner that has said nothing for `expirationInterval`
 * milliseconds. Resolves to undefined where another host has it. A process of this machine that has ended has no lease any more: unlike in
 * Azure, nobody waits for it.
 */
export async function acquireLease(container: Container, id: string, expirationInterval: number): Promise<Lease | undefined> {
  const found = await readLease(container, id);
  const fresh = { Owner: owner, timestamp: new Date().toISOString() };
  if (found === undefined) {
    const created = await attempt(() => container.items.create({ id, LeaseToken: '0', ContinuationToken: null, ...fresh }));
    return created && heldLease(container, document.parse(created.resource));
  }
  const isFree = found.Owner === null || hasEnded(found.Owner) || Date.parse(found.timestamp) + expirationInterval < Date.now();
  if (!isFree) return undefined;
  const taken = await attempt(() => replace(container, { ...found, ...fresh }));
  return taken && heldLease(container, taken);
}

async function readLease(container: Container, id: string): Promise<LeaseDocument | undefined> {
  const { resource, statusCode } = await container.item(id, id).read<ItemDefinition>();
  if (statusCode === 404) return undefined;
  return document.parse(resource);
}

/** Resolves to undefined where another host was first (409, 412). */
async function attempt<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

const isRefused = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 409 || error.code === 412);

async function replace(container: Container, lease: LeaseDocument): Promise<LeaseDocument> {
  const { id, _etag } = lease;
  const { resource } = await container.item(id, id).replace(lease, { accessCondition: { type: 'IfMatch', condition: _etag } });
  return document.parse(resource);
}

/** Whether this owner is a process of this machine that isn't there any more. */
function hasEnded(of: string): boolean {
  const [machine, pid] = of.split('/');
  if (machine !== hostname() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function heldLease(container: Container, taken: LeaseDocument): Lease {
  let current = taken;
  let queue: Promise<unknown> = Promise.resolve();
  /** Writes one after the other. A refused write reads the lease again: it is lost if another owner stands in it. */
  const write = (change: Partial<LeaseDocument>): Promise<void> => {
    const written = queue.then(async () => {
      for (;;) {
        const done = await attempt(() => replace(container, { ...current, timestamp: new Date().toISOString(), ...change }));
        const now = done ?? (await readLease(container, current.id));
        if (now === undefined || (done === undefined && now.Owner !== owner)) throw new LeaseLost(`The lease ${current.id} was taken.`);
        current = now;
        if (done !== undefined) return;
      }
    });
    queue = written.catch(() => undefined);
    return written;
  };
  return {
    get continuation() {
      return current.ContinuationToken ?? undefined;
    },
    renew: () => write({}),
    checkpoint: (continuation) => write({ ContinuationToken: continuation }),
    release: () => write({ Owner: null }),
  };
}
