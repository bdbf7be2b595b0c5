// Reads the index of what has changed in a mailbox: events, entries and their tombstones in the order of their last writes.
import { hash } from 'node:crypto';
import { z } from 'zod';
import { decodeOutline, outlineProperties, type EventOutline } from '../../calendar/occurrences/eventOutline.ts';
import { memoryShape } from '../../calendar/events/record/memory.ts';
import { maxToldVersions, spareSeconds } from '../../runtime/limits/changes.ts';
import type { Condition, Documents, PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { documentsBehind, placeOf, type Order, type Place } from '../../stores/keyset.ts';

/** What a delta knows of a document before it reads it whole: what decides whether it is shown, was shown once, or is passed over. */
export interface Tracked {
  readonly id: string;
  readonly eventId: string;
  readonly calendar: string;
  readonly created: string;
  readonly leftCalendars?: z.infer<typeof memoryShape.leftCalendars> | undefined;
  readonly hiddenSince?: string | undefined;
  readonly knownSince?: string | undefined;
  /** In seconds since 1970, by the store's clock. */
  readonly writtenAt: number;
  /** Names the version: 8 bytes of a hash. */
  readonly version: string;
  /** The living event; undefined for a tombstone. */
  readonly outline: EventOutline | undefined;
  /** The first and last moment of a series or a long event, in UTC; undefined for other events. */
  readonly span: Span | undefined;
}

export interface Span {
  readonly start: string;
  readonly end: string;
}

const remembered = z.object({
  eventId: z.string(),
  calendar: z.string(),
  created: z.string(),
  ...memoryShape,
  _ts: z.number(),
  sortKeys: z.object({ spanStart: z.string().default(''), spanEnd: z.string().default('') }).optional(),
});

const properties: readonly PropertyPath[] = [
  ...outlineProperties,
  ...['eventId', 'created', 'leftCalendars', 'hiddenSince', 'knownSince', '_ts', 'sortKeys.spanStart', 'sortKeys.spanEnd'],
];

/** The order of writes: the composite index (`tracked`, `_ts`, `id`). */
const byWrite: Order = { within: ['tracked'], by: ['_ts', 'id'] };
const isTracked: Condition = { is: 'eq', property: 'tracked', value: true };

export const versionOf = ({ id, etag }: Pick<StoredDocument, 'id' | 'etag'>): string =>
  hash('sha256', `${id} ${etag}`, 'buffer').subarray(0, versionBytes).toString('base64url');

export const versionBytes = 8;

function decodeTracked(document: StoredDocument): Tracked {
  const { _ts: writtenAt, sortKeys, ...rest } = remembered.parse(document.body);
  const { spanStart: start = '', spanEnd: end = '' } = sortKeys ?? {};
  return {
    ...rest,
    id: document.id,
    writtenAt,
    version: versionOf(document),
    outline: decodeOutline(document),
    span: end === '' ? undefined : { start, end },
  };
}

/** The next documents in the order of their writes: one query, some hundred bytes of each. */
export async function changedBehind(
  documents: Documents,
  partition: string,
  { least, after, limit }: { readonly least: number; readonly after?: Place | undefined; readonly limit: number },
): Promise<readonly Tracked[]> {
  const from: Condition = { is: 'ge', property: '_ts', value: after === undefined ? least : Number(after[0]) };
  const found = await documentsBehind(documents, partition, byWrite, { conditions: [isTracked, from], after, only: properties, limit });
  return found.map(decodeTracked);
}

/** The last writes of a mailbox. */
export interface LastWrites {
  /** The largest `_ts` of what is tracked; 0 in an empty mailbox. */
  readonly at: number;
  /** The versions that were written within the seconds that a round begins early, the latest first; at most as many as a link names. */
  readonly versions: readonly string[];
}

/** One query, for the last 64 documents: their names and times alone. */
export async function lastWrites(documents: Documents, partition: string): Promise<LastWrites> {
  const found = await documentsBehind(
    documents,
    partition,
    { ...byWrite, descending: true },
    { conditions: [isTracked], only: ['_ts'], limit: maxToldVersions },
  );
  const written = found.map((document) => ({ version: versionOf(document), at: timed.parse(document.body)._ts }));
  const at = written[0]?.at ?? 0;
  return { at, versions: written.filter((each) => each.at >= at - spareSeconds).map(({ version }) => version) };
}

const timed = z.object({ _ts: z.number() });

/** The next documents of a list, read as the index of changes is. */
export async function listedBehind(
  documents: Documents,
  partition: string,
  order: Order,
  wanted: { readonly conditions: readonly Condition[]; readonly after?: Place | undefined; readonly limit: number },
): Promise<readonly { readonly tracked: Tracked; readonly place: Place }[]> {
  const found = await documentsBehind(documents, partition, order, { ...wanted, only: properties });
  return found.map((document) => ({ tracked: decodeTracked(document), place: placeOf(order, document) }));
}
