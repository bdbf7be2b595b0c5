// What the operations on events ask of the stores, counted at the emulators: nothing that grows with what the mailbox holds.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { startCountedMailbox, type CountedMailbox } from '../../support/process/countedMailbox.ts';
import { anHour, eventPath, hourOn } from '../../support/api/events.ts';
import type { Person } from '../../support/people/people.ts';

let counted: CountedMailbox;
let mailbox: Person;
beforeAll(async () => {
  counted = await startCountedMailbox(inject('stack'));
  ({ mailbox } = counted);
});
afterAll(async () => {
  await counted.stack.stop();
});

const body = (content: string) => ({ body: { contentType: 'text', content } });
const large = 'x'.repeat(300_000);
const file = (name: string) => ({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentBytes: 'YQ==' });

const callsOf: CountedMailbox['callsOf'] = (...request) => counted.callsOf(...request);

describe.each([2, 60])('with %i events', (count) => {
  let path: string;
  beforeAll(async () => {
    for (let i = 0; i < count; i += 20)
      await Promise.all(
        Array.from({ length: Math.min(20, count - i) }, () => mailbox.newEvent({ subject: 'one of many', ...hourOn('01-01') })),
      );
    path = eventPath(await mailbox.newEvent({ subject: 'the one' }));
  });

  it('POST costs 1 batch, 1 put for each content; for each attendee 2 point reads and 1 batch, for all of them 3 point reads and 2 batches', async () => {
    const events = '/v1.0/me/events';
    expect(await callsOf(201, events, { json: { subject: 'a', ...anHour, transactionId: randomUUID() } })).toEqual({ batch: 1 });
    expect(await callsOf(201, events, { json: { ...body(large), ...anHour } })).toEqual({ 'blob put': 1, batch: 1 });
    expect(await callsOf(201, events, { json: { ...anHour, attachments: [file('a'), file('b')] } })).toEqual({ 'blob put': 2, batch: 1 });
    const attendees = Object.values(demoUsers).map(({ upn }) => ({ emailAddress: { address: upn } }));
    // Whether the recipients are still there is known for a while once it was asked.
    await callsOf(201, events, { json: { ...anHour, attendees } });
    // Of each, the entry's place is read as well. What is pending, the ledger and the event are read; the ledger is written before them, and behind them with the end of what was pending.
    const told = { 'point read': 2 * attendees.length + 3, batch: 1 + attendees.length + 2 };
    expect(await callsOf(201, events, { json: { ...anHour, attendees } })).toEqual(told);
  });

  it('GET costs 1 point read, and 1 for a large body that is shown', async () => {
    expect(await callsOf(200, path)).toEqual({ 'point read': 1 });
    const largeOne = eventPath(await mailbox.newEvent(body(large)));
    expect(await callsOf(200, largeOne)).toEqual({ 'point read': 1, 'blob get': 1 });
    expect(await callsOf(200, `${largeOne}?$select=subject`)).toEqual({ 'point read': 1 });
    expect(await callsOf(204, largeOne, { method: 'DELETE' })).toMatchObject({ 'point read': 1, 'blob delete': 1 });
  });

  it('GET with attachments costs 1 point read, and 1 query where there are some', async () => {
    expect(await callsOf(200, `${path}?$expand=attachments`)).toEqual({ 'point read': 1 });
    const having = eventPath(await mailbox.newEvent({ attachments: [file('a'), file('b')] }));
    expect(await callsOf(200, `${having}?$expand=attachments($select=name)`)).toEqual({ 'point read': 1, query: 1 });
  });

  it('PATCH and PUT cost 1 point read and 1 batch', async () => {
    expect(await callsOf(200, path, { method: 'PATCH', json: { subject: 'b' } })).toEqual({ 'point read': 1, batch: 1 });
    expect(await callsOf(200, path, { method: 'PUT', json: { subject: 'c', ...anHour } })).toEqual({ 'point read': 1, batch: 1 });
  });

  it('a list: 1 query, and 1 more to count', async () => {
    for (const query of [
      '$top=2',
      "$filter=subject eq 'one of many'&$top=2",
      '$orderby=start/dateTime desc&$top=2&$select=subject',
      '$skip=1&$top=1',
    ])
      expect(await callsOf(200, `/v1.0/me/events?${query}`), query).toEqual({ query: 1 });
    expect(await callsOf(200, '/v1.0/me/events?$count=true&$top=2')).toEqual({ query: 2 });
  });

  it('a number: 1 query, of a window 2, of calendars 1 and the point read of the default one', async () => {
    const window = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2027-02-01T00:00:00Z';
    for (const path of ['events/$count', "events/$count?$filter=type eq 'seriesMaster'", 'messages/$count'])
      expect(await callsOf(200, `/v1.0/me/${path}`), path).toEqual({ query: 1 });
    expect(await callsOf(200, `/v1.0/me/calendarView/$count?${window}`)).toEqual({ query: 2 });
    for (const path of ['calendars', 'calendarGroups', 'calendarGroup/calendars'])
      expect(await callsOf(200, `/v1.0/me/${path}/$count`), path).toMatchObject({ query: 1 });
  });
});
