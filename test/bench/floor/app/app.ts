// The floor: a bare Azure Function that makes the same calls to the same stores as a request of ours, and nothing else that it needn't.
// FLOOR_PLANS names the file of the calls. It checks nothing, reads the Authorization header without a look into it, and logs nothing.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { CosmosClient, type JSONObject, type OperationInput } from '@azure/cosmos';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Plan, Plans, Step } from '../plan.ts';

const { COSMOS_ENDPOINT = '', COSMOS_KEY = '', COSMOS_DATABASE = 'calendar', BLOB_ENDPOINT = '', BLOB_KEY = '' } = process.env;
const database = new CosmosClient({ endpoint: COSMOS_ENDPOINT, key: COSMOS_KEY }).database(COSMOS_DATABASE);
const account = new URL(BLOB_ENDPOINT).pathname.replaceAll('/', '');
const blobs = new BlobServiceClient(BLOB_ENDPOINT, new StorageSharedKeyCredential(account, BLOB_KEY)).getContainerClient('contents');
const plans = JSON.parse(readFileSync(process.env.FLOOR_PLANS ?? '', 'utf8')) as Plans;

/** What one request has: its values, the bytes that come or go, and the documents that were read. */
interface Work {
  id: string;
  blob: string;
  bytes: Buffer;
  readonly documents: JSONObject[];
}

interface File {
  readonly name: string;
  readonly contentBytes: string;
}

app.http('floor', {
  route: 'floor/{row}/{id?}',
  methods: ['GET', 'POST', 'DELETE'],
  authLevel: 'anonymous',
  handler: async (request) => {
    if (!request.headers.has('authorization')) return { status: 401 };
    const plan = plans[request.params.row ?? ''];
    if (plan === undefined) return { status: 404 };
    const sent = request.method === 'POST' ? ((await request.json()) as File) : undefined;
    const work = await done(plan, request, sent);
    return answered(plan, work, sent);
  },
});

interface Changed extends JSONObject {
  readonly kind: string;
  readonly mailbox: string;
  readonly eventId: string;
}

app.cosmosDB<Changed>('changes', {
  connection: 'COSMOS',
  databaseName: COSMOS_DATABASE,
  containerName: 'mailboxes',
  leaseContainerName: 'leases',
  leaseContainerPrefix: 'floor',
  maxItemsPerInvocation: 25,
  feedPollDelay: 1_000,
  handler: async (documents: Changed[]) => {
    const events = documents.filter(({ kind }) => kind === 'event');
    await Promise.all([...Map.groupBy(events, ({ mailbox }) => mailbox)].map(([mailbox, changed]) => notify(mailbox, changed)));
  },
});

/** Looks for a mailbox's subscriptions, and tells the one that the bench listens for of each change. */
async function notify(mailbox: string, events: readonly Changed[]): Promise<void> {
  const plan = plans[`notification of ${mailbox}`];
  if (plan === undefined) return;
  const work: Work = { id: '', blob: '', bytes: Buffer.alloc(0), documents: [] };
  for (const step of plan.rounds.flat()) await take(step, work);
  const tell = async ({ eventId }: Changed): Promise<void> => {
    const value = [{ subscriptionId: 'floor', changeType: 'updated', resource: `events/${eventId}`, resourceData: { id: eventId } }];
    const headers = { 'Content-Type': 'application/json' };
    await (await fetch(process.env.FLOOR_NOTIFY ?? '', { method: 'POST', headers, body: JSON.stringify({ value }) })).arrayBuffer();
  };
  await Promise.all(events.map(tell));
}

async function done(plan: Plan, request: HttpRequest, sent: File | undefined): Promise<Work> {
  const chance = randomBytes(21);
  const work: Work = {
    id: request.params.id ?? chance.toString('base64url'),
    blob: `${chance.toString('hex', 0, 1).slice(0, 1)}/floor/${chance.toString('hex')}`,
    bytes: Buffer.from(sent?.contentBytes ?? '', 'base64'),
    documents: [],
  };
  for (const round of plan.rounds) await Promise.all(round.map((step) => take(step, work)));
  return work;
}

