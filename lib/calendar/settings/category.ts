// The categories of a mailbox's list: what one is, and the six that a mailbox begins with (contract, section 16).
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { recordShape } from '../../stores/records.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { decode } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';

/** Graph's categoryColor. */
export const categoryColors = [
  'none',
  'preset0',
  'preset1',
  'preset2',
  'preset3',
  'preset4',
  'preset5',
  'preset6',
  'preset7',
  'preset8',
  'preset9',
  'preset10',
  'preset11',
  'preset12',
  'preset13',
  'preset14',
  'preset15',
  'preset16',
  'preset17',
  'preset18',
  'preset19',
  'preset20',
  'preset21',
  'preset22',
  'preset23',
  'preset24',
] as const;
export type CategoryColor = (typeof categoryColors)[number];

const category = z.object({
  /** A GUID. */
  id: z.string(),
  displayName: z.string(),
  color: z.enum(categoryColors),
  /** Its place in the order of making; no two have the same. */
  place: z.number().int(),
});
export type Category = z.infer<typeof category>;

const categoriesRecord = z.object({ ...recordShape, revision: z.number().int(), categories: z.array(category) });

export const decodeCategories = (document: StoredDocument | undefined): z.infer<typeof categoriesRecord> | undefined =>
  decode('masterCategories', categoriesRecord, document);

/** The categories of a new mailbox, in Graph's order. */
const first: readonly (readonly [string, CategoryColor])[] = [
  ['Red', 'preset0'],
  ['Orange', 'preset1'],
  ['Yellow', 'preset3'],
  ['Green', 'preset4'],
  ['Blue', 'preset7'],
  ['Purple', 'preset8'],
];

/** Those of a mailbox whose list nobody has changed. Their ids follow from the mailbox, so that two first requests see the same ones. */
export const firstCategories = (mailbox: Mailbox): readonly Category[] =>
  first.map(([name, color], place) => ({ id: derivedGuid(mailbox, name), displayName: `${name} category`, color, place }));

/** A GUID of version 8, whose bits are a hash's (RFC 9562, section 5.8). */
function derivedGuid(mailbox: Mailbox, name: string): string {
  const bytes = createHash('sha256')
    .update(`category ${name} of ${mailboxPartition(mailbox)}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
