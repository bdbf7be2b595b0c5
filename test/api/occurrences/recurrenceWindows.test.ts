// What a window of a series or a calendar is asked for, and what tells the occurrences in it apart.
import { beforeAll, expect, it } from 'vitest';
import { openApi } from '../../support/api/api.ts';
import { eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let mailbox: Person;
let series: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  mailbox = await newStranger(await openApi());
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
  series = await mailbox.newEvent({ subject: 'daily', ...hourOn('03-01'), recurrence });
});

const window = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-04T00:00:00Z';
const lists = (): string[] => ['/v1.0/me/calendarView', `${eventPath(series)}/instances`];

it('a window comes in the order of its starts, by name too, and in none that it does not have', async () => {
  for (const list of lists()) {
    for (const order of ['', '&$orderby=start/dateTime', '&$orderby=start/dateTime asc'])
      expect(subjects(await mailbox.send(`${list}?${window}${order}`))).toEqual(['daily', 'daily']);
    for (const order of ['createdDateTime', 'importance', 'start/dateTime up'])
      expect(refusal(await mailbox.send(`${list}?${window}&$orderby=${order}`)), order).toMatchObject({
        status: 400,
        message: expect.stringMatching(/order/i) as unknown,
      });
  }
});

it.each(['$search=%22x%22', '$skip=-1', '$filter=', '$nothing=1'])('a window is refused by name with %s', async (option) => {
  const [name = ''] = option.split('=');
  for (const list of lists())
    expect(refusal(await mailbox.send(`${list}?${window}&${option}`))).toMatchObject({
      status: 400,
      message: expect.stringContaining(name) as unknown,
    });
});

it.each([
  ['startDateTime=2027-03-02&startDateTime=2027-03-03&endDateTime=2027-03-04', 'more than once'],
  ['startDateTime=2027-03-02&endDateTime=2027-03-04&ENDDATETIME=2027-03-05', 'more than once'],
  ['startDateTime=2027-03-04&endDateTime=2027-03-02', 'endDateTime'],
  ['startDateTime=2027-02-30&endDateTime=2027-03-02', 'startDateTime'],
  ['startDateTime=2027-03-02T25:00:00Z&endDateTime=2027-03-03', 'startDateTime'],
  ['startDateTime=2027-03-02&endDateTime=soon', 'endDateTime'],
])('%s is no window', async (query, words) => {
  for (const list of lists())
    expect(refusal(await mailbox.send(`${list}?${query}`))).toMatchObject({
      status: 400,
      message: expect.stringContaining(words) as unknown,
    });
});

it('a window reads offsets, and takes what has none for UTC', async () => {
  for (const [from, to, count] of [
    ['2027-03-02T11:00:00%2B01:00', '2027-03-02T10:30:00Z', 1],
    ['2027-03-02T11:00:00+01:00', '2027-03-02T10:30:00Z', 1],
    ['2027-03-02T10:59:59.999', '2027-03-02T23:00:00', 1],
    ['2027-03-02T11:00:00', '2027-03-02T23:00:00', 0],
    ['2027-03-02', '2027-03-02', 0],
    ['2024-01-01', '2028-12-30', 100],
  ] as const)
    for (const list of lists())
      expect(entriesOf(await mailbox.send(`${list}?startDateTime=${from}&endDateTime=${to}&$top=100`)), from).toHaveLength(count);
});

it('every occurrence has an iCalUId of its own, which it keeps', async () => {
  const of = async (): Promise<unknown[]> =>
    entriesOf(await mailbox.send(`${eventPath(series)}/instances?${window}`)).map(({ iCalUId }) => iCalUId);
  const before = await of();
  expect(new Set([...before, series.iCalUId]).size).toBe(3);
  const [occurrence] = entriesOf(await mailbox.send(`${eventPath(series)}/instances?${window}`));
  await mailbox.send(eventPath(occurrence ?? {}), { method: 'PATCH', json: { subject: 'changed' } });
  expect(await of()).toEqual(before);
});
