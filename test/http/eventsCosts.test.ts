// What the operations on events ask of the stores, counted at the emulators: nothing that grows with what the mailbox holds.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoUsers } from '../../infra/local/demo/tenant.ts';
import type { Answer, Sent } from '../support/api.ts';
import { startCountedStack, type CountedStack } from '../support/countedStack.ts';
import type { Cost } from '../support/countingProxy.ts';
import { eventPath, hourOn, newMailbox, type TestMailbox } from '../support/events.ts';

let stack: CountedStack;
let mailbox: TestMailbox;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  mailbox = await newMailbox(stack.api);
  // Who asks, the token's issuer, the stores' accounts and what seals cursors are asked for once; that isn't part of any operation.
  await mailbox.newEvent();
  await mailbox.newEvent();
  await mailbox.send('/v1.0/me/events?$top=1');
});
afterAll(async () => {
  await stack.stop();
});

const body = (content: string) => ({ body: { contentType: 'text', content } });
const large = 'x'.repeat(300_000);
const file = (name: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'YQ==' });

/** The calls of one request that is answered so. */
async function callsOf(status: number, path: string, sent?: Omit<Sent, 'token'>): Promise<Cost['calls']> {
  let answer: Answer | undefined;
  const { calls } = await stack.count(async () => (answer = await mailbox.send(path, sent)));
  expect(answer?.status, answer?.text.slice(0, 300)).toBe(status);
  return calls;
}

describe.each([2, 60])('with %i events', (count) => {
  let path: string;
  beforeAll(async () => {
    for (let i = 0; i < count; i += 20)
      await Promise.all(
        Array.from({ length: Math.min(20, count - i) }, () => mailbox.newEvent({ subject: 'one of many', ...hourOn('01-01') })),
      );
    path = eventPath(await mailbox.newEvent({ subject: 'the one' }));
  });

  it('POST: 1 batch, 1 put for each content; for each attendee 1 point read and 1 batch, for all of them 1 of each', async () => {
    const events = '/v1.0/me/events';
    expect(await callsOf(201, events, { json: { subject: 'a', transactionId: randomUUID() } })).toEqual({ batch: 1 });
    expect(await callsOf(201, events, { json: body(large) })).toEqual({ 'blob put': 1, batch: 1 });
    expect(await callsOf(201, events, { json: { attachments: [file('a'), file('b')] } })).toEqual({ 'blob put': 2, batch: 1 });
    const attendees = Object.values(demoUsers).map(({ upn }) => ({ emailAddress: { address: upn } }));
    // Whether the recipients are still there is known for a while once it was asked.
    await callsOf(201, events, { json: { attendees } });
    const told = { 'point read': attendees.length + 1, batch: 1 + attendees.length + 1 };
    expect(await callsOf(201, events, { json: { attendees } })).toEqual(told);
  });

  it('GET: 1 point read, and 1 for a large body that is shown', async () => {
    expect(await callsOf(200, path)).toEqual({ 'point read': 1 });
    const largeOne = eventPath(await mailbox.newEvent(body(large)));
    expect(await callsOf(200, largeOne)).toEqual({ 'point read': 1, 'blob get': 1 });
    expect(await callsOf(200, `${largeOne}?$select=subject`)).toEqual({ 'point read': 1 });
    expect(await callsOf(204, largeOne, { method: 'DELETE' })).toMatchObject({ 'point read': 1, 'blob delete': 1 });
  });

  it('GET with attachments: 1 point read and 1 query', async () => {
    expect(await callsOf(200, `${path}?$expand=attachments`)).toEqual({ 'point read': 1, query: 1 });
  });

  it('PATCH and PUT: 1 point read and 1 batch', async () => {
    expect(await callsOf(200, path, { method: 'PATCH', json: { subject: 'b' } })).toEqual({ 'point read': 1, batch: 1 });
    expect(await callsOf(200, path, { method: 'PUT', json: { subject: 'c' } })).toEqual({ 'point read': 1, batch: 1 });
  });

  it('a list: 1 query, and 1 more to count', async () => {
    for (const query of ['$top=2', "$filter=subject eq 'one of many'&$top=2", '$orderby=start/dateTime desc&$top=2', '$skip=1&$top=1'])
      expect(await callsOf(200, `/v1.0/me/events?${query}`), query).toEqual({ query: 1 });
    expect(await callsOf(200, '/v1.0/me/events?$count=true&$top=2')).toEqual({ query: 2 });
  });
});
