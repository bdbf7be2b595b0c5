// Many requests on one event at once: the count stays exact, and nothing is acknowledged that isn't there, or left that was refused.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { idsIn } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';
import { openSweptStores } from '../../support/stores/sweepOf.ts';

let api: Api;
let person: Person;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
});

const send: Api['send'] = (path, sent) => api.send(path, { token: person.token, ...sent });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function create(list: string, name: string): Promise<{ status: number; id: string }> {
  const { status, json } = await send(list, { json: name.length % 2 === 0 ? fileBody(name) : bareBody({ name }) });
  return { status, id: String(json.id) };
}

/** How many attachments the event's own document says there are. */
async function storedCount(eventId: string): Promise<unknown> {
  const { documents } = await mailboxState(inject('stack'), person.partition);
  return documents.find((document) => document.eventId === eventId)?.attachmentCount;
}

it('the event counts 30 creates and 15 deletes at once exactly', async () => {
  const event = await newEventOf(api, person);
  const list = `${event}/attachments`;
  const first = await Promise.all(numbers(30).map((i) => create(list, `n${i}`)));
  expect(first.map(({ status }) => status)).toEqual(numbers(30).map(() => 201));
  expect((await send(`${list}/$count`)).text).toBe('30');

  const doomed = first.slice(0, 15);
  const outcomes = await Promise.all([
    ...doomed.map(async ({ id }) => (await send(`${list}/${id}`, { method: 'DELETE' })).status),
    ...numbers(30).map(async (i) => (await create(list, `m${i}`)).status),
  ]);
  expect(outcomes).toEqual([...doomed.map(() => 204), ...numbers(30).map(() => 201)]);
  const left = idsIn(await send(`${list}?$select=id`));
  expect(left).toHaveLength(45);
  expect(left).toEqual(expect.arrayContaining(first.slice(15).map(({ id }) => id)));
  expect((await send(`${list}/$count`)).text).toBe('45');
  expect(await storedCount(event.split('/').at(-1) ?? '')).toBe(45);

  expect(new Set(await Promise.all(left.map(async (id) => (await send(`${list}/${id}`, { method: 'DELETE' })).status)))).toEqual(
    new Set([204]),
  );
  expect((await send(event)).json.hasAttachments).toBe(false);
  expect((await send(`${list}/$count`)).text).toBe('0');
});

it('many DELETEs at once delete one attachment once', async () => {
  const event = await newEventOf(api, person);
  const [{ id }] = await Promise.all([create(`${event}/attachments`, 'ab'), create(`${event}/attachments`, 'b')]);
  const statuses = await Promise.all(numbers(10).map(async () => (await send(`${event}/attachments/${id}`, { method: 'DELETE' })).status));
  expect(statuses.sort()).toEqual([204, ...numbers(9).map(() => 404)]);
  expect((await send(`${event}/attachments/$count`)).text).toBe('1');
});

it('many puts under one id make one event, whose attachments all survive', async () => {
  const path = `/v1.0/me/events/race-${person.id}`;
  const statuses = await Promise.all(
    numbers(10).map(async (i) => (await send(path, { method: 'PUT', json: { subject: `s${i}`, ...anHour } })).status),
  );
  expect(statuses.sort()).toEqual([...numbers(9).map(() => 200), 201]);
  const answers = await Promise.all(
    numbers(20).map((i) =>
      i % 2 === 0 ? create(`${path}/attachments`, `n${i}`) : send(path, { method: 'PUT', json: { subject: `t${i}`, ...anHour } }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(numbers(20).map((i) => (i % 2 === 0 ? 201 : 200)));
  expect((await send(`${path}/attachments/$count`)).text).toBe('10');
  expect((await send(path)).json.hasAttachments).toBe(true);
});

describe('creates that race the deletion of their event', () => {
  it('creates that race the deletion of their event are 201 or 404, and leave neither document nor blob', async () => {
    const racer = await newStranger(api);
    const as = { token: racer.token };
    let refused = 0;
    for (const delay of numbers(8)) {
      const event = await newEventOf(api, racer);
      const attach = (i: number) => api.send(`${event}/attachments`, { ...as, json: fileBody(`f${i}`) });
      const early = numbers(delay).map(attach);
      const removed = api.send(event, { ...as, method: 'DELETE' });
      const late = numbers(6).map(attach);
      const answers = await Promise.all([...early, ...late]);
      expect((await removed).status).toBe(204);
      for (const { status, json } of answers) {
        expect([201, 404]).toContain(status);
        if (status === 404) refused++;
        else expect((await api.send(`${event}/attachments/${String(json.id)}`, as)).status).toBe(404);
      }
    }
    expect(refused).toBeGreaterThan(0);
    // What was made just before the deletion, and just behind the deletion's own clearing, is the sweep's.
    await (await openSweptStores(inject('stack'))).sweepOf(racer.partition);
    const { documents, blobs } = await mailboxState(inject('stack'), racer.partition);
    expect({ kinds: new Set(documents.map(({ kind }) => kind)), blobs }).toEqual({ kinds: new Set(['eventTombstone']), blobs: [] });
  });

  it('creates that race the deletion of their event never reach an event that was put again under the id', async () => {
    const event = await newEventOf(api, person);
    for (const round of numbers(5)) {
      const creates = numbers(6).map((i) => create(`${event}/attachments`, `r${round}${i}`));
      expect((await send(event, { method: 'DELETE' })).status).toBe(204);
      expect((await send(event, { method: 'PUT', json: { subject: `again ${round}`, ...anHour } })).status).toBe(201);
      const made = (await Promise.all(creates)).filter(({ status }) => status === 201);
      const seen = idsIn(await send(`${event}/attachments?$select=id`));
      expect(made.map(({ id }) => id)).toEqual(expect.arrayContaining(seen));
      expect((await send(`${event}/attachments/$count`)).text).toBe(String(seen.length));
      expect((await send(event)).json.hasAttachments).toBe(seen.length > 0);
    }
  });
});
