// A peer: a plain express app with its metadata in SQLite and its bytes in files, as somebody would write it by hand. It checks no token, has
// no recurrence, no sharing, no conditions, no history. Env: MODULES, where express is; FOLDER, where its data lies.
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';

const { MODULES, FOLDER } = process.env;
const express = createRequire(join(MODULES, 'modules.js'))('express');

const database = new DatabaseSync(join(FOLDER, 'data.sqlite'));
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE events (id TEXT PRIMARY KEY, start TEXT NOT NULL, "end" TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX events_by_start ON events (start);
CREATE TABLE attachments (id TEXT PRIMARY KEY, event TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, modified TEXT NOT NULL);
CREATE INDEX attachments_by_event ON attachments (event);`);
const query = (sql) => database.prepare(sql);
const insertEvent = query('INSERT INTO events VALUES (?, ?, ?, ?)');
const updateEvent = query('UPDATE events SET body = ? WHERE id = ?');
const eventById = query('SELECT body FROM events WHERE id = ?');
const eventsBetween = query('SELECT body FROM events WHERE start < ? AND "end" > ? ORDER BY start LIMIT ?');
const insertAttachment = query('INSERT INTO attachments VALUES (?, ?, ?, ?, ?)');
const attachmentById = query('SELECT * FROM attachments WHERE id = ? AND event = ?');
const attachmentsOf = query('SELECT * FROM attachments WHERE event = ?');
const removeAttachment = query('DELETE FROM attachments WHERE id = ? AND event = ?');

const shown = ({ id, name, size, modified }) => ({ id, name, size, lastModifiedDateTime: modified });
const fileOf = (id) => join(FOLDER, id);
const missing = (response) => response.status(404).json({ error: { code: 'ErrorItemNotFound', message: 'There is no such thing.' } });

const app = express();
app.use(express.json({ limit: '10mb' }));
app.get('/empty', (_request, response) => response.json({ done: true }));
app.post('/v1.0/me/events', (request, response) => {
  const event = { id: randomUUID(), ...request.body };
  insertEvent.run(event.id, event.start.dateTime, event.end.dateTime, JSON.stringify(event));
  response.status(201).json(event);
});
app.get('/v1.0/me/events/:event', (request, response) => {
  const row = eventById.get(request.params.event);
  if (row) response.type('json').send(row.body);
  else missing(response);
});
app.patch('/v1.0/me/events/:event', (request, response) => {
  const row = eventById.get(request.params.event);
  if (!row) return missing(response);
  const event = { ...JSON.parse(row.body), ...request.body };
  updateEvent.run(JSON.stringify(event), event.id);
  return response.json(event);
});
app.get('/v1.0/me/calendarView', ({ query: { startDateTime, endDateTime, $top } }, response) => {
  const rows = eventsBetween.all(endDateTime, startDateTime, Number($top ?? 10));
  response.json({ value: rows.map(({ body }) => JSON.parse(body)) });
});
app.post('/v1.0/me/events/:event/attachments', async (request, response) => {
  if (!eventById.get(request.params.event)) return missing(response);
  const bytes = Buffer.from(request.body.contentBytes, 'base64');
  const row = { id: randomUUID(), name: request.body.name, size: bytes.length, modified: new Date().toISOString() };
  await writeFile(fileOf(row.id), bytes);
  insertAttachment.run(row.id, request.params.event, row.name, row.size, row.modified);
  return response.status(201).json(shown(row));
});
app.get('/v1.0/me/events/:event/attachments', (request, response) => {
  response.json({ value: attachmentsOf.all(request.params.event).map(shown) });
});
app.get('/v1.0/me/events/:event/attachments/:id', async ({ params: { event, id } }, response) => {
  const row = attachmentById.get(id, event);
  if (row) response.json({ ...shown(row), contentBytes: (await readFile(fileOf(id))).toString('base64') });
  else missing(response);
});
app.get('/v1.0/me/events/:event/attachments/:id/\\$value', async ({ params: { event, id } }, response) => {
  if (attachmentById.get(id, event)) response.type('application/octet-stream').send(await readFile(fileOf(id)));
  else missing(response);
});
app.delete('/v1.0/me/events/:event/attachments/:id', async ({ params: { event, id } }, response) => {
  if (removeAttachment.run(id, event).changes === 0) return missing(response);
  await rm(fileOf(id));
  return response.status(204).end();
});

const server = app.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
