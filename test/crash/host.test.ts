// The host killed in the midst of its work, again and again: nothing that was acknowledged is lost, nothing deleted comes back.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoIds } from '../../infra/local/demo/tenant.ts';
import { idsIn, pagesFrom } from '../support/answers.ts';
import { openApi, type Answer, type Api, type Sent } from '../support/api.ts';
import { fileBody } from '../support/bodies.ts';
import { startStack, type Stack } from '../support/stack.ts';

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
  for (let kill = 0; kill < kills; kill++) {
    await enough(clients, 25 * (kill + 1));
    await stack.killHost();
  }
  over = true;
  await working;

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
