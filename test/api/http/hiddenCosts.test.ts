// What private entries cost a reader who may not see them, counted at the document store: what they cost the owner, wherever they stand.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { idsIn, nextLinkOf } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { batch, json } from '../../support/api/batches.ts';
import { startCountedStack, type Charge, type CountedStack } from '../../support/process/countedStack.ts';

const hidden = 40;
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-06-01T00:00:00Z';
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
const isPrivate = { sensitivity: 'private', subject: 'hidden' };

let stack: CountedStack;
let owner: Person;
let reader: Person;
/** Ids of calendars with few hidden entries and with many, by what these are. */
let singles: readonly string[];
let occurrences: readonly string[];
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  [owner, reader] = await Promise.all([newPerson(stack.api, 'owner'), newPerson(stack.api, 'reader')]);
  const made = [4, hidden].map((count) => calendarWith(count));
  singles = await Promise.all(made.map(async (calendar) => (await calendar).singles));
  occurrences = await Promise.all(made.map(async (calendar) => (await calendar).occurrences));
});
afterAll(() => stack.stop());

/** Two shared calendars: of one the first events are private, of the other a series' first occurrences, so many of each. */
async function calendarWith(count: number): Promise<{ readonly singles: string; readonly occurrences: string }> {
  const [first, second] = [await sharedCalendar(`${count} events`), await sharedCalendar(`${count} occurrences`)];
  const body = { ...hourOn('03-01'), ...isPrivate };
  await all(Array.from({ length: count }, () => ({ method: 'POST', url: `/me/calendars/${first}/events`, body })));
  for (const subject of ['a', 'b']) await owner.putEvent(`/v1.0/me/calendars/${first}`, { ...hourOn('04-20'), subject });
  const series = await owner.putEvent(`/v1.0/me/calendars/${second}`, { ...hourOn('03-01'), subject: 'daily', recurrence: daily });
  const ids = idsIn(await owner.send(`/v1.0/me/events/${series}/instances?${window}&$top=${count + 2}`));
  await all(ids.map((id, place) => ({ method: 'PATCH', url: `/me/events/${id}`, body: place < count ? isPrivate : { subject: 'own' } })));
  return { singles: first, occurrences: second };
}

async function sharedCalendar(name: string): Promise<string> {
  const made = await owner.send('/v1.0/me/calendars', { json: { name } });
  const share = { emailAddress: { address: reader.upn }, role: 'read' };
  const shared = await owner.send(`/v1.0/me/calendars/${String(made.json.id)}/calendarPermissions`, { json: share });
  expect(shared.status, shared.text).toBe(201);
  return String(made.json.id);
}

async function all(requests: readonly { readonly method: string; readonly url: string; readonly body: object }[]): Promise<void> {
  for (let begin = 0; begin < requests.length; begin += 20) {
    const some = requests.slice(begin, begin + 20).map((request, i) => ({ id: String(i), headers: json, ...request }));
    for (const { status } of await batch({ send: (path, sent) => owner.send(path, sent) }, some)) expect([200, 201]).toContain(status);
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

const calendarsOf = (ids: readonly string[]): readonly string[] => ids.map((id) => `/v1.0/users/${owner.id}/calendars/${id}`);
const seriesIn = (calendars: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    calendars.map(async (calendar) => {
      const [id = ''] = idsIn(await owner.send(`/v1.0/me/calendars/${calendar}/events`));
      return `/v1.0/users/${owner.id}/events/${id}`;
    }),
  );
const withSingles = (): Promise<readonly string[]> => Promise.resolve(calendarsOf(singles));
const withOccurrences = (): Promise<readonly string[]> => Promise.resolve(calendarsOf(occurrences));
const series = (): Promise<readonly string[]> => seriesIn(occurrences);

describe.each([
  ['a page of a window with hidden occurrences', withOccurrences, `/calendarView?${window}&$top=1`],
  ['its count', withOccurrences, `/calendarView?${window}&$top=1&$count=true`],
  ['a page of a window with hidden events', withSingles, `/calendarView?${window}&$top=1`],
  ['its count', withSingles, `/calendarView?${window}&$top=1&$count=true`],
  ['a list', withSingles, '/events?$top=1&$orderby=start/dateTime'],
  ['its count', withSingles, '/events?$top=1&$orderby=start/dateTime&$count=true'],
  ['a page of instances', series, `/instances?${window}&$top=1`],
  ['their count', series, `/instances?${window}&$top=1&$count=true`],
  ['a page of exceptions', series, '/exceptionOccurrences?$top=1'],
  ['their count', series, '/exceptionOccurrences?$top=1&$count=true'],
])('%s', (_, places, path) => {
  it('a page costs a reader as much more than the owner with many hidden entries before its first one as with few', async () => {
    const [few, many] = await places();
    const [some, lots] = [await more(`${few ?? ''}${path}`), await more(`${many ?? ''}${path}`)];
    expect(lots.calls).toBe(some.calls);
    expect(lots.calls).toBeLessThanOrEqual(4);
    expect(Math.abs(lots.rows - some.rows)).toBeLessThanOrEqual(2);
    // An index passes hidden ones for some hundredths each.
    expect(lots.units - some.units).toBeLessThan(3 + 0.05 * hidden);
  });
});

it('the page behind a link costs a reader the queries and the rows that it costs the owner', async () => {
  for (const place of [...(await withOccurrences()), ...(await withSingles())]) {
    const behind = async (person: Person): Promise<Charge> => {
      const link = (await chargeOf(person, `${place}/calendarView?${window}&$top=1`)).next ?? expect.fail('no link');
      return chargeOf(person, link.slice(link.indexOf('/v1.0')));
    };
    const [own, others] = [await behind(owner), await behind(reader)];
    expect(others.calls.query).toBe(own.calls.query);
    // The owner's page begins among the hidden ones, and reads of them as well.
    expect(others.rows - own.rows).toBeLessThanOrEqual(6);
  }
});
