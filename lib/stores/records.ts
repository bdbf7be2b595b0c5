// The properties that every document has besides its own, and how a document is read: it must fit its schema.
import { z } from 'zod';
import type { Json, JsonObject } from '../runtime/json.ts';
import type { PatchOperation, StoredDocument, Write } from './documents.ts';
import type { Kind } from './kinds.ts';

/** The version of all documents' shape. Whoever changes the shape raises it and says how the older one is read. */
const schemaVersion = 1;

/** Who wrote a document: `user:{oid}` or `app:{appid}`. */
export type Author = string;

/** The properties that every document has from the start. */
export const recordShape = {
  schema: z.literal(schemaVersion),
  /** RFC 3339, UTC, to the millisecond. */
  created: z.string(),
  createdBy: z.string(),
  modified: z.string(),
};

/** The common properties of a document that is made now. */
export function newRecord(now: number, by: Author): { schema: 1; created: string; createdBy: Author; modified: string } {
  const at = new Date(now).toISOString();
  return { schema: schemaVersion, created: at, createdBy: by, modified: at };
}

/** Reads a document of a kind; undefined when there is none or it has another kind. Throws when this version doesn't know its shape. */
export function decode<T>(kind: Kind, schema: z.ZodType<T>, document: StoredDocument | undefined): T | undefined {
  return document?.body.kind === kind ? schema.parse(document.body) : undefined;
}

/** The same with the document's ETag, for a write on the condition that nobody has changed the document since. */
export function decodeCurrent<T>(
  kind: Kind,
  schema: z.ZodType<T>,
  document: StoredDocument | undefined,
): (T & { readonly etag: string }) | undefined {
  const record = decode(kind, schema, document);
  return record === undefined || document === undefined ? undefined : { ...record, etag: document.etag };
}

/** The operation that gives the patched document another kind. */
export const setKind = (kind: Kind): PatchOperation => ({ op: 'set', path: '/kind', value: kind });

/**
 * Writes one property of a document of which a mailbox has one at most: makes the document where `revision` is undefined, else patches it on
 * the condition that it still has this revision. Refused when somebody else has written meanwhile.
 */
export function revised(
  { id, kind, revision }: { readonly id: string; readonly kind: Kind; readonly revision: number | undefined },
  property: string,
  value: Json,
  now: number,
  by: Author,
): Write {
  if (revision === undefined) return { write: 'create', document: { id, kind, ...newRecord(now, by), revision: 1, [property]: value } };
  return {
    write: 'patch',
    id,
    operations: [
      { op: 'set', path: `/${property}`, value },
      { op: 'set', path: '/modified', value: new Date(now).toISOString() },
      { op: 'increment', path: '/revision', by: 1 },
    ],
    when: { is: 'eq', property: 'revision', value: revision },
  };
}

/** A JSON object in a document. */
export const json: z.ZodType<JsonObject> = z.record(z.string(), z.json());
