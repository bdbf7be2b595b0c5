// Large bodies of series: each occurrence shows its series' one, so that a page of them ends early and reads it once.
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { entriesOf, idsIn, nextLinkOf } from '../../support/api/answers.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import type { Answer } from '../../support/api/api.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';

let stack: CountedStack;
let mailbox: Person;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  mailbox = await newStranger(stack.api);
});
afterAll(async () => {
  await stack.stop();
});

const window = 'startDateTime=2027-03-01&endDateTime=2027-03-09';
const recurrence = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
};
const body = (bytes: number) => ({ body: { contentType: 'text', content: 'x'.repeat(bytes) } });

async function pages(list: string): Promise<readonly string[][]> {
  const all: string[][] = [];
  for (let next: string | undefined = list; next !== undefined;) {
    const page: Answer = await mailbox.send(next);
    expect(page.status, page.text.slice(0, 300)).toBe(200);
    all.push(idsIn(page));
    next = nextLinkOf(page);
  }
  return all;
}

it('a page ends with 8 MiB of bodies, and the next one goes on', async () => {
  const series = await mailbox.newEvent({ ...hourOn('03-01'), recurrence, ...body(3_500_000) });
  const ids = idsIn(await mailbox.send(`${eventPath(series)}/instances?${window}&$select=id`));
  expect(ids).toHaveLength(3);
  for (const id of ids)
    expect((await mailbox.send(`/v1.0/me/events/${id}`, { method: 'PATCH', json: { showAs: 'free' } })).status).toBe(200);
  const inPages = [ids.slice(0, 2), ids.slice(2)];
  for (const list of [
    `${eventPath(series)}/instances?${window}`,
    `/v1.0/me/calendarView?${window}`,
    `${eventPath(series)}/exceptionOccurrences`,
  ]) {
    const found = await pages(list);
    expect(found.flat().toSorted(), list).toEqual(ids.toSorted());
    expect(
      found.map((page) => page.length),
      list,
    ).toEqual(inPages.map((page) => page.length));
  }
  await mailbox.send(eventPath(series), { method: 'DELETE' });
});

it('a body of more than 16 KiB lies beside its series, and is read once for a page', async () => {
  const callsOf = async (path: string, json?: object) => (await stack.count(() => mailbox.send(path, json && { json }))).calls;
  const list = '/v1.0/me/events';
  await mailbox.send(`${list}?$top=1`);
  expect(await callsOf(list, { ...hourOn('03-01'), ...body(20_000) })).toEqual({ batch: 1 });
  expect(await callsOf(list, { ...hourOn('03-01'), recurrence, ...body(16_000) })).toEqual({ batch: 1 });
  expect(await callsOf(list, { ...hourOn('03-01'), recurrence, ...body(20_000) })).toEqual({ 'blob put': 1, batch: 1 });
  const long = { start: hourOn('03-01').start, end: hourOn('06-01').end };
  expect(await callsOf(list, { ...long, ...body(20_000) })).toEqual({ 'blob put': 1, batch: 1 });

  const series = await mailbox.newEvent({ ...hourOn('03-01'), recurrence, ...body(20_000) });
  const instances = `${eventPath(series)}/instances?${window}`;
  expect(await callsOf(instances)).toEqual({ 'point read': 1, 'blob get': 1 });
  expect(await callsOf(`${instances}&$select=subject`)).toEqual({ 'point read': 1 });
  for (const { body: shown } of entriesOf(await mailbox.send(instances))) expect(shown).toEqual(body(20_000).body);
});

it('a body moves with its event into a series and out of it', async () => {
  const path = eventPath(await mailbox.newEvent({ ...hourOn('03-01'), ...body(20_000) }));
  for (const json of [{ recurrence }, { subject: 'renamed' }, { recurrence: null }, hourOn('03-02'), { recurrence }]) {
    const { json: changed } = await mailbox.send(path, { method: 'PATCH', json });
    expect(changed.body).toEqual(body(20_000).body);
    expect((await mailbox.send(path)).json.body).toEqual(body(20_000).body);
  }
});
