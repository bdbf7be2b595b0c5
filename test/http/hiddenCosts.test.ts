// What private entries cost a reader who may not see them, counted at the document store: what they cost the owner, wherever they stand.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { idsIn, nextLinkOf } from '../support/answers.ts';
import { batch, json } from '../support/batches.ts';
import { startCountedStack, type Charge, type CountedStack } from '../support/countedStack.ts';
import { hourOn } from '../support/events.ts';
import { newPerson, type Person } from '../support/newcomer.ts';

const hidden = 40;
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-06-01T00:00:00Z';
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-02' } };
const isPrivate = { sensitivity: 'private', subject: 'hidden' };

let stack: CountedStack;
let owner: Person;
let reader: Person;
let few: string;
let many: string;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  [owner, reader] = await Promise.all([newPerson(stack.api, 'owner'), newPerson(stack.api, 'reader')]);
  [few, many] = [await calendarWith(4), await calendarWith(hidden)];
});
afterAll(() => stack.stop());

/** A shared calendar whose first single events and whose series' first occurrences are private, so many of each; gives its id. */
async function calendarWith(count: number): Promise<string> {
  const made = await owner.send('/v1.0/me/calendars', { json: { name: `${count} hidden` } });
  const below = `/v1.0/me/calendars/${String(made.json.id)}`;
  const share = { emailAddress: { address: reader.upn }, role: 'read' };
  expect((await owner.send(`${below}/calendarPermissions`, { json: share })).status).toBe(201);
  await all(
    Array.from({ length: count }, () => ({ method: 'POST', url: `${below.slice(5)}/events`, body: { ...hourOn('03-01'), ...isPrivate } })),
  );
  for (const subject of ['a', 'b']) await owner.newEvent(below, { ...hourOn('04-20'), subject });
  const series = await owner.newEvent(below, { ...hourOn('03-02'), subject: 'daily', recurrence: daily });
  const occurrences = idsIn(await owner.send(`/v1.0/me/events/${series}/instances?${window}&$top=${count + 2}`));
  await all(
    occurrences.map((id, place) => ({ method: 'PATCH', url: `/me/events/${id}`, body: place < count ? isPrivate : { subject: 'own' } })),
  );
  return String(made.json.id);
}

async function all(requests: readonly { readonly method: string; readonly url: string; readonly body: object }[]): Promise<void> {
  const { send } = owner;
  for (let begin = 0; begin < requests.length; begin += 20) {
    const some = requests.slice(begin, begin + 20).map((request, i) => ({ id: String(i), headers: json, ...request }));
    for (const { status } of await batch({ send }, some)) expect([200, 201]).toContain(status);
  }
}

/** What a person's second request costs: the first one may look at who comes. */
async function chargeOf(person: Person, path: string): Promise<Charge & { readonly text: string; readonly next: string | undefined }> {
  const send = person.with('Calendars.Read Calendars.Read.Shared');
  const first = await send(path);
  expect(first.status, first.text).toBe(200);
  return { ...(await stack.charge(() => send(path))), text: first.text, next: nextLinkOf(first) };
}

/** What a reader's request costs more than the owner's. */
async function more(path: string): Promise<{ readonly calls: number; readonly rows: number; readonly units: number }> {
  const [own, others] = [await chargeOf(owner, path), await chargeOf(reader, path)];
  expect(others.text).not.toContain('hidden');
  const number = ({ calls }: Charge): number => Object.values(calls).reduce((sum, some) => sum + some, 0);
  return { calls: number(others) - number(own), rows: others.rows - own.rows, units: others.units - own.units };
}

const seriesOf = async (calendar: string): Promise<string> => {
  const [id = ''] = idsIn(await owner.send(`/v1.0/me/calendars/${calendar}/events?$filter=subject eq 'daily'`));
  return `/v1.0/users/${owner.id}/events/${id}`;
};
const calendarOf = (calendar: string): Promise<string> => Promise.resolve(`/v1.0/users/${owner.id}/calendars/${calendar}`);

describe.each([
  ['a page of a window', calendarOf, `/calendarView?${window}&$top=1`],
  ['a window with its count', calendarOf, `/calendarView?${window}&$top=1&$count=true`],
  ['a list', calendarOf, '/events?$top=1&$orderby=start/dateTime'],
  ['a list with its count', calendarOf, '/events?$top=1&$orderby=start/dateTime&$count=true'],
  ['a page of instances', seriesOf, `/instances?${window}&$top=1`],
  ['instances with their count', seriesOf, `/instances?${window}&$top=1&$count=true`],
  ['a page of exceptions', seriesOf, '/exceptionOccurrences?$top=1'],
  ['exceptions with their count', seriesOf, '/exceptionOccurrences?$top=1&$count=true'],
])('%s', (_, place, path) => {
  it('costs a reader as much more than the owner with many hidden entries before its first one as with some', async () => {
    const [some, lots] = [await more(`${await place(few)}${path}`), await more(`${await place(many)}${path}`)];
    expect(lots.calls).toBe(some.calls);
    expect(lots.calls).toBeLessThanOrEqual(5);
    expect(Math.abs(lots.rows - some.rows)).toBeLessThanOrEqual(2);
    // An index passes hidden ones for some hundredths each.
    expect(lots.units - some.units).toBeLessThan(3 + 0.05 * hidden);
  });
});

it('the page behind a link costs a reader what it costs the owner', async () => {
  const costs = await Promise.all([few, many].map(async (calendar) => `${await calendarOf(calendar)}/calendarView?${window}&$top=1`));
  const differences: number[] = [];
  for (const path of costs) {
    const [own, others] = [(await chargeOf(owner, path)).next ?? '', (await chargeOf(reader, path)).next ?? ''];
    const [a, b] = [await chargeOf(owner, own.slice(own.indexOf('/v1.0'))), await chargeOf(reader, others.slice(others.indexOf('/v1.0')))];
    expect(b.rows - a.rows).toBeLessThanOrEqual(4);
    differences.push((b.calls.query ?? 0) - (a.calls.query ?? 0));
  }
  expect(differences).toEqual([0, 0]);
});
