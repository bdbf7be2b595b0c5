// Custom data of occurrences, in windows and lists: what follows the series, what is hidden, and what is an attendee's own below an entry.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
let boss: Housemate;
let bob: Housemate;
beforeAll(async () => {
  house = await startHousehold();
}, 60_000);
afterAll(() => house.close());
beforeEach(async () => {
  [boss, bob] = (await Promise.all(['boss', 'bob'].map((name) => house.come(name)))) as [Housemate, Housemate];
});

type Shown = Readonly<Record<string, unknown>>;
const q = encodeURIComponent;
const color = 'String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Color';
const property = (value: string | null) => ({ singleValueExtendedProperties: [{ id: color, value }] });
const extension = (extensionName: string, value: string) => ({ extensionName, value });
const daily = {
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 4 } },
};
const window = 'startDateTime=2027-02-25&endDateTime=2027-03-15';
const expanding = `$expand=${q(`extensions,singleValueExtendedProperties($filter=id eq '${color}')`)}`;
const named = (name: string): string => `$filter=${q(`extensions/any(e:e/id eq '${name}')`)}`;
const coloured = (value: string): string =>
  `$filter=${q(`singleValueExtendedProperties/any(p:p/id eq '${color}' and p/value eq '${value}')`)}`;

const valuesOf = async (who: Housemate, path: string): Promise<readonly Shown[]> =>
  (await who.must('GET', path)).json.value as readonly Shown[];
const view = (who: Housemate, more = expanding): Promise<readonly Shown[]> => valuesOf(who, `/v1.0/me/calendarView?${window}&${more}`);
const pathOf = ({ id }: Shown): string => `/v1.0/me/events/${String(id)}`;
const dayOf = ({ start }: Shown): string => String((start as Shown).dateTime).slice(8, 10);
/** `name=value` of the extensions, then the values of the property. */
const custom = ({ extensions, singleValueExtendedProperties }: Shown): string =>
  [
    ...(extensions as readonly Shown[]).map(({ extensionName, value }) => `${String(extensionName)}=${String(value)}`),
    ...(singleValueExtendedProperties as readonly Shown[]).map(({ value }) => String(value)),
  ].join(' ');
/** What each day of a calendar shows. */
const byDay = async (who: Housemate): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await view(who)).map((each) => [dayOf(each), custom(each)]));
const daysBy = async (who: Housemate, filter: string): Promise<readonly string[]> => {
  const found = await view(who, filter);
  expect((await who.must('GET', `/v1.0/me/calendarView/$count?${window}&${filter}`)).text).toBe(String(found.length));
  return found.map(dayOf);
};

async function newSeries(who: Housemate, more: object): Promise<{ readonly series: string; readonly days: readonly string[] }> {
  const series = pathOf((await who.must('POST', '/v1.0/me/events', { subject: 'Standup', ...hourOn('03-01'), ...daily, ...more })).json);
  return { series, days: (await valuesOf(who, `${series}/instances?${window}`)).map(pathOf) };
}

describe('the occurrences of a series', () => {
  it("windows show and find what each occurrence shows: the series', its own instead, and nothing that it hides", async () => {
    const { series, days } = await newSeries(boss, {
      extensions: [extension('a', 'series'), extension('b', 'series')],
      ...property('green'),
    });
    const [, second = '', third = '', fourth = ''] = days;
    await boss.must('PATCH', `${second}/extensions/a`, { value: 'own' });
    await boss.must('DELETE', `${third}/extensions/b`);
    await boss.must('PATCH', third, property(null));
    await boss.must('POST', `${fourth}/extensions`, extension('c', 'own'));
    await boss.must('PATCH', fourth, property('red'));
    const expected = {
      '01': 'a=series b=series green',
      '02': 'a=own b=series green',
      '03': 'a=series',
      '04': 'a=series b=series c=own red',
    };
    const inOrder = (shown: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(shown).map(([day, text]) => [day, text.split(' ').sort().join(' ')]));
    expect(inOrder(await byDay(boss))).toEqual(expected);
    expect(await daysBy(boss, named('A'))).toEqual(['01', '02', '03', '04']);
    expect(await daysBy(boss, named('b'))).toEqual(['01', '02', '04']);
    expect(await daysBy(boss, named('c'))).toEqual(['04']);
    expect(await daysBy(boss, coloured('GREEN'))).toEqual(['01', '02']);
    expect(await daysBy(boss, coloured('red'))).toEqual(['04']);
    expect(await daysBy(boss, `$filter=${q("not extensions/any(e:e/id eq 'b')")}`)).toEqual(['03']);
    // Exceptions and instances are shown as the window shows them.
    const exceptions = await valuesOf(boss, `${series}/exceptionOccurrences?${expanding}`);
    const instances = await valuesOf(boss, `${series}/instances?${window}&${expanding}`);
    const shown = (events: readonly Shown[]) => inOrder(Object.fromEntries(events.map((each) => [dayOf(each), custom(each)])));
    expect(shown(instances)).toEqual(expected);
    expect(shown(exceptions)).toEqual({ '02': expected['02'], '03': expected['03'], '04': expected['04'] });
    expect((await valuesOf(boss, `/v1.0/me/events?${named('c')}`)).length).toBe(0);
    // What is the same as the series' again goes on following it; what hides goes on hiding.
    await boss.must('PATCH', `${second}/extensions/a`, { value: 'series' });
    await boss.must('PATCH', `${series}/extensions/a`, { value: 'changed' });
    await boss.must('PATCH', `${series}/extensions/b`, { value: 'changed' });
    expect(inOrder(await byDay(boss))).toEqual({
      '01': 'a=changed b=changed green',
      '02': 'a=changed b=changed green',
      '03': 'a=changed',
      '04': 'a=changed b=changed c=own red',
    });
    // Setting it again shows it again.
    await boss.must('POST', `${third}/extensions`, extension('b', 'back'));
    await boss.must('PATCH', third, property('blue'));
    expect(inOrder(await byDay(boss))['03']).toBe('a=changed b=back blue');
  });

  it('$expand with a filter shows in lists and windows what it names, page by page', async () => {
    await newSeries(boss, { extensions: [extension('a', '1'), extension('b', '2')] });
    const some = `$expand=${q("extensions($filter=id eq 'B' or id eq 'none')")}`;
    const first = await boss.must('GET', `/v1.0/me/calendarView?${window}&${some}&$top=3&$select=subject`);
    const next = await boss.must('GET', String(first.json['@odata.nextLink']).replace('https://localhost', ''));
    const all = [...(first.json.value as readonly Shown[]), ...(next.json.value as readonly Shown[])];
    expect(all.map(({ extensions }) => (extensions as readonly Shown[]).map(({ value }) => value))).toEqual([['2'], ['2'], ['2'], ['2']]);
    const ids = all.map(({ id }) => id);
    expect(all.map((each) => String(each['extensions@odata.context']))).toEqual(
      ids.map((id) => expect.stringContaining(`/events('${encodeURIComponent(String(id))}')/extensions`) as unknown),
    );
    expect((await valuesOf(boss, `/v1.0/me/events?${some}`)).map(({ extensions }) => extensions)).toMatchObject([[{ value: '2' }]]);
  });
});

