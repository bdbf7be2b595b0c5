// Batches: a transactional batch does all its operations or none, a bulk batch does each of them alone.
import { refusalCharge } from '../http/charges.ts';
import type { Container } from './containers.ts';
import { badRequest, CosmosError, tooLarge } from '../http/errors.ts';
import { largest } from './identity.ts';
import { nextChange, perform } from './items.ts';
import type { Operation, OperationKind } from './items.ts';
import { isObject } from '../http/json.ts';
import type { Json, JsonObject } from '../http/json.ts';
import { readPartitionKey } from './partitionKeys.ts';
import { changing } from './removal.ts';
import type { Store } from './store.ts';

/** Cosmos DB's limit on the operations of one batch. */
const mostOperations = 100;
const kinds: ReadonlySet<string> = new Set<OperationKind>(['Create', 'Upsert', 'Read', 'Replace', 'Patch', 'Delete']);
const isKind = (kind: Json | undefined): kind is OperationKind => typeof kind === 'string' && kinds.has(kind);

/** The body of a batch's request. */
export interface BatchBody {
  readonly operations: Json;
  /** Its length in bytes. */
  readonly bytes: number;
}

export interface BatchAnswer {
  /** 200, or 207 when an operation was refused. */
  readonly status: number;
  /** JSON text: what became of each operation. */
  readonly text: string;
  readonly charge: number;
}

interface Result {
  readonly statusCode: number;
  readonly requestCharge: number;
  readonly text: string;
}

/** Thrown inside the transaction of an atomic batch, so that it is rolled back. */
class Refused extends Error {
  readonly index: number;
  readonly refusal: CosmosError;
  constructor(index: number, refusal: CosmosError) {
    super(refusal.message);
    this.index = index;
    this.refusal = refusal;
  }
}

/**
 * Does all operations or none, as one change of the feed: a refused operation has its own status in the answer, and all others have 424. Throws 400 and 413 if the
 * batch itself is refused.
 */
export function runAtomicBatch(store: Store, container: Container, partition: Buffer, body: BatchBody): BatchAnswer {
  const list = readOperations(body);
  try {
    return changing(store, () => {
      const change = nextChange(store, container);
      return answer(list.map((operation, index) => withIndex(index, () => runOne(store, container, operation, { partition, change }))));
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const undone = resultOf({ statusCode: 424, requestCharge: 0 });
    return answer(list.map((_, index) => (index === error.index ? refusal(error.refusal) : undone)));
  }
}

/** Runs one operation of an atomic batch; a refusal is thrown with the operation's number. */
function withIndex(index: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw error instanceof CosmosError ? new Refused(index, error) : error;
  }
}

/** Does each operation alone, under its own partition key. */
export function runBulk(store: Store, container: Container, body: BatchBody): BatchAnswer {
  return answer(
    readOperations(body).map((operation) => {
      try {
        const { partitionKey } = operation;
        const key = typeof partitionKey === 'string' ? readPartitionKey(partitionKey, container.partitionPaths.length) : undefined;
        return changing(store, () => runOne(store, container, operation, { partition: key?.bytes }));
      } catch (error) {
        if (error instanceof CosmosError) return refusal(error);
        throw error;
      }
    }),
  );
}

function readOperations({ operations, bytes }: BatchBody): readonly JsonObject[] {
  if (bytes > largest) throw tooLarge();
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isObject))
    throw badRequest('A batch is a list of operations.');
  if (operations.length > mostOperations) throw badRequest('Batch request has more operations than what is supported.');
  return operations;
}

function runOne(store: Store, container: Container, given: JsonObject, place: Pick<Operation, 'partition' | 'change'>): Result {
  const { operationType, id, ifMatch, ifNoneMatch, resourceBody } = given;
  if (!isKind(operationType)) throw badRequest(`${JSON.stringify(operationType)} is no operation of a batch.`);
  const conditions = { ifMatch: text(ifMatch), ifNoneMatch: text(ifNoneMatch) };
  const operation: Operation = { kind: operationType, id: text(id), body: resourceBody, ...place, ...conditions };
  const { status, document, text: whole, charge } = perform(store, container, operation);
  return resultOf({ statusCode: status, requestCharge: charge, ...(document && { eTag: document['_etag'] ?? null }) }, whole);
}

/** The item is text already. */
function resultOf(result: Omit<Result, 'text'> & Readonly<JsonObject>, whole?: string): Result {
  const text = JSON.stringify(result);
  const { statusCode, requestCharge } = result;
  return { statusCode, requestCharge, text: whole === undefined ? text : `${text.slice(0, -1)},"resourceBody":${whole}}` };
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const refusal = ({ status, substatus, message }: CosmosError): Result =>
  resultOf({
    statusCode: status,
    requestCharge: refusalCharge,
    message,
    ...(substatus !== undefined && { subStatusCode: substatus }),
  });

const answer = (results: readonly Result[]): BatchAnswer => ({
  status: results.every(({ statusCode }) => statusCode < 400) ? 200 : 207,
  text: `[${results.map(({ text: result }) => result).join(',')}]`,
  charge: results.reduce((total, { requestCharge }) => total + requestCharge, 0),
});
