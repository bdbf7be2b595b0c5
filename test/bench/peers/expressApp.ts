// A plain attachments service as one would write it with express and multer: bytes in Blob Storage, the rest in memory or in SQLite. It knows
// no tokens, no permissions and no conditions. Env: MODULES, BLOB_ENDPOINT, BLOB_KEY, INDEX (`memory` or `sqlite`).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { portOf } from '../../../infra/local/process/ports.ts';

interface Request extends IncomingMessage {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly file?: { readonly originalname: string; readonly mimetype: string; readonly buffer: Buffer };
}
interface Response extends ServerResponse {
  status(code: number): Response;
  json(value: unknown): void;
}
type Handler = (request: Request, response: Response) => Promise<void> | void;
/** What is used of express 5, of which the project has no types. */
interface Express {
  use(handler: unknown): void;
  get(path: string, handler: Handler): void;
  post(path: string, ...handlers: unknown[]): void;
  delete(path: string, handler: Handler): void;
}

interface Entry {
  readonly id: string;
  readonly parent: string;
  readonly value: object;
}
interface Index {
  put(entry: Entry): void;
  get(id: string): object | undefined;
  list(parent: string): object[];
  remove(id: string): void;
}

const { MODULES = '', BLOB_ENDPOINT = '', BLOB_KEY = '', INDEX = 'memory' } = process.env;
const load = createRequire(join(MODULES, 'modules.js'));
const express = load('express') as (() => Express) & { json(options: object): unknown };
const multer = load('multer') as ((options: object) => { single(field: string): unknown }) & { memoryStorage(): unknown };

const account = new URL(BLOB_ENDPOINT).pathname.replaceAll('/', '');
const blobs = new BlobServiceClient(BLOB_ENDPOINT, new StorageSharedKeyCredential(account, BLOB_KEY)).getContainerClient('peer');
await blobs.createIfNotExists();
const index = INDEX === 'sqlite' ? inSqlite() : inMemory();

function inMemory(): Index {
  const entries = new Map<string, Entry>();
  const children = new Map<string, Map<string, Entry>>();
  return {
    put(entry) {
      entries.set(entry.id, entry);
      const siblings = children.get(entry.parent) ?? new Map<string, Entry>();
      children.set(entry.parent, siblings.set(entry.id, entry));
    },
    get: (id) => entries.get(id)?.value,
    list: (parent) => [...(children.get(parent)?.values() ?? [])].slice(0, 10).map(({ value }) => value),
    remove(id) {
      const entry = entries.get(id);
      entries.delete(id);
      if (entry !== undefined) children.get(entry.parent)?.delete(id);
    },
  };
}

function inSqlite(): Index {
  const database = new DatabaseSync(':memory:');
  database.exec(
    'CREATE TABLE entries (id TEXT PRIMARY KEY, parent TEXT NOT NULL, value TEXT NOT NULL); CREATE INDEX parents ON entries (parent)',
  );
  const [put, get, list, remove] = [
    database.prepare('INSERT INTO entries VALUES (?, ?, ?)'),
    database.prepare('SELECT value FROM entries WHERE id = ?'),
    database.prepare('SELECT value FROM entries WHERE parent = ? LIMIT 10'),
    database.prepare('DELETE FROM entries WHERE id = ?'),
  ];
  const valueOf = (row: Record<string, unknown>): object => JSON.parse(String(row.value)) as object;
  return {
    put: ({ id, parent, value }) => void put.run(id, parent, JSON.stringify(value)),
    get(id) {
      const row = get.get(id);
      return row && valueOf(row);
    },
    list: (parent) => list.all(parent).map(valueOf),
    remove: (id) => void remove.run(id),
  };
}

const app = express();
app.use(express.json({ limit: '4mb' }));
const made = (response: Response, parent: string, value: object): void => {
  const id = randomUUID();
  const entry = { id, ...value, created: new Date().toISOString() };
  index.put({ id, parent, value: entry });
  response.status(201).json(entry);
};
app.post('/events', (request: Request, response: Response) => made(response, 'events', request.body as object));
app.get('/events', (_, response) => response.json({ value: index.list('events') }));
app.get('/events/:event', ({ params }, response) => response.json(index.get(params.event ?? '')));
app.post(
  '/events/:event/attachments',
  multer({ storage: multer.memoryStorage() }).single('file'),
  async ({ params, file }: Request, response: Response) => {
    if (file === undefined) {
      response.status(400).json({ error: 'There is no file.' });
      return;
    }
    const blob = randomUUID();
    await blobs.getBlockBlobClient(blob).upload(file.buffer, file.buffer.length);
    made(response, params.event ?? '', { name: file.originalname, contentType: file.mimetype, size: file.buffer.length, blob });
  },
);
app.get('/events/:event/attachments', ({ params }, response) => response.json({ value: index.list(params.event ?? '') }));
app.get('/events/:event/attachments/:id/value', async ({ params }, response) => {
  const { blob } = index.get(params.id ?? '') as { readonly blob: string };
  (await blobs.getBlobClient(blob).download()).readableStreamBody?.pipe(response);
});
app.delete('/events/:event/attachments/:id', async ({ params }, response) => {
  const { blob } = index.get(params.id ?? '') as { readonly blob: string };
  index.remove(params.id ?? '');
  await blobs.getBlobClient(blob).delete();
  response.status(204).end();
});
app.delete('/events/:event', ({ params }, response) => {
  index.remove(params.event ?? '');
  response.status(204).end();
});

const server = createServer(app as unknown as RequestListener).listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'ready', facts: { url: `http://127.0.0.1:${portOf(server.address())}` } }),
);
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
