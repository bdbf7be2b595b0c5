// A series as its attendee has it over HTTP: moved, changed, cancelled and added occurrences, and answers to one.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Answer } from '../../support/api/api.ts';
import { entriesOf, type Entity } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

const window = 'startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-03-15T00:00:00Z';
const recurrence = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 6 },
};

let ada: Person;
let bob: Person;
let cem: Person;
/** The ids of the organizer's series and of the attendee's. */
let series: string;
let entry: string;
beforeAll(async () => {
  const api = await openApi();
  [ada, bob, cem] = await Promise.all([newPerson(api, 'ada'), newPerson(api, 'bob'), newPerson(api, 'cem')]);
  const made = await ada.send('/v1.0/me/events', { json: { subject: 'Standup', ...hourOn('03-01'), recurrence, ...attendeesOf(bob) } });
  series = String(made.json.id);
  const own = async (day: number): Promise<string> => String((await instances(ada, series))[day - 1]?.id);
  const [moved, changed, cancelled, shared] = await Promise.all([2, 3, 4, 5].map(own));
  await done(ada, `/v1.0/me/events/${moved ?? ''}`, 'PATCH', hourOn('03-09', '08:00', '09:00'));
  await done(ada, `/v1.0/me/events/${changed ?? ''}`, 'PATCH', { subject: 'Retro', location: { displayName: 'Hall' } });
  await done(ada, `/v1.0/me/events/${cancelled ?? ''}/cancel`, 'POST', { comment: 'Holiday' });
  await done(ada, `/v1.0/me/events/${shared ?? ''}`, 'PATCH', attendeesOf(bob, cem));
  entry = String((await view(bob))[0]?.seriesMasterId);
});

async function done(who: Person, path: string, method: string, json: object): Promise<Answer> {
  const answer = await who.send(path, { method, json });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
}
async function view(who: Person, version = 'v1.0'): Promise<readonly Entity[]> {
  return entriesOf(await who.send(`/${version}/me/calendarView?${window}&$top=50`));
}
async function instances(who: Person, id: string): Promise<readonly Entity[]> {
  return entriesOf(await who.send(`/v1.0/me/events/${id}/instances?${window}&$top=50`));
}
const said = (events: readonly Entity[]): string[] =>
  events.map(({ start, subject, type }) => `${(start as { dateTime: string }).dateTime.slice(5, 13)} ${String(subject)} ${String(type)}`);
/** The ids of the attendee's occurrences, by the days of March on which they start originally. */
async function theirs(day: number): Promise<string> {
  const found = (await instances(bob, entry)).find(({ originalStart }) => String(originalStart).startsWith(`2027-03-0${day}`));
  return `/v1.0/me/events/${String(found?.id)}`;
}

describe('the occurrences of a series in the attendee’s calendar', () => {
  it('the occurrences are in calendarView and instances as at the organizer’s, and in both versions', async () => {
    const wanted = [
      '03-01T10 Standup occurrence',
      '03-03T10 Retro exception',
      '03-05T10 Standup exception',
      '03-06T10 Standup occurrence',
      '03-09T08 Standup exception',
    ];
    expect([said(await view(bob)), said(await instances(bob, entry)), said(await view(bob, 'beta'))]).toEqual([wanted, wanted, wanted]);
    expect(said(await view(ada))).toEqual(wanted);
    expect((await view(bob)).every(({ seriesMasterId, isOrganizer }) => seriesMasterId === entry && isOrganizer === false)).toBe(true);
    const counted = await bob.send(`/v1.0/me/calendarView?${window}&$count=true&$top=2`);
    expect([counted.json['@odata.count'], entriesOf(counted).length]).toEqual([5, 2]);
    const rest = await bob.send(String(counted.json['@odata.nextLink']).replace(/^https?:\/\/[^/]+/, ''));
    expect(said(entriesOf(rest))).toEqual(wanted.slice(2, 4));
  });

  it('the occurrences that differ are the entry’s exceptions, each under its own path, and a cancelled one is 404 and named', async () => {
    const exceptions = entriesOf(await bob.send(`/v1.0/me/events/${entry}/exceptionOccurrences`));
    expect(said(exceptions)).toEqual(['03-09T08 Standup exception', '03-03T10 Retro exception', '03-05T10 Standup exception']);
    for (const { id, subject } of exceptions)
      for (const path of [
        `/v1.0/me/events/${entry}/exceptionOccurrences/${String(id)}`,
        `/v1.0/me/events/${entry}/instances/${String(id)}`,
        `/v1.0/me/events/${String(id)}`,
        `/v1.0/users/${bob.id}/calendar/events/${String(id)}`,
      ])
        expect((await bob.send(path)).json).toMatchObject({ id, subject, seriesMasterId: entry });
    const { json } = await bob.send(`/v1.0/me/events/${entry}?$select=cancelledOccurrences`);
    expect(json.cancelledOccurrences).toEqual([`OID.${entry}.2027-03-04`]);
    const plain = String((await instances(bob, entry))[0]?.id);
    expect((await bob.send(`/v1.0/me/events/${entry}/exceptionOccurrences/${plain}`)).status).toBe(404);
    expect((await bob.send(`/v1.0/me/events/${plain.slice(0, -8)}20270304`)).status).toBe(404);
    expect((await bob.send(`/v1.0/me/events/${series}`)).status).toBe(404);
  });

  it('the occurrence that somebody attends alone is a single event there, with its attendees', async () => {
    const [only, ...more] = await view(cem);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ subject: 'Standup', type: 'singleInstance', seriesMasterId: null, recurrence: null });
    expect((only?.attendees as Entity[]).map(({ emailAddress }) => (emailAddress as Entity).address)).toEqual([bob.upn, cem.upn]);
  });
});

describe('an answer to one occurrence', () => {
  const answersOn = async (day: number): Promise<unknown> => {
    const found = (await instances(ada, series)).find(({ originalStart }) => String(originalStart).startsWith(`2027-03-0${day}`));
    const { status } = (found?.attendees as Entity[])[0] ?? {};
    return (status as Entity).response;
  };

  it.each([
    [1, 'a plain occurrence'],
    [2, 'a moved occurrence'],
    [3, 'a changed occurrence'],
    [5, 'an occurrence with people of its own'],
  ])('an answer on day %i, to %s, is that occurrence’s alone', async (day) => {
    const path = await theirs(day);
    expect((await bob.send(`${path}/accept`, { method: 'POST', json: { comment: `Day ${day}` } })).status).toBe(202);
    expect((await bob.send(path)).json).toMatchObject({ responseStatus: { response: 'accepted' }, showAs: 'busy' });
    expect([await answersOn(day), await answersOn(6)]).toEqual(['accepted', 'none']);
    expect((await bob.send(`/v1.0/me/events/${entry}`)).json).toMatchObject({ responseStatus: { response: 'notResponded' } });
  });

  it('an answer that declines an occurrence takes it away from the own calendar alone', async () => {
    const path = await theirs(6);
    expect((await bob.send(`${path}/decline`, { method: 'POST', json: {} })).status).toBe(202);
    expect([(await bob.send(path)).status, await answersOn(6)]).toEqual([404, 'declined']);
    expect([(await view(bob)).length, (await view(ada)).length]).toEqual([4, 5]);
  });
});