async function take(step: Step, work: Work): Promise<unknown> {
  const filled = (text: string): string => text.replaceAll('{{id}}', work.id).replaceAll('{{blob}}', work.blob);
  switch (step.call) {
    case 'point read': {
      const { resource } = await database.container(step.container).item(filled(step.id), step.partition).read<JSONObject>();
      if (resource === undefined) throw new Error(`There is no ${step.id}.`);
      work.blob = blobOf(resource) ?? work.blob;
      return work.documents.push(resource);
    }
    case 'query': {
      const { container, partition, sql, most } = step;
      const options = { partitionKey: partition, ...(most !== undefined && { maxItemCount: most }) };
      return work.documents.push(
        ...(
          await database
            .container(container)
            .items.query<JSONObject>({ ...sql }, options)
            .fetchAll()
        ).resources,
      );
    }
    case 'batch': {
      const operations = JSON.parse(filled(step.operations)) as OperationInput[];
      const { result } = await database.container(step.container).items.batch(operations, step.partition);
      if (result?.some(({ statusCode }) => statusCode >= 300)) throw new Error(`A batch was refused: ${JSON.stringify(result)}`);
      return work.documents.push(...operations.flatMap((each) => (each.operationType === 'Create' ? [each.resourceBody] : [])));
    }
    case 'blob put':
      return blobs.getBlockBlobClient(filled(step.name)).upload(work.bytes, work.bytes.length);
    case 'blob get':
      return (work.bytes = await downloaded(filled(step.name)));
    case 'blob delete':
      return blobs.getBlobClient(work.blob).delete();
  }
}

function answered({ answer }: Plan, { documents, bytes }: Work, sent: File | undefined): HttpResponseInit {
  const last = documents.at(-1);
  switch (answer) {
    case 'documents':
      return { jsonBody: { value: documents } };
    case 'occurrences':
      return { jsonBody: { value: documents.flatMap(occurrenceOf) } };
    case 'created':
      return {
        status: 201,
        jsonBody: { ...last, ...(sent !== undefined && 'contentBytes' in sent && { contentBytes: sent.contentBytes }) },
      };
    case 'withBytes':
      return { jsonBody: { ...last, contentBytes: bytes.toString('base64') } };
    case 'bytes':
      return { body: bytes, headers: { 'Content-Type': 'application/octet-stream' } };
    case 'nothing':
      return { status: 204 };
  }
}

interface Weekly extends JSONObject {
  readonly eventId: string;
  readonly properties: {
    readonly start: { readonly dateTime: string; readonly timeZone: string };
    readonly end: { readonly dateTime: string; readonly timeZone: string };
    readonly recurrence: { readonly pattern: { readonly daysOfWeek: readonly string[] } };
  };
}

/** The first day of the week that the bench asks for (eventRows.ts), a Monday. */
const week = Date.UTC(2027, 2, 1);
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What a weekly series has in the week: no other pattern, no clock that changes, no exception, no right. */
function occurrenceOf(document: JSONObject): object[] {
  const { eventId, properties } = document as Weekly;
  return properties.recurrence.pattern.daysOfWeek.map((name) => {
    const day = new Date(week + days.indexOf(name) * 86_400_000).toISOString().slice(0, 10);
    const on = ({ dateTime, timeZone }: Weekly['properties']['start']) => ({ dateTime: `${day}${dateTime.slice(10)}`, timeZone });
    const times = { start: on(properties.start), end: on(properties.end) };
    return { ...properties, ...times, id: `${eventId}_${day}`, type: 'occurrence', seriesMasterId: eventId };
  });
}

async function downloaded(name: string): Promise<Buffer> {
  const { readableStreamBody, contentLength = 0 } = await blobs.getBlobClient(name).download();
  const bytes = Buffer.allocUnsafeSlow(contentLength);
  let filled = 0;
  for await (const chunk of readableStreamBody ?? []) filled += (chunk as Buffer).copy(bytes, filled);
  return bytes;
}

const isObject = (value: unknown): value is JSONObject => typeof value === 'object' && value !== null;

/** Where a document names its blob. */
function blobOf({ content }: JSONObject): string | undefined {
  return isObject(content) && 'blob' in content && typeof content.blob === 'string' ? content.blob : undefined;
}
