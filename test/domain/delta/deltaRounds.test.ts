// Rounds of deltas: what a first one tells, and what the next ones tell of each change (contract, section 11).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventDocument.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { settledSeconds } from '../../../lib/runtime/limits/changes.ts';
import { mortal } from '../../support/meetings/mortal.ts';
import { newInstance } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { isRemoved, Mirror, pathOf, removedIn, roundBy, shownIn } from '../../support/changes/mirror.ts';
import { daily, make, march, marchOf, occurrencesOf } from '../../support/changes/makes.ts';

let house: Household;
let now = Date.now();
beforeAll(async () => {
  house = await startHousehold(() => ++now);
});
afterAll(() => house.close());

const secondsPass = (seconds: number): void => {
  now += seconds * 1000;
};
const get = (person: Housemate, path: string, headers?: Readonly<Record<string, string>>) =>
  house.instance.send(person.caller, 'GET', path, undefined, headers);
const types = (of: Parameters<typeof shownIn>[0]): unknown[] => shownIn(of).map(({ type }) => type);

describe('a round of a window', () => {
  it('a first round tells what lies in the window, a next one what has changed since, and then nothing', async () => {
    const adele = await house.come('adele');
    const single = await make(adele, { subject: 'Single', ...hourOn('03-03') });
    await make(adele, { subject: 'Outside', ...hourOn('05-03') });
    const series = await make(adele, daily(3));
    const first = await roundBy(adele, marchOf());
    expect(types(first)).toEqual(['singleInstance', 'seriesMaster', 'occurrence', 'occurrence', 'occurrence']);
    const { json: shown } = await adele.must('GET', `/v1.0/me/calendarView?${march}&$filter=type eq 'singleInstance'`);
    expect(first.entries[0]).toEqual({ '@odata.type': '#microsoft.graph.event', ...(shown.value as object[])[0] });
    expect(first.entries[2]).toMatchObject({ seriesMasterId: series, start: { dateTime: '2027-03-02T10:00:00.0000000' } });
    expect(Object.keys(first.entries[2] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'seriesMasterId', 'type', 'start', 'end']);

    const quiet = await roundBy(adele, first.link);
    expect(quiet.entries).toEqual([]);
    await adele.must('PATCH', `/v1.0/me/events/${single}`, { subject: 'Changed' });
    const changed = await roundBy(adele, quiet.link);
    expect(changed.entries.map(({ id, subject }) => ({ id, subject }))).toEqual([{ id: single, subject: 'Changed' }]);
    await adele.must('DELETE', `/v1.0/me/events/${single}`);
    const removed = await roundBy(adele, changed.link);
    expect(removed.entries).toEqual([{ '@odata.type': '#microsoft.graph.event', id: single, '@removed': { reason: 'deleted' } }]);
    // The same link tells the same again.
    expect((await roundBy(adele, changed.link)).entries).toEqual(removed.entries);
  });

  it('a series comes whole where one day of it changes: its master, its days, and those that were called off', async () => {
    const adele = await house.come('adele');
    const series = await make(adele, daily(4));
    const days = await occurrencesOf(adele, series);
    const { link } = await roundBy(adele, marchOf());
    await adele.must('PATCH', `/v1.0/me/events/${days[0] ?? ''}`, { subject: 'Another' });
    await adele.must('DELETE', `/v1.0/me/events/${days[1] ?? ''}`);
    const round = await roundBy(adele, link);
    expect(types(round)).toEqual(['seriesMaster', 'exception', 'occurrence', 'occurrence']);
    expect(round.entries[1]).toMatchObject({ id: days[0], subject: 'Another', body: {} });
    expect(removedIn(round)).toEqual([days[1]]);
    await adele.must('DELETE', `/v1.0/me/events/${series}`);
    expect(removedIn(await roundBy(adele, round.link))).toEqual([series]);
  });

  it('a series that leaves the window is removed, as an event is that is moved out of it', async () => {
    const adele = await house.come('adele');
    const [series, single] = [await make(adele, daily(2)), await make(adele, hourOn('03-09'))];
    const { link } = await roundBy(adele, marchOf());
    await adele.must('PATCH', `/v1.0/me/events/${single}`, hourOn('05-09'));
    await adele.must('PATCH', `/v1.0/me/events/${series}`, {
      ...hourOn('06-01'),
      recurrence: { ...daily(2).recurrence, range: { type: 'numbered', startDate: '2027-06-01', numberOfOccurrences: 2 } },
    });
    const round = await roundBy(adele, link);
    expect(round.entries.filter((each) => !isRemoved(each))).toEqual([]);
    expect([...removedIn(round)].sort()).toEqual([series, single].sort());
  });

  it('what was made after the link and is gone, or was never inside, is not told', async () => {
    const adele = await house.come('adele');
    const before = await make(adele, hourOn('05-03'));
    const { link } = await roundBy(adele, marchOf());
    secondsPass(70);
    const gone = await make(adele, hourOn('03-03'));
    await adele.must('DELETE', `/v1.0/me/events/${gone}`);
    await make(adele, hourOn('05-03'));
    expect((await roundBy(adele, link)).entries).toEqual([]);
    // What an older event was before isn't known any more: one too many does no harm.
    await adele.must('PATCH', `/v1.0/me/events/${before}`, hourOn('05-04'));
    expect(removedIn(await roundBy(adele, link))).toEqual([before]);
  });

  it('an id that was deleted and put again comes as the event that it is now', async () => {
    const adele = await house.come('adele');
    await adele.must('PUT', '/v1.0/me/events/again', { subject: 'A', ...hourOn('03-05') });
    const { link } = await roundBy(adele, marchOf());
    await adele.must('DELETE', '/v1.0/me/events/again');
    await adele.must('PUT', '/v1.0/me/events/again', { subject: 'B', ...hourOn('03-06') });
    expect((await roundBy(adele, link)).entries).toMatchObject([{ id: 'again', subject: 'B' }]);
  });

  it('pages are as long as asked for, each but the last has a nextLink, and a change between two of them is told', async () => {
    const adele = await house.come('adele');
    const [series, single] = [await make(adele, daily(10)), await make(adele, { subject: 'S', ...hourOn('03-01') })];
    let isDone = false;
    const round = await roundBy(adele, `${marchOf()}&$top=4`, async () => {
      if (!isDone) await adele.must('PATCH', `/v1.0/me/events/${series}`, { subject: 'New' });
      isDone = true;
    });
    expect(round.pages.map(({ length }) => length).every((length) => length <= 4)).toBe(true);
    // The first round begins the series anew.
    expect(shownIn(round).filter(({ type }) => type === 'seriesMaster')).toMatchObject([{ subject: 'Daily' }, { subject: 'New' }]);
    const mirror = new Mirror();
    mirror.take(round.entries);
    expect(mirror.shown()).toHaveLength(11);
    const next = await roundBy(adele, round.link);
    expect(next.pages.map(({ length }) => length)).toEqual([4, 4, 3]);
    let more = 0;
    await adele.must('PATCH', `/v1.0/me/events/${series}`, { subject: 'Newer' });
    const later = await roundBy(adele, next.link, async () => {
      if (more++ === 0) await adele.must('PATCH', `/v1.0/me/events/${series}`, { subject: 'Newest' });
    });
    mirror.take(later.entries);
    expect(mirror.known.get(series)).toMatchObject({ subject: 'Newest' });
    expect(mirror.shown().map(({ id }) => id)).toContain(single);
    expect(mirror.shown()).toHaveLength(11);
    const [one] = (await roundBy(adele, `${marchOf()}&$top=50`)).pages;
    const preferred = await get(adele, `${marchOf()}&$top=50`, { prefer: 'odata.maxpagesize=2' });
    expect([one?.length, (preferred.json.value as unknown[]).length]).toEqual([12, 2]);
    expect(preferred.headers['Preference-Applied']).toBe('odata.track-changes, odata.maxpagesize=2');
    expect((await get(adele, pathOf(preferred.json['@odata.nextLink']))).json.value).toHaveLength(2);
  });

  it('more than 64 changes of one minute are told again once at most, and an old link tells nothing again', async () => {
    const adele = await house.come('adele');
    const { link } = await roundBy(adele, marchOf());
    for (let at = 0; at < 90; at++) await make(adele, hourOn('03-08'));
    const round = await roundBy(adele, link);
    expect(shownIn(round)).toHaveLength(90);
    const again = await roundBy(adele, round.link);
    expect(shownIn(again).length).toBeLessThanOrEqual(90 - 64 + 1);
    secondsPass(settledSeconds + 1);
    const settled = await roundBy(adele, again.link);
    expect((await roundBy(adele, settled.link)).entries).toEqual([]);
  });
});

