// What occurrences and windows of time ask of the stores, counted at the emulators: nothing that grows with the series or its attachments.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { idsIn } from '../../support/api/answers.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { bareBody, fileBody } from '../../support/api/bodies.ts';
import { startCountedMailbox, type CountedMailbox } from '../../support/process/countedMailbox.ts';
import type { Cost } from '../../support/faults/countingProxy.ts';

let counted: CountedMailbox;
let mailbox: Person;
beforeAll(async () => {
  counted = await startCountedMailbox(inject('stack'));
  ({ mailbox } = counted);
});
afterAll(async () => {
  await counted.stack.stop();
});

const endless = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
const window = (from: string, to: string): string => `startDateTime=2027-${from}T00:00:00Z&endDateTime=2027-${to}T00:00:00Z`;

const callsOf: CountedMailbox['callsOf'] = (...request) => counted.callsOf(...request);

const occurrencesOf = async (series: string, from: string, to: string): Promise<readonly string[]> =>
  idsIn(await mailbox.send(`${series}/instances?${window(from, to)}`)).map((id) => `/v1.0/me/events/${id}`);

describe.each([1, 30])('an occurrence of an endless series with %i attachments', (attachments) => {
  let series: string;
  let occurrences: readonly string[];
  let first: string;
  const days = [...Array(12).keys()];
  beforeAll(async () => {
    const files = Array.from({ length: attachments }, (_, i) => fileBody(`${i}.txt`, 'x'));
    series = eventPath(await mailbox.newEvent({ ...hourOn('03-01'), recurrence: endless, attachments: files }));
    occurrences = await occurrencesOf(series, '03-05', '03-17');
    [first = ''] = idsIn(await mailbox.send(`${series}/attachments?$select=id&$top=1`));
  });
  const occurrence = (day: number): string => occurrences[days.at(day) ?? 0] ?? expect.fail('no occurrence');

  it('an occurrence is read by 2 point reads, and by 1 count more once it hides an attachment', async () => {
    expect(await callsOf(200, occurrence(0))).toEqual({ 'point read': 2 });
    expect(await callsOf(204, `${occurrence(0)}/attachments/${first}`, { method: 'DELETE' })).toEqual({ 'point read': 3, batch: 1 });
    expect(await callsOf(200, occurrence(0))).toEqual({ 'point read': 2, query: 1 });
  });

  it('an occurrence shows its attachments by 1 query, and by 2 once it has some of its own', async () => {
    expect(await callsOf(200, `${occurrence(1)}/attachments?$select=id`)).toEqual({ 'point read': 2, query: 1 });
    expect(await callsOf(201, `${occurrence(1)}/attachments`, { json: bareBody() })).toEqual({ 'point read': 2, batch: 1 });
    expect(await callsOf(200, `${occurrence(1)}/attachments?$select=id`)).toEqual({ 'point read': 2, query: 2 });
    expect(await callsOf(200, `${occurrence(1)}/attachments/$count`)).toEqual({ 'point read': 2 });
    expect(await callsOf(200, `${occurrence(1)}/attachments/${first}/$value`)).toEqual({ 'point read': 3, 'blob get': 1 });
  });

  it('an occurrence takes a file by 1 put, and its own copy of an inherited one by 1 read and 1 put', async () => {
    expect(await callsOf(201, `${occurrence(2)}/attachments`, { json: fileBody('own.txt', 'own') })).toEqual({
      'point read': 2,
      'blob put': 1,
      batch: 1,
    });
    const renamed = { method: 'PATCH', json: { name: 'renamed.txt' } };
    expect(await callsOf(200, `${occurrence(3)}/attachments/${first}`, renamed)).toEqual({
      'point read': 3,
      'blob get': 1,
      'blob put': 1,
      batch: 1,
    });
  });

  it('an occurrence is changed by 1 batch; cancelled by 1 batch, and purged by what any event takes', async () => {
    const { calls } = await counted.stack.count(() => mailbox.send(occurrence(4), { method: 'PATCH', json: { subject: 'moved' } }));
    expect(calls).toEqual({ 'point read': 2, batch: 1 });
    expect(await callsOf(204, occurrence(5), { method: 'DELETE' })).toEqual({ 'point read': 2, batch: 2, query: 2 });
  });
});

describe.each([2, 400])('windows of a series, of %i days from its beginning', (later) => {
  const dateOf = (days: number): string => new Date(Date.UTC(2027, 2, 1 + later + days)).toISOString().slice(0, 10);
  const within = (days: number): string => `startDateTime=${dateOf(0)}&endDateTime=${dateOf(days)}`;

  it('windows of a series cost the point read of the series, and nothing more as long as no occurrence was written to', async () => {
    const series = eventPath(await mailbox.newEvent({ ...hourOn('03-01'), recurrence: endless }));
    expect(await callsOf(200, `${series}/instances?${within(7)}`)).toEqual({ 'point read': 1 });
    expect(await callsOf(200, `${series}/exceptionOccurrences`)).toEqual({ 'point read': 1 });
  });

  it('windows of a series cost a query more once an occurrence was written to, and another for those on the page, however many there are', async () => {
    const series = eventPath(await mailbox.newEvent({ ...hourOn('03-01'), recurrence: endless }));
    for (const occurrence of await occurrencesOf(series, '03-05', '03-10'))
      expect((await mailbox.send(occurrence, { method: 'PATCH', json: { subject: 'own' } })).status).toBe(200);
    expect(await callsOf(200, `${series}/instances?${within(7)}`)).toEqual({ 'point read': 1, query: later < 10 ? 2 : 1 });
    expect(await callsOf(200, `${series}/exceptionOccurrences`)).toEqual({ 'point read': 1, query: 1 });
  });
});

it('a view of a calendar costs 2 queries, another for what it shows, 2 more where series were written to, one where some have changed since', async () => {
  const own = await newStranger(counted.stack.api);
  const view = `/v1.0/me/calendarView?${window('03-01', '03-08')}&$top=100`;
  const cost = async (): Promise<Cost['calls']> => (await counted.stack.count(() => own.send(view))).calls;
  // Who has just come is looked at once more.
  await own.send(view);
  await own.send(view);
  expect(await cost()).toEqual({ query: 2 });
  await own.newEvent({ ...hourOn('03-02'), subject: 'single' });
  expect(await cost()).toEqual({ query: 3 });
  const series = [];
  for (let i = 0; i < 5; i++) series.push(eventPath(await own.newEvent({ ...hourOn('03-01'), recurrence: endless })));
  expect(await cost()).toEqual({ query: 4 });
  expect(await cost()).toEqual({ query: 3 });
  for (const each of series) {
    const [occurrence = ''] = idsIn(await own.send(`${each}/instances?${window('03-03', '03-04')}`));
    expect((await own.send(`/v1.0/me/events/${occurrence}`, { method: 'PATCH', json: { subject: 'own' } })).status).toBe(200);
    expect(await cost()).toEqual({ query: 6 });
    expect(await cost()).toEqual({ query: 5 });
  }
});
