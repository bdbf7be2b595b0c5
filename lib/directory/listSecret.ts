// The secret with which a tenant's lists seal their cursors: random, made at first use, the same on every instance.
import { Fault } from '../runtime/errors.ts';
import { z } from 'zod';
import type { Clock, Randomness } from '../runtime/clock.ts';
import type { Documents, StoredDocument } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';

const listSecret = z.object({ ...recordShape, secret: z.string() });

export const decodeListSecret = (document: StoredDocument | undefined): z.infer<typeof listSecret> | undefined =>
  decode('listSecret', listSecret, document);

const secretDocument = 'listSecret';
const secretBytes = 32;

/** The tenant's secret; one point read for each process and tenant, and one write ever. */
export function createListSecrets(documents: Documents, clock: Clock, randomness: Randomness): (tenant: string) => Promise<Uint8Array> {
  const known = new Map<string, Uint8Array>();

  const stored = async (tenant: string): Promise<string | undefined> =>
    decodeListSecret(await documents.read(tenant, secretDocument))?.secret;

  async function made(tenant: string): Promise<string> {
    const secret = randomness(secretBytes).toString('base64url');
    const document = { id: secretDocument, kind: 'listSecret' as const, ...newRecord(clock(), 'service'), secret };
    const created = await documents.commit(tenant, [{ write: 'create', document }]);
    const kept = created.outcome === 'done' ? secret : await stored(tenant);
    if (kept === undefined) throw new Fault('The secret of a tenant is neither there nor can it be made.');
    return kept;
  }

  return async (tenant) => {
    const before = known.get(tenant);
    if (before !== undefined) return before;
    const secret = Buffer.from((await stored(tenant)) ?? (await made(tenant)), 'base64url');
    known.set(tenant, secret);
    return secret;
  };
}
