// Answers a query page by page: rows come in order from an index, or are sorted when there is none.
import { createHash } from 'node:crypto';
import { readRows } from './candidates.ts';
import type { Candidate, AccessPath } from './candidates.ts';
import { checkOrder } from './orderRules.ts';
import type { Container } from '../items/containers.ts';
import { badRequest } from '../http/errors.ts';
import { isObject, parseJson } from '../http/json.ts';
import type { Json, JsonObject, Value } from '../http/json.ts';
import { encodeValue } from './ordering.ts';
import type { PartitionKey } from '../items/partitionKeys.ts';
import { idsIn } from './conditions.ts';
import { countByIndex } from './counting.ts';
import { lookupsOf } from './lookups.ts';
import { accessesOf, lookupOf } from './plan.ts';
import type { Access } from './plan.ts';
import { countOf, evaluate, finish, matches, project, runQuery } from '../sql/evaluate.ts';
import type { Parameters, Scope } from '../sql/evaluate.ts';
import { checkNames, rootName } from '../sql/names.ts';
import { parseSql } from '../sql/parse.ts';
import type { Query } from '../sql/syntax.ts';
import type { Store } from '../items/store.ts';

/** A page is at most 4 MB, as in Cosmos DB. */
const largestPage = 4 * 1024 * 1024;

export interface QueryRequest {
  /** `{"query": "SELECT …", "parameters": [{"name": "@x", "value": 1}]}` */
  readonly spec: Json;
  /** Undefined: all partitions. */
  readonly partition: PartitionKey | undefined;
  readonly pageSize: number;
  readonly continuation: string | undefined;
}

export interface QueryPage {
  /** JSON texts. */
  readonly results: readonly string[];
  readonly continuation: string | undefined;
  /** The number of items that were read, which determines the charge. */
  readonly retrieved: number;
}

/** Where the previous page ended: the place of its last row, and the number of rows so far. */
interface Mark {
  readonly key: Buffer;
  readonly number: number;
  readonly taken: number;
}

interface Run {
  readonly query: Query;
  readonly parameters: Parameters;
  readonly request: QueryRequest;
  readonly access: Access | undefined;
  readonly mark: Mark | undefined;
  readonly fingerprint: string;
  /** How many rows have met the query until now. */
  readonly progress: { found: number };
  readonly candidates: Iterable<Candidate>;
}

/** Answers one page. Throws 400 for what Cosmos DB refuses: wrong syntax, an order without its index, a continuation of another query. */
export function runPage(store: Store, container: Container, request: QueryRequest): QueryPage {
  const { query, parameters } = readSpec(request.spec);
  const { partition } = request;
  const { indexing } = container;
  checkOrder(query, indexing);
  const accesses = accessesOf(query, parameters, indexing.indexes);
  const count = countByIndex({ store, container, partition }, query, accesses);
  if (count !== undefined) return { results: [JSON.stringify(count)], continuation: undefined, retrieved: 0 };
  const way = chooseAccess(query, parameters, partition) ?? accesses[0];
  const access = way && 'index' in way ? way : undefined;
  const fingerprint = fingerprintOf([request.spec, access?.index.paths ?? []]);
  const mark = request.continuation === undefined ? undefined : readMark(request.continuation, fingerprint);
  const inOrder = isRowByRow(query) && isOrdered(query, access);
  const asked = { query, parameters, request, access, mark, fingerprint };
  const { left, skip } = boundsOf(asked);
  const needed = inOrder ? skip + Math.min(left, request.pageSize) + 1 : Infinity;
  const progress = { found: 0 };
  const reading = readRows(store, container, {
    partition,
    way,
    lookups: [...lookupsOf(query, parameters, indexing), ...accesses.map(lookupOf)],
    after: inOrder ? mark : undefined,
    wanted: () => needed - progress.found,
  });
  const run: Run = { ...asked, progress, candidates: reading.candidates };
  const page = isRowByRow(query) ? pageOfRows(run) : pageOfAll(run);
  return { ...page, retrieved: reading.retrieved() };
}

/** Prefers a few ids that the query names to an index. */
function chooseAccess(query: Query, parameters: Parameters, partition: PartitionKey | undefined): AccessPath {
  const ids = partition?.complete === true ? idsIn(query, parameters) : undefined;
  return partition && ids && { partition: partition.bytes, ids };
}

/** The results of a query over documents that aren't items (databases, containers). */
export function selectFrom(spec: Json, documents: readonly JsonObject[]): Json[] {
  const { query, parameters } = readSpec(spec);
  const rows = documents.flatMap((document) => matches(query, scopeOf(query, document, parameters)));
  return finish(query, rows, { parameters, names: new Map() });
}

/** Whether a patch's condition (`FROM c WHERE …`) holds for a document. */
export function holdsFor(condition: string, document: JsonObject): boolean {
  const query = parseSql(`SELECT * ${condition}`);
  checkNames(query, new Map());
  return runQuery(query, scopeOf(query, document, new Map())).length > 0;
}

/** Queries that were parsed before, by their texts: a client's texts are few, since values are parameters. */
const known = new Map<string, Query>();

function parsed(sql: string): Query {
  const query = known.get(sql) ?? parseSql(sql);
  if (known.size >= 500) known.clear();
  known.set(sql, query);
  return query;
}

function readSpec(spec: Json): { query: Query; parameters: Parameters } {
  const { query: sql, parameters: given } = isObject(spec) ? spec : {};
  if (typeof sql !== 'string') throw badRequest('A query is an object with the text of the query.');
  const parameters = new Map<string, Json>();
  for (const parameter of Array.isArray(given) ? given : []) {
    const { name, value } = isObject(parameter) ? parameter : {};
    if (typeof name !== 'string' || !name.startsWith('@')) throw badRequest('A parameter has a name that begins with @.');
    if (value !== undefined) parameters.set(name, value);
  }
  const query = parsed(sql);
  checkNames(query, parameters);
  return { query, parameters };
}