describe('a round of events', () => {
  it('events of all calendars are told in brief, never an occurrence; one that moves between them is changed', async () => {
    const adele = await house.come('adele');
    const other = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const series = await make(adele, daily(2), `/v1.0/me/calendars/${other}/events`);
    const single = await make(adele, hourOn('08-01'));
    const all = '/v1.0/me/events/delta';
    const first = await roundBy(adele, all);
    expect(first.entries.map(({ id }) => id).sort()).toEqual([series, single].sort());
    for (const entry of first.entries) expect(Object.keys(entry)).toEqual(['@odata.type', '@odata.etag', 'id', 'type', 'start', 'end']);
    const [of, ofOther] = await Promise.all(
      ['/me/calendar', `/me/calendars/${other}`].map((path) => roundBy(adele, `/v1.0${path}/events/delta`)),
    );
    expect([of, ofOther].map((each) => each?.entries.map(({ id }) => id))).toEqual([[single], [series]]);

    const days = await occurrencesOf(adele, series);
    await adele.must('PATCH', `/v1.0/me/events/${days[0] ?? ''}`, { subject: 'x' });
    expect(types(await roundBy(adele, first.link))).toEqual(['seriesMaster']);
    await adele.must('PATCH', `/v1.0/me/events/${single}`, { 'calendar@odata.bind': `/me/calendars/${other}` });
    expect((await roundBy(adele, first.link)).entries.map(({ id }) => id).sort()).toEqual([series, single].sort());
    expect((await roundBy(adele, of?.link ?? '')).entries).toMatchObject([{ id: single, '@removed': { reason: 'deleted' } }]);
    expect(
      shownIn(await roundBy(adele, ofOther?.link ?? ''))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([series, single].sort());
    // A bound leaves out what ends before it, or starts after it.
    expect((await roundBy(adele, `${all}?startDateTime=2027-04-01T00:00:00Z`)).entries.map(({ id }) => id)).toEqual([single]);
    expect((await roundBy(adele, `${all}?endDateTime=2027-04-01T00:00:00Z`)).entries.map(({ id }) => id)).toEqual([series]);
  });

  it('a deleted calendar answers 404 at once, and its events are told as its purge makes them tombstones', async () => {
    const adele = await house.come('adele');
    const other = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const event = await make(adele, hourOn('03-03'), `/v1.0/me/calendars/${other}/events`);
    const [all, one] = [await roundBy(adele, '/v1.0/me/events/delta'), await roundBy(adele, marchOf('me', `/calendars/${other}`))];
    await adele.must('DELETE', `/v1.0/me/calendars/${other}`);
    expect((await adele.send('GET', one.link)).status).toBe(404);
    expect(removedIn(await roundBy(adele, all.link))).toEqual([event]);
  });

  it('an event of a deleted calendar is left out until its purge comes to it', async () => {
    const adele = await house.come('adele');
    const other = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const event = await make(adele, hourOn('03-03'), `/v1.0/me/calendars/${other}/events`);
    const all = '/v1.0/me/events/delta';
    expect((await roundBy(adele, all)).entries).toHaveLength(1);
    // Each dies one call later, until the calendar is deleted and nothing else is done.
    for (let at = 1; (await adele.send('GET', `/v1.0/me/calendars/${other}`)).status === 200; at++) {
      const dying = newInstance({ ...house.stores, mailboxes: mortal(house.stores.mailboxes, at).documents });
      await dying.send(adele.caller, 'DELETE', `/v1.0/me/calendars/${other}`);
    }
    const partition = mailboxPartition({ tenant: house.tenant, kind: 'users', id: adele.id });
    expect((await house.stores.mailboxes.read(partition, eventDocument(event)))?.body.kind).toBe('event');
    expect((await roundBy(adele, all)).entries).toEqual([]);
  });
});

describe('a round of a series', () => {
  it('instances/delta tells of this series alone, and nothing while it is the same', async () => {
    const adele = await house.come('adele');
    const series = await make(adele, daily(3));
    const path = `/beta/me/events/${series}/instances/microsoft.graph.delta()?${march}&$top=2`;
    const first = await roundBy(adele, path);
    expect(first.pages.map((page) => page.map(({ type }) => type))).toEqual([
      ['seriesMaster', 'occurrence'],
      ['occurrence', 'occurrence'],
    ]);
    await make(adele, hourOn('03-03'));
    const quiet = await roundBy(adele, first.link);
    expect(quiet.entries).toEqual([]);
    const [day = ''] = await occurrencesOf(adele, series);
    await adele.must('DELETE', `/v1.0/me/events/${day}`);
    const round = await roundBy(adele, quiet.link);
    expect([types(round), removedIn(round)]).toEqual([['seriesMaster', 'occurrence', 'occurrence'], [day]]);
    await adele.must('PATCH', `/v1.0/me/events/${series}`, { recurrence: null });
    expect(removedIn(await roundBy(adele, round.link))).toEqual([series]);
    await adele.must('DELETE', `/v1.0/me/events/${series}`);
    expect((await adele.send('GET', round.link)).status).toBe(404);
  });

  it('a series that changes between two pages comes from its master again', async () => {
    const adele = await house.come('adele');
    const series = await make(adele, daily(5));
    let isDone = false;
    const round = await roundBy(adele, `/v1.0/me/events/${series}/instances/delta?${march}&$top=3`, async () => {
      if (!isDone) await adele.must('PATCH', `/v1.0/me/events/${series}`, { subject: 'New' });
      isDone = true;
    });
    const mirror = new Mirror();
    mirror.take(round.entries);
    expect([mirror.known.get(series)?.subject, mirror.shown().length]).toEqual(['New', 5]);
  });
});
