// The host killed in the midst of its work, again and again: nothing that was acknowledged is lost, nothing deleted comes back.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoIds } from '../../infra/local/provision/demo/tenant.ts';
import { idsIn, pagesFrom } from '../support/api/answers.ts';
import { openApi, type Answer, type Api, type Sent } from '../support/api/api.ts';
import { fileBody, sessionBody } from '../support/api/bodies.ts';
import { startStack, type Stack } from '../support/process/stack.ts';

let stack: Stack;
let api: Api;
beforeAll(async () => {
  stack = await startStack({ persistent: true });
  api = await openApi(stack);
});
afterAll(() => stack.stop());

/** One more within half a minute, and the local stack would give up. */
const kills = 4;

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What one client knows of its event. */
interface Known {
  readonly event: string;
  /** Hashes of the bytes by id, of what was acknowledged with 201. */
  readonly there: Map<string, string>;
  /** Acknowledged with 204. */
  readonly gone: Set<string>;
  /** Asked to be deleted, without an answer. */
  readonly unclear: Set<string>;
  /** Answers that the client lived through, by status. */
  readonly statuses: number[];
}

/** Attaches and deletes until it is told to stop; a cut connection is no answer. */
async function work(known: Known, isOver: () => boolean): Promise<void> {
  const attachments = `/v1.0/me/events/${known.event}/attachments`;
  const send = (path: string, sent: Sent): Promise<Answer | undefined> => api.send(path, sent).catch(() => undefined);
  for (let turn = 0; !isOver(); turn++) {
    const bytes = randomBytes(1 + ((turn * 997) % 20_000));
    const made = await send(attachments, { json: fileBody(`${turn}`, bytes) });
    if (made !== undefined) known.statuses.push(made.status);
    if (made?.status === 201) known.there.set(String(made.json.id), hashOf(bytes));
    const [oldest] = known.there.keys();
    if (known.there.size <= 3 || oldest === undefined) continue;
    known.there.delete(oldest);
    const removed = await send(`${attachments}/${oldest}`, { method: 'DELETE' });
    if (removed?.status === 204) known.gone.add(oldest);
    else known.unclear.add(oldest);
  }
}

/** Uploads in three ranges until it is told to stop, and sends each of them until it is answered. Gives hashes by id. */
async function upload(event: string, isOver: () => boolean): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  const insist = async (path: string, sent: Sent): Promise<Answer> => {
    for (;;) {
      const answer = await api.send(path, sent).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
  };
  for (let turn = 0; !isOver(); turn++) {
    const bytes = randomBytes(30 + ((turn * 997) % 20_000));
    const session = await insist(`/v1.0/me/events/${event}/attachments/createUploadSession`, { json: sessionBody(bytes.length) });
    expect(session.status).toBe(201);
    const step = Math.ceil(bytes.length / 3);
    for (const first of [2 * step, 0, step]) {
      const body = new Uint8Array(bytes.subarray(first, first + step));
      const headers = { 'Content-Range': `bytes ${first}-${first + body.length - 1}/${bytes.length}` };
      const answer = await insist(String(session.json.uploadUrl), { method: 'PUT', token: null, body, headers });
      expect(answer.status, answer.text).toBe(first === step ? 201 : 200);
      if (first === step) made.set(String(answer.json.id), hashOf(bytes));
    }
  }
  return made;
}

it('what was acknowledged is there byte for byte, what was deleted is gone, and the count is the list’s', async () => {
  const clients: Known[] = await Promise.all(
    Array.from({ length: 4 }, async () => ({
      event: await api.newEvent(),
      there: new Map<string, string>(),
      gone: new Set<string>(),
      unclear: new Set<string>(),
      statuses: [],
    })),
  );
  let over = false;
  const working = Promise.all(clients.map((known) => work(known, () => over)));
  const uploadEvent = await api.newEvent();
  const uploading = upload(uploadEvent, () => over);
  for (let kill = 0; kill < kills; kill++) {
    await enough(clients, 25 * (kill + 1));
    await stack.killHost();
  }
  over = true;
  await working;
  const uploaded = await uploading;

  for (const { event, there, gone, statuses } of clients) {
    expect(new Set(statuses)).toEqual(new Set([201]));
    const attachments = `/v1.0/me/events/${event}/attachments`;
    const listed = (await pagesFrom(api, `${attachments}?$select=id`)).flatMap(idsIn);
    expect(new Set(listed).size).toBe(listed.length);
    for (const id of gone) {
      expect(listed).not.toContain(id);
      expect((await api.send(`${attachments}/${id}`)).status).toBe(404);
    }
    for (const [id, hash] of there) {
      expect(listed).toContain(id);
      expect(hashOf((await api.send(`${attachments}/${id}/$value`)).bytes)).toBe(hash);
    }
    expect((await api.send(`${attachments}/$count`)).text).toBe(String(listed.length));
    expect(there.size).toBeGreaterThan(0);
    expect(gone.size).toBeGreaterThan(0);
  }

  const attachments = `/v1.0/me/events/${uploadEvent}/attachments`;
  const listed = (await pagesFrom(api, `${attachments}?$select=id`)).flatMap(idsIn);
  expect(listed.sort()).toEqual([...uploaded.keys()].sort());
  expect(uploaded.size).toBeGreaterThan(0);
  for (const [id, hash] of uploaded) expect(hashOf((await api.send(`${attachments}/${id}/$value`)).bytes)).toBe(hash);
});

/** Until the clients have so many answers together. */
async function enough(clients: readonly Known[], answers: number): Promise<void> {
  await expect
    .poll(() => clients.reduce((sum, { statuses }) => sum + statuses.length, 0), { timeout: 20_000, interval: 20 })
    .toBeGreaterThanOrEqual(answers);
}

it('a stop and a start of everything keep all data, and the tokens that were given out', async () => {
  const event = await api.newEvent();
  const bytes = randomBytes(100_000);
  const id = await api.newFile(event, 'kept.bin', bytes);
  const deleted = await api.newFile(event, 'deleted.bin');
  await api.send(`/v1.0/me/events/${event}/attachments/${deleted}`, { method: 'DELETE' });
  const paths = [
    `/v1.0/me/events/${event}`,
    `/v1.0/me/events/${event}/attachments`,
    `/v1.0/me/events/${event}/attachments/${id}`,
    `/v1.0/me/events/${demoIds.event}`,
  ];
  const before = await Promise.all(paths.map((path) => api.send(path)));

  await stack.restart();

  const after = await Promise.all(paths.map((path) => api.send(path)));
  expect(after.map(({ status }) => status)).toEqual(paths.map(() => 200));
  expect(after.map(({ text, headers }) => [text, headers.get('etag')])).toEqual(
    before.map(({ text, headers }) => [text, headers.get('etag')]),
  );
  expect((await api.send(`/v1.0/me/events/${event}/attachments/${id}/$value`)).bytes.equals(bytes)).toBe(true);
  expect((await api.send(`/v1.0/me/events/${event}/attachments/${deleted}`)).status).toBe(404);
});
