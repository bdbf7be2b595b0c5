// The change feed in pull mode: the latest version of each item, in the order of the changes.
import { latestChange } from './containers.ts';
import type { Container } from './containers.ts';
import { badRequest } from '../http/errors.ts';
import type { PartitionKey } from './partitionKeys.ts';
import { behind } from '../query/ordering.ts';
import { integer, text } from './store.ts';
import type { Row, Store } from './store.ts';

/** The most that a page holds, in bytes of JSON, unless one batch has written more. */
const largestPage = 4 * 1024 * 1024;

export interface ChangeFeedRequest {
  readonly partition: PartitionKey | undefined;
  /** The ETag of the previous page, `*` for "from now on", undefined for the beginning. */
  readonly ifNoneMatch: string | undefined;
  /** Changes since this time, an HTTP date; ignored if there is a previous page. */
  readonly ifModifiedSince: string | undefined;
  readonly most: number;
}

export interface ChangePage {
  /** JSON texts, each with `_lsn`, the number of the change. */
  readonly documents: readonly string[];
  /** Where the next page begins. */
  readonly etag: string;
}

/**
 * Reads one page; an empty page means that there are no further changes yet. What one batch has written is never parted, so that a page may
 * be longer than `most`. Throws 400 for an ETag that no page had, and for what is no date.
 */
export function readChanges(store: Store, container: Container, request: ChangeFeedRequest): ChangePage {
  const latest = latestChange(store, container.number);
  const since = readSince(latest, request.ifNoneMatch);
  const from = request.ifNoneMatch === undefined ? readTime(request.ifModifiedSince) : 0;
  const { clause, values } = partitionCondition(request.partition);
  const select = `SELECT lsn, number, body FROM items WHERE container = ? AND (expires IS NULL OR expires > ?) ${clause}
     AND json_extract(body, '$._ts') >= ?`;
  const bound = [container.number, store.now(), ...values, from];
  const page: Row[] = [];
  let bytes = 0;
  let more = false;
  for (const row of store.rows(`${select} AND lsn > ? ORDER BY lsn, number LIMIT ?`, ...bound, since, request.most)) {
    if (more) continue;
    bytes += text(row, 'body').length;
    more = page.length > 0 && bytes > largestPage;
    if (!more) page.push(row);
  }
  const last = page.at(-1);
  if (!last) return { documents: [], etag: `"${Math.max(since, latest)}"` };
  // What else the last change has written.
  const [lsn, number] = [integer(last, 'lsn'), integer(last, 'number')];
  page.push(...store.rows(`${select} AND lsn = ? AND number > ? ORDER BY number`, ...bound, lsn, number));
  const isWhole = !more && page.length < request.most;
  return { documents: page.map(shown), etag: `"${isWhole ? latest : lsn}"` };
}

const shown = (row: Row): string => `${text(row, 'body').slice(0, -1)},"_lsn":${integer(row, 'lsn')}}`;

/** Seconds since 1970. */
function readTime(date: string | undefined): number {
  if (date === undefined) return 0;
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw badRequest(`The If-Modified-Since '${date}' is no date.`);
  return Math.floor(time / 1000);
}

function readSince(latest: number, etag: string | undefined): number {
  if (etag === undefined) return 0;
  if (etag === '*') return latest;
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
