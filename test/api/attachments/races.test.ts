// Two requests, one of which is stopped before its last write until the other is done: each order of events, made on purpose.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { expectError, idsIn } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import type { StoreCall } from '../../support/faults/countingProxy.ts';
import { mailboxState } from '../../support/stores/mailboxState.ts';

let slow: CountedStack;
let api: Api;
let person: Person;
let slowToken: string;
let event: string;
beforeAll(async () => {
  slow = await startCountedStack(inject('stack'));
  api = await openApi();
});
afterAll(async () => {
  await slow.stop();
});
beforeEach(async () => {
  person = await newStranger(api);
  slowToken = await slow.api.token({ user: person.upn });
  event = await newEventOf(api, person);
});

const send = (path: string, sent?: Sent): Promise<Answer> => api.send(path, { token: person.token, ...sent });
const state = () => mailboxState(inject('stack'), person.partition);

/** Sends a request through the app whose next such call is stopped, does the other work, and lets the call go on. */
async function meanwhile(call: StoreCall, path: string, sent: Sent, other: () => Promise<void>): Promise<Answer> {
  const held = slow.hold(call);
  const answer = slow.api.send(path, { token: slowToken, ...sent });
  await held.arrived;
  try {
    await other();
  } finally {
    held.release();
  }
  return answer;
}

async function expectStatus(status: number, path: string, sent?: Sent): Promise<Answer> {
  const answer = await send(path, sent);
  expect(answer.status, answer.text).toBe(status);
  return answer;
}

const attach = async (json: unknown): Promise<string> => {
  const { json: made } = await expectStatus(201, `${event}/attachments`, { json });
  return `${event}/attachments/${String(made.id)}`;
};

describe('a create, stopped before its batch,', () => {
  const create = (other: () => Promise<void>) => meanwhile('batch', `${event}/attachments`, { json: fileBody('late.txt') }, other);

  it('a create, stopped before its batch, is 404 when the event is deleted, and leaves no bytes', async () => {
    const answer = await create(async () => {
      expect((await state()).blobs).toHaveLength(1);
      await expectStatus(204, event, { method: 'DELETE' });
    });
    expectError(answer, 404, 'ErrorItemNotFound');
    const { documents, blobs } = await state();
    expect({ kinds: documents.map(({ kind }) => kind), blobs }).toEqual({ kinds: ['eventTombstone'], blobs: [] });
  });

  it('a create, stopped before its batch, is 404 when the event is deleted and put again, and does not reach the new one', async () => {
    const answer = await create(async () => {
      await expectStatus(204, event, { method: 'DELETE' });
      await expectStatus(201, event, { method: 'PUT', json: { subject: 'new', ...anHour } });
    });
    expectError(answer, 404, 'ErrorItemNotFound');
    expect((await send(event)).json.hasAttachments).toBe(false);
    expect((await send(`${event}/attachments/$count`)).text).toBe('0');
    const { documents, blobs } = await state();
    expect({ kinds: documents.map(({ kind }) => kind), blobs }).toEqual({ kinds: ['event'], blobs: [] });
  });

  it('a create, stopped before its batch, is 201 when the event is replaced, and when others attach too', async () => {
    const answer = await create(async () => {
      await expectStatus(200, event, { method: 'PUT', json: { subject: 'other', ...anHour } });
      await attach(bareBody());
    });
    expect(answer.status).toBe(201);
    expect((await send(`${event}/attachments/$count`)).text).toBe('2');
    expect((await send(event)).json).toMatchObject({ subject: 'other', hasAttachments: true });
  });
});

describe('a delete, stopped before its batch,', () => {
  it.each([
    ['another deletes it first', (path: string) => path],
    ['the event is deleted first', () => event],
  ])('a delete, stopped before its batch, is 404 when %s', async (_, target) => {
    const path = await attach(fileBody('a.txt'));
    await attach(bareBody());
    const answer = await meanwhile('batch', path, { method: 'DELETE' }, async () => {
      await expectStatus(204, target(path), { method: 'DELETE' });
    });
    expectError(answer, 404, 'ErrorItemNotFound');
    if (target(path) === path) expect((await send(`${event}/attachments/$count`)).text).toBe('1');
    expect((await state()).blobs).toEqual([]);
  });

  it('a delete, stopped before its batch, is 204 beside a create, and both count', async () => {
    const path = await attach(fileBody('a.txt'));
    let other = '';
    const answer = await meanwhile('batch', path, { method: 'DELETE' }, async () => {
      other = await attach(bareBody());
    });
    expect(answer.status).toBe(204);
    expect(idsIn(await send(`${event}/attachments`))).toEqual([other.split('/').at(-1)]);
    expect((await send(`${event}/attachments/$count`)).text).toBe('1');
  });
});

describe('a patch, stopped before its batch,', () => {
  it('a patch, stopped before its batch, is merged with the one that was faster', async () => {
    const path = await attach(fileBody('a.txt'));
    const answer = await meanwhile('batch', path, { method: 'PATCH', json: { name: 'b.txt' } }, async () => {
      await expectStatus(200, path, { method: 'PATCH', json: { isInline: true } });
    });
    expect(answer.json).toMatchObject({ name: 'b.txt', isInline: true });
    expect((await send(path)).json).toMatchObject({ name: 'b.txt', isInline: true });
  });

  it('a patch, stopped before its batch, is 412 when If-Match names the version that the other has changed', async () => {
    const path = await attach(fileBody('a.txt'));
    const etag = (await send(path)).headers.get('etag') ?? '';
    const sent = { method: 'PATCH', json: { name: 'b.txt' }, headers: { 'If-Match': etag } };
    const answer = await meanwhile('batch', path, sent, async () => {
      await expectStatus(200, path, { method: 'PATCH', json: { isInline: true } });
    });
    expectError(answer, 412, 'ErrorIrresolvableConflict');
    expect((await send(path)).json).toMatchObject({ name: 'a.txt', isInline: true });
  });

  it('a patch, stopped before its batch, is 404 when the attachment is deleted, and does not bring it back', async () => {
    const path = await attach(fileBody('a.txt'));
    const answer = await meanwhile('batch', path, { method: 'PATCH', json: { name: 'b.txt' } }, async () => {
      await expectStatus(204, path, { method: 'DELETE' });
    });
    expectError(answer, 404, 'ErrorItemNotFound');
    expectError(await send(path), 404, 'ErrorItemNotFound');
    expect((await send(`${event}/attachments/$count`)).text).toBe('0');
  });
});
