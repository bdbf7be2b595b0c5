// The change feed in pull mode: the latest version of each item, in the order of the changes.
import type { Container } from './containers.ts';
import { badRequest } from '../http/errors.ts';
import type { PartitionKey } from './partitionKeys.ts';
import { behind } from '../query/ordering.ts';
import { integer, text } from './store.ts';
import type { Store } from './store.ts';

export interface ChangeFeedRequest {
  readonly partition: PartitionKey | undefined;
  /** The ETag of the previous page, `*` for "from now on", undefined for the beginning. */
  readonly ifNoneMatch: string | undefined;
  /** Changes since this time, an HTTP date; ignored if there is a previous page. */
  readonly ifModifiedSince: string | undefined;
  readonly most: number;
}

export interface ChangePage {
  /** JSON texts. */
  readonly documents: readonly string[];
  /** Where the next page begins. */
  readonly etag: string;
}

/** Reads one page; an empty page means that there are no further changes yet. Throws 400 for an ETag that no page had. */
export function readChanges(store: Store, container: Container, request: ChangeFeedRequest): ChangePage {
  const since = readSince(container, request.ifNoneMatch);
  const from = request.ifModifiedSince === undefined ? undefined : Math.floor(Date.parse(request.ifModifiedSince) / 1000);
  const { clause, values } = partitionCondition(request.partition);
  const rows = store.rows(
    `SELECT lsn, body FROM items WHERE container = ? AND lsn > ? AND (expires IS NULL OR expires > ?) ${clause}
     AND json_extract(body, '$._ts') >= ? ORDER BY lsn LIMIT ?`,
    container.number,
    since,
    store.now(),
    ...values,
    from ?? 0,
    request.most,
  );
  let last = since;
  const documents: string[] = [];
  for (const row of rows) {
    last = integer(row, 'lsn');
    documents.push(text(row, 'body'));
  }
  return { documents, etag: `"${documents.length < request.most ? Math.max(last, container.lsn) : last}"` };
}

function readSince(container: Container, etag: string | undefined): number {
  if (etag === undefined) return 0;
  if (etag === '*') return container.lsn;
  const number = /^"?(\d+)"?$/.exec(etag)?.[1];
  if (number === undefined) throw badRequest(`The If-None-Match '${etag}' is no continuation of a change feed.`);
  return Number(number);
}

/** The SQL condition for one partition, or for all partitions whose hierarchical key begins with this prefix. */
export function partitionCondition(partition: PartitionKey | undefined, column = 'partition'): { clause: string; values: Buffer[] } {
  if (!partition) return { clause: '', values: [] };
  if (partition.complete) return { clause: `AND ${column} = ?`, values: [partition.bytes] };
  const end = behind(partition.bytes);
  return { clause: `AND ${column} >= ?${end ? ` AND ${column} < ?` : ''}`, values: [partition.bytes, ...(end ? [end] : [])] };
}
