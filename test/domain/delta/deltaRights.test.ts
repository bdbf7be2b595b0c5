// Who is told what by a delta: readers of a calendar learn nothing of others, nor of what is private in it (contract, sections 7, 11 and 18).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { removedIn, roundBy, shownIn } from '../../support/changes/mirror.ts';
import { daily, make, marchOf, occurrencesOf } from '../../support/changes/makes.ts';

let house: Household;
let now = Date.now();
beforeAll(async () => {
  house = await startHousehold(() => ++now);
});
afterAll(() => house.close());

const secondsPass = (seconds: number): void => {
  now += seconds * 1000;
};

/** An owner, and somebody who reads the owner's default calendar. */
async function sharing(role: Parameters<Housemate['share']>[1] = 'read') {
  const [one, other] = [await house.come('owner'), await house.come('reader')];
  await one.share(other, role);
  return { owner: one, reader: other, view: marchOf(`users/${one.id}`) };
}

const patch = (person: Housemate, id: string, json: object) => person.must('PATCH', `/v1.0/me/events/${id}`, json);

describe('who reads a calendar by a share', () => {
  it('a reader is told that an event has become private, and nothing of what was private all the time', async () => {
    const { owner, reader, view } = await sharing();
    const [open, hidden] = [await make(owner, hourOn('03-03')), await make(owner, { ...hourOn('03-04'), sensitivity: 'private' })];
    const first = await roundBy(reader, view);
    expect(first.entries.map(({ id }) => id)).toEqual([open]);
    secondsPass(120);
    await patch(owner, open, { sensitivity: 'private' });
    await patch(owner, hidden, { subject: 'still' });
    const round = await roundBy(reader, first.link);
    expect(round.entries).toMatchObject([{ id: open, '@removed': {} }]);
    secondsPass(120);
    const quiet = await roundBy(reader, round.link);
    await patch(owner, open, { subject: 'more' });
    await owner.must('DELETE', `/v1.0/me/events/${hidden}`);
    secondsPass(120);
    expect((await roundBy(reader, quiet.link)).entries).toEqual([]);
    await patch(owner, open, { sensitivity: 'normal' });
    expect(shownIn(await roundBy(reader, quiet.link)).map(({ id }) => id)).toEqual([open]);
  });

  it('a reader is told of what leaves the calendar, and nothing of what lies in another one', async () => {
    const { owner, reader, view } = await sharing();
    const other = String((await owner.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const own = String((await owner.must('GET', '/v1.0/me/calendar')).json.id);
    const moved = await make(owner, hourOn('03-03'));
    const elsewhere = await make(owner, hourOn('03-04'), `/v1.0/me/calendars/${other}/events`);
    const { link } = await roundBy(reader, view);
    secondsPass(120);
    await patch(owner, moved, { 'calendar@odata.bind': `/me/calendars/${other}` });
    await patch(owner, elsewhere, { subject: 'x' });
    const round = await roundBy(reader, link);
    expect(round.entries).toMatchObject([{ id: moved, '@removed': {} }]);
    secondsPass(120);
    const secret = await make(owner, { ...hourOn('03-05'), sensitivity: 'private' });
    secondsPass(120);
    const quiet = await roundBy(reader, round.link);
    secondsPass(120);
    await patch(owner, moved, { subject: 'y' });
    expect((await roundBy(reader, quiet.link)).entries).toEqual([]);
    // Private as it leaves, open where it goes: it was never seen here.
    await patch(owner, secret, { sensitivity: 'normal', 'calendar@odata.bind': `/me/calendars/${other}` });
    // Made private elsewhere, and brought here so.
    await patch(owner, elsewhere, { sensitivity: 'private' });
    await patch(owner, elsewhere, { 'calendar@odata.bind': `/me/calendars/${own}` });
    expect((await roundBy(reader, quiet.link)).entries).toEqual([]);
  });

  it('an event that left the calendar, and came back private, is removed', async () => {
    const { owner, reader, view } = await sharing();
    const other = String((await owner.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const own = String((await owner.must('GET', '/v1.0/me/calendar')).json.id);
    const event = await make(owner, hourOn('03-03'));
    const { link } = await roundBy(reader, view);
    secondsPass(120);
    await patch(owner, event, { 'calendar@odata.bind': `/me/calendars/${other}` });
    await patch(owner, event, { sensitivity: 'private' });
    await patch(owner, event, { 'calendar@odata.bind': `/me/calendars/${own}` });
    expect(removedIn(await roundBy(reader, link))).toEqual([event]);
  });

  it('an event that has left more calendars than it remembers is told to its owner, and 410 to a reader', async () => {
    const { owner, reader, view } = await sharing();
    const ids: string[] = [];
    for (let at = 0; at < 12; at++) ids.push(String((await owner.must('POST', '/v1.0/me/calendars', { name: randomUUID() })).json.id));
    const event = await make(owner, hourOn('03-03'), `/v1.0/me/calendars/${ids[0] ?? ''}/events`);
    const [{ link }, own] = [await roundBy(reader, view), await roundBy(owner, marchOf())];
    secondsPass(120);
    for (const id of ids.slice(1)) await patch(owner, event, { 'calendar@odata.bind': `/me/calendars/${id}` });
    expect(await reader.send('GET', link)).toMatchObject({ status: 410, json: { error: { code: 'SyncStateNotFound' } } });
    expect(removedIn(await roundBy(owner, own.link))).toEqual([event]);
  });

  it('a private day of a series is no day of its reader’s, whatever is done to it', async () => {
    const { owner, reader, view } = await sharing();
    const series = await make(owner, daily(3));
    const days = await occurrencesOf(owner, series);
    const first = await roundBy(reader, view);
    await patch(owner, days[1] ?? '', { sensitivity: 'private' });
    const round = await roundBy(reader, first.link);
    expect(shownIn(round).map(({ id }) => id)).toEqual([series, days[0], days[2]]);
    await owner.must('DELETE', `/v1.0/me/events/${days[1] ?? ''}`);
    expect(removedIn(await roundBy(reader, round.link))).toEqual([]);
  });

  it('a link of another view is 410: a role that changed, and a link that the owner gave away', async () => {
    const { owner, reader, view } = await sharing();
    await make(owner, { ...hourOn('03-03'), sensitivity: 'private' });
    const [theirs, own] = [await roundBy(reader, view), await roundBy(owner, view)];
    expect(own.entries).toHaveLength(1);
    expect(await reader.send('GET', own.link)).toMatchObject({ status: 410, json: { error: { code: 'SyncStateNotFound' } } });
    const { json } = await owner.must('GET', '/v1.0/me/calendar/calendarPermissions');
    const { id } = (json.value as { id: string; role: string }[]).find(({ role }) => role === 'read') ?? { id: '' };
    await owner.must('PATCH', `/v1.0/me/calendar/calendarPermissions/${id}`, { role: 'delegateWithPrivateEventAccess' });
    const lost = await reader.send('GET', theirs.link);
    expect(lost.status).toBe(410);
    const anew = await roundBy(reader, (lost.headers.Location ?? '').replace('https://localhost', ''));
    expect(anew.entries).toHaveLength(1);
    // Who sees the same goes on with the owner's link.
    expect((await reader.send('GET', own.link)).status).toBe(200);
    await owner.must('DELETE', `/v1.0/me/calendar/calendarPermissions/${id}`);
    expect((await reader.send('GET', anew.link)).status).toBe(403);
  });

  it('events of all calendars are those of the calendars that are shared', async () => {
    const { owner, reader } = await sharing();
    const other = String((await owner.must('POST', '/v1.0/me/calendars', { name: 'Other' })).json.id);
    const event = await make(owner, hourOn('03-03'));
    await make(owner, hourOn('03-04'), `/v1.0/me/calendars/${other}/events`);
    const first = await roundBy(reader, `/v1.0/users/${owner.id}/events/delta`);
    expect(first.entries.map(({ id }) => id)).toEqual([event]);
    secondsPass(120);
    await patch(owner, event, { 'calendar@odata.bind': `/me/calendars/${other}` });
    expect(removedIn(await roundBy(reader, first.link))).toEqual([event]);
    const stranger = await house.come('stranger');
    expect((await stranger.send('GET', `/v1.0/users/${owner.id}/events/delta`)).status).toBe(403);
  });
});