describe('the occurrences of an entry', () => {
  it("an attendee's own of one occurrence stands over what the entry has, stays with each delivery, and is nobody else's", async () => {
    const { series, days } = await newSeries(boss, { extensions: [extension('a', 'boss')], ...property('boss'), ...attendeesOf(bob) });
    const [, second = '', third = ''] = days;
    await boss.must('POST', `${second}/extensions`, extension('b', 'boss'));
    const [mine = '', mySecond = '', myThird = ''] = (await view(bob)).map(pathOf);
    expect(await byDay(bob)).toEqual({ '01': '', '02': '', '03': '', '04': '' });
    const [entry = ''] = (await valuesOf(bob, '/v1.0/me/events')).map(pathOf);
    await bob.must('POST', `${entry}/extensions`, extension('a', 'bob'));
    await bob.must('PATCH', entry, property('bob'));
    await bob.must('POST', `${mySecond}/extensions`, extension('c', 'own'));
    await bob.must('DELETE', `${myThird}/extensions/a`);
    const own = { '01': 'a=bob bob', '02': 'a=bob c=own bob', '03': 'bob', '04': 'a=bob bob' };
    expect(await byDay(bob)).toEqual(own);
    expect(await daysBy(bob, named('a'))).toEqual(['01', '02', '04']);
    // Each of these is delivered into the attendee's copies.
    await boss.must('PATCH', second, { subject: 'Retro' });
    await boss.must('PATCH', third, hourOn('03-08'));
    await boss.must('PATCH', `${second}/extensions/b`, { value: 'changed' });
    await boss.must('PATCH', series, { location: { displayName: 'Here' } });
    const moved = { '01': own['01'], '02': own['02'], '04': own['04'], '08': own['03'] };
    expect(await byDay(bob)).toEqual(moved);
    expect((await view(bob)).map(({ subject }) => subject)).toEqual(['Standup', 'Retro', 'Standup', 'Standup']);
    await bob.must('POST', `${mySecond}/accept`, {});
    await bob.must('PATCH', mine, { categories: ['Red'] });
    expect(await byDay(bob)).toEqual(moved);
    expect((await byDay(boss))['02']).toBe('a=boss b=changed boss');
  });

  it('an occurrence that its attendee deleted comes back without what it had', async () => {
    const { days } = await newSeries(boss, attendeesOf(bob));
    const [, mySecond = ''] = (await view(bob)).map(pathOf);
    await bob.must('POST', `${mySecond}/extensions`, extension('c', 'own'));
    await bob.must('PATCH', mySecond, property('own'));
    await bob.must('DELETE', mySecond);
    expect(Object.keys(await byDay(bob))).toEqual(['01', '03', '04']);
    expect((await bob.send('GET', `${mySecond}/extensions`)).status).toBe(404);
    await boss.must('PATCH', days[1] ?? '', { location: { displayName: 'Elsewhere' } });
    expect((await byDay(bob))['02']).toBe('');
    expect(await daysBy(bob, named('c'))).toEqual([]);
    await bob.must('POST', `${mySecond}/extensions`, extension('d', 'new'));
    expect((await byDay(bob))['02']).toBe('d=new');
  });

  it('who attends one occurrence alone has an entry of it with things of its own, which go when the series invites them', async () => {
    const { series, days } = await newSeries(boss, { extensions: [extension('a', 'boss')] });
    await boss.must('PATCH', days[1] ?? '', attendeesOf(bob));
    const [alone = ''] = (await view(bob)).map(pathOf);
    await bob.must('POST', `${alone}/extensions`, extension('mine', 'bob'));
    expect(await byDay(bob)).toEqual({ '02': 'mine=bob' });
    await boss.must('PATCH', days[1] ?? '', { subject: 'Retro' });
    expect(await byDay(bob)).toEqual({ '02': 'mine=bob' });
    await boss.must('PATCH', series, attendeesOf(bob));
    expect((await bob.send('GET', `${alone}/extensions`)).status).toBe(404);
    expect(await byDay(bob)).toEqual({ '01': '', '02': '', '03': '', '04': '' });
  });
});