/** A short text that differs for another query or another index, for which a continuation would be wrong. */
const fingerprintOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);

const scopeOf = (query: Query, document: Value, parameters: Parameters): Scope => ({
  parameters,
  names: new Map([[rootName(query), document]]),
});

/** Whether each item gives one result at most, so that a page can end after any item. */
const isRowByRow = ({ distinct, aggregates, groupBy, sources }: Query): boolean =>
  !distinct && !aggregates && groupBy.length === 0 && sources.length === 1 && sources[0]?.iterate === false;

const isOrdered = ({ orderBy }: Query, access: Access | undefined): boolean => orderBy.length === 0 || access?.ordered === true;

interface Row {
  readonly key: () => Buffer;
  readonly number: number;
  /** The whole item, as JSON text. */
  readonly text: string;
  readonly scope: Scope;
}

const textOf = (value: Value): string | undefined => (value === undefined ? undefined : JSON.stringify(value));

function pageOfRows(run: Run): Omit<QueryPage, 'retrieved'> {
  const { query, request } = run;
  const before = run.mark?.taken ?? 0;
  const { left, skip } = boundsOf(run);
  const results: string[] = [];
  let taken = 0;
  let bytes = 0;
  let last: Row | undefined;
  for (const row of left > 0 ? skipped(rowsInOrder(run), skip) : []) {
    // Only a further row shows that there is another page.
    if (last && (taken === request.pageSize || bytes >= largestPage)) {
      const continuation = writeMark({ key: last.key(), number: last.number, taken: before + taken }, run.fingerprint);
      return { results, continuation };
    }
    const text = query.select.kind === 'all' ? row.text : textOf(project(query, row.scope));
    if (text !== undefined) {
      results.push(text);
      bytes += Buffer.byteLength(text);
    }
    last = row;
    if (++taken === left) break;
  }
  return { results, continuation: undefined };
}

/**
 * The number of rows that the query may still return, and the number that it skips first: TOP, LIMIT and OFFSET, less the rows of earlier
 * pages.
 */
function boundsOf({ query, parameters, mark }: Pick<Run, 'query' | 'parameters' | 'mark'>): {
  readonly left: number;
  readonly skip: number;
} {
  const limit = query.limit ?? query.top;
  return {
    left: limit ? countOf(limit, parameters) - (mark?.taken ?? 0) : Number.POSITIVE_INFINITY,
    skip: query.offset && !mark ? countOf(query.offset, parameters) : 0,
  };
}

/** The rows without the first `count`. */
function* skipped(rows: Iterable<Row>, count: number): Generator<Row> {
  let seen = 0;
  for (const row of rows) if (seen++ >= count) yield row;
}

/** The rows that match, from the mark on. */
function* rowsInOrder(run: Run): Generator<Row> {
  if (isOrdered(run.query, run.access)) {
    yield* matching(run);
    return;
  }
  const { query, mark } = run;
  const rows = Array.from(matching(run), (row) => ({
    ...row,
    key: Buffer.concat(query.orderBy.map(({ value, direction }) => encodeValue(evaluate(value, row.scope), direction))),
  }));
  rows.sort(byPlace);
  for (const { key, ...row } of rows) if (!mark || byPlace({ key, number: row.number }, mark) > 0) yield { ...row, key: () => key };
}

const byPlace = (a: Omit<Mark, 'taken'>, b: Omit<Mark, 'taken'>): number => Buffer.compare(a.key, b.key) || a.number - b.number;

function* matching(run: Run): Generator<Row> {
  const { query, parameters, progress, candidates } = run;
  for (const { key, number, document, text } of candidates)
    for (const scope of matches(query, scopeOf(query, document, parameters))) {
      progress.found++;
      yield { key, number, text, scope };
    }
}

/** Groups, aggregates, DISTINCT and joins need all rows: the whole result is computed for each page, which is a part of it. */
function pageOfAll(run: Run): Omit<QueryPage, 'retrieved'> {
  const { query, parameters, request, mark } = run;
  // In one order for all pages, whatever the items were found by.
  const rows = Array.from(matching(run)).sort((a, b) => a.number - b.number);
  const scopes = rows.map(({ scope }) => scope);
  const all = finish(query, scopes, { parameters, names: new Map() });
  const start = mark?.taken ?? 0;
  const end = start + request.pageSize;
  const continuation = end < all.length ? writeMark({ key: Buffer.alloc(0), number: 0, taken: end }, run.fingerprint) : undefined;
  return { results: all.slice(start, end).map((result) => JSON.stringify(result)), continuation };
}

const writeMark = ({ key, number, taken }: Mark, fingerprint: string): string =>
  Buffer.from(JSON.stringify([fingerprint, key.toString('base64'), number, taken])).toString('base64url');

function readMark(continuation: string, fingerprint: string): Mark {
  try {
    const mark = parseJson(Buffer.from(continuation, 'base64url').toString());
    if (Array.isArray(mark) && mark[0] === fingerprint) {
      const [, key, number, taken] = mark;
      if (typeof key === 'string' && typeof number === 'number' && typeof taken === 'number')
        return { key: Buffer.from(key, 'base64'), number, taken };
    }
  } catch {
    // The error below covers a text that isn't a mark.
  }
  throw badRequest('The continuation token is invalid, or belongs to another query.');
}
