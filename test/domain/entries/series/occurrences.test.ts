// Recurring meetings in the calendars of those who are invited: changed, cancelled and added occurrences, own things, and answers to one.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { hourOn } from '../../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../../support/people/household.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

let ada: Housemate;
let bob: Housemate;
let cem: Housemate;
let series: string;
beforeEach(async () => {
  [ada, bob, cem] = await Promise.all([house.come('ada'), house.come('bob'), house.come('cem')]);
  series = String((await ada.must('POST', '/v1.0/me/events', daily(bob))).json.id);
});

const named = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });
const daily = (...people: readonly Housemate[]) => ({
  subject: 'Standup',
  ...hourOn('03-01'),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 } },
  ...named(...people),
});

type Shown = Readonly<Record<string, unknown>>;
const listOf = (json: Shown): readonly Shown[] => (Array.isArray(json.value) ? (json.value as Shown[]) : []);
const view = async (who: Housemate): Promise<readonly Shown[]> =>
  listOf((await who.must('GET', '/v1.0/me/calendarView?startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-03-15T00:00:00Z&$top=50')).json);
const timeOf = (event: Shown): string => String((event.start as Shown | undefined)?.dateTime).slice(5, 13);
const times = async (who: Housemate): Promise<string[]> => (await view(who)).map(timeOf);
/** The path of somebody's occurrence that originally starts on a day of March. */
async function on(who: Housemate, day: number): Promise<string> {
  const found = (await view(who)).find(({ originalStart }) => String(originalStart).startsWith(`2027-03-0${day}`));
  return `/v1.0/me/events/${String(found?.id)}`;
}
const masterOf = async (who: Housemate): Promise<Shown> => (await who.must('GET', `/v1.0/me/events/${await masterId(who)}`)).json;
const masterId = async (who: Housemate): Promise<string> => String((await view(who))[0]?.seriesMasterId);
const get = async (who: Housemate, path: string): Promise<Shown> => (await who.must('GET', path)).json;
const statusOf = async (who: Housemate, path: string): Promise<number> => (await who.send('GET', path)).status;

it('a moved, a changed and a cancelled occurrence are in the attendee’s calendar as in the organizer’s, and counted alike', async () => {
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro', categories: ['Red category'], showAs: 'oof' });
  await ada.must('DELETE', await on(ada, 4));
  expect(await times(bob)).toEqual(['03-01T10', '03-03T10', '03-05T10', '03-08T10']);
  expect(await times(bob)).toEqual(await times(ada));
  const [, changed, plain, moved] = await view(bob);
  expect(changed).toMatchObject({ subject: 'Retro', categories: [], showAs: 'tentative', type: 'exception', isOrganizer: false });
  expect(plain).toMatchObject({ subject: 'Standup', type: 'occurrence' });
  expect(moved).toMatchObject({ type: 'exception', responseStatus: { response: 'notResponded' } });
  const id = await masterId(bob);
  const window = 'startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-03-15T00:00:00Z';
  expect(listOf(await get(bob, `/v1.0/me/events/${id}/instances?${window}`)).map(timeOf)).toEqual(await times(bob));
  expect(listOf(await get(bob, `/v1.0/me/events/${id}/exceptionOccurrences`)).map(timeOf)).toEqual(['03-08T10', '03-03T10']);
  expect((await get(bob, `/v1.0/me/events/${id}?$select=cancelledOccurrences`)).cancelledOccurrences).toEqual([`OID.${id}.2027-03-04`]);
});

it('the series’ own ETag in the attendee’s calendar changes with its occurrences, an occurrence’s only with the occurrence', async () => {
  const before = await masterOf(bob);
  const others = await get(bob, await on(bob, 1));
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro' });
  expect((await masterOf(bob))['@odata.etag']).not.toBe(before['@odata.etag']);
  expect((await get(bob, await on(bob, 1)))['@odata.etag']).toBe(others['@odata.etag']);
  const changed = await get(bob, await on(bob, 3));
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro again' });
  const again = await get(bob, await on(bob, 3));
  expect(again.subject).toBe('Retro again');
  expect(again['@odata.etag']).not.toBe(changed['@odata.etag']);
});

it('who comes later to a series gets it with all that has become of its occurrences', async () => {
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  await ada.must('DELETE', await on(ada, 4));
  await ada.must('PATCH', `/v1.0/me/events/${series}`, named(bob, cem));
  expect(await times(cem)).toEqual(await times(ada));
});

it('who is let go from one occurrence has it cancelled in the series, and gets it back', async () => {
  const third = await on(ada, 3);
  await ada.must('PATCH', third, named(cem));
  expect(await times(bob)).toEqual(['03-01T10', '03-02T10', '03-04T10', '03-05T10']);
  await ada.must('PATCH', third, named(cem, bob));
  expect(await times(bob)).toEqual(await times(ada));
});

it('who attends one occurrence alone has it as a single event, and as part of the series once invited to that', async () => {
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro', ...named(bob, cem) });
  const [only, ...rest] = await view(cem);
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ subject: 'Retro', type: 'singleInstance', seriesMasterId: null, recurrence: null, isOrganizer: false });
  const path = `/v1.0/me/events/${String(only?.id)}`;
  await cem.must('POST', `${path}/accept`, {});
  expect((await get(cem, path)).responseStatus).toMatchObject({ response: 'accepted' });
  expect(await answersAt(ada, 3)).toEqual(['none', 'accepted']);
  await ada.must('PATCH', `/v1.0/me/events/${series}`, named(bob, cem));
  expect(await times(cem)).toEqual(await times(ada));
  expect(await statusOf(cem, path)).toBe(404);
  await ada.must('PATCH', `/v1.0/me/events/${series}`, named(bob));
  expect((await view(cem)).map((each) => each.seriesMasterId)).not.toContain(series);
});

const answersAt = async (who: Housemate, day: number): Promise<unknown[]> => {
  const { attendees } = await get(who, await on(who, day));
  return (attendees as { status: Shown }[]).map(({ status }) => status.response);
};

it('a single entry follows its occurrence and series, is called off with it, and ends with the series', async () => {
  await ada.must('PATCH', await on(ada, 3), named(bob, cem));
  await ada.must('PATCH', await on(ada, 4), named(bob, cem));
  await ada.must('PATCH', `/v1.0/me/events/${series}`, { subject: 'Renamed' });
  expect((await view(cem)).map(({ subject }) => subject)).toEqual(['Renamed', 'Renamed']);
  await ada.must('DELETE', await on(ada, 3));
  expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([true, false]);
  await ada.must('DELETE', `/v1.0/me/events/${series}`);
  expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([true, true]);
});

it('the organizer’s own of an occurrence makes no exception for the attendee; others’ answers are never shown', async () => {
  await ada.must('PATCH', `/v1.0/me/events/${series}`, named(bob, cem));
  await ada.must('PATCH', await on(ada, 2), { categories: ['Red category'], isReminderOn: false });
  await cem.must('POST', `${await on(cem, 3)}/accept`, {});
  expect(await answersAt(ada, 3)).toEqual(['none', 'accepted']);
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro' });
  expect((await get(bob, await on(bob, 2))).type).toBe('occurrence');
  expect(await get(bob, await on(bob, 3))).toMatchObject({ subject: 'Retro', isReminderOn: true });
  expect(await answersAt(bob, 3)).toEqual(['notResponded', 'none']);
});

it('what doesn’t fit a copy is read from the organizer’s occurrence: its body, and many attendees', async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ emailAddress: { address: `nobody${i}@elsewhere.example` } }));
  await ada.must('PATCH', await on(ada, 3), { body: { contentType: 'text', content: 'Bring cake' } });
  await ada.must('PATCH', await on(ada, 4), { attendees: [...many, ...named(bob, cem).attendees] });
  expect((await get(bob, await on(bob, 3))).body).toMatchObject({ content: 'Bring cake' });
  expect((await get(bob, await on(bob, 4))).attendees).toHaveLength(62);
  const [alone] = await view(cem);
  expect((await get(cem, `/v1.0/me/events/${String(alone?.id)}`)).attendees).toHaveLength(62);
});

it('hidden attendees of an occurrence stay hidden below the entry', async () => {
  await ada.must('PATCH', `/v1.0/me/events/${series}`, { hideAttendees: true });
  await ada.must('PATCH', await on(ada, 3), { subject: 'Secret', ...named(bob, cem) });
  const { attendees, subject } = await get(bob, await on(bob, 3));
  expect(subject).toBe('Secret');
  expect(JSON.stringify(attendees)).not.toContain(cem.upn);
});

it('what is the attendee’s own of one occurrence survives each delivery; anything else is 403 and named', async () => {
  const own = { showAs: 'free', categories: ['Blue category'], isReminderOn: false, reminderMinutesBeforeStart: 5 };
  const { status, json } = await bob.send('PATCH', await on(bob, 3), own);
  expect([status, json]).toMatchObject([200, { ...own, type: 'exception' }]);
  expect((await get(bob, await on(bob, 2))).categories).toEqual([]);
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro', ...hourOn('03-03', '11:00', '12:00') });
  expect(await get(bob, await on(bob, 3))).toMatchObject({ ...own, subject: 'Retro' });
  await ada.must('PATCH', `/v1.0/me/events/${series}`, { location: { displayName: 'Hall' } });
  expect(await get(bob, await on(bob, 3))).toMatchObject({ ...own, subject: 'Retro', location: { displayName: 'Hall' } });
  const refused = await bob.send('PATCH', await on(bob, 3), { subject: 'Mine' });
  expect([refused.status, JSON.stringify(refused.json)]).toEqual([403, expect.stringContaining("'subject'")]);
  expect((await get(ada, await on(ada, 3))).subject).toBe('Retro');
});

it('a deleted occurrence is gone from the own calendar alone, and comes back when it is to be at another time or place', async () => {
  const mine = await on(bob, 3);
  await bob.must('DELETE', mine);
  expect(await statusOf(bob, mine)).toBe(404);
  expect(await times(bob)).toHaveLength(4);
  expect(await times(ada)).toHaveLength(5);
  expect(await ada.inbox()).toEqual([]);
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro' });
  expect(await statusOf(bob, mine)).toBe(404);
  await ada.must('PATCH', await on(ada, 3), { location: { displayName: 'Hall' } });
  expect(await get(bob, mine)).toMatchObject({ subject: 'Retro', location: { displayName: 'Hall' } });
  await bob.must('DELETE', mine);
  await ada.must('PATCH', await on(ada, 3), hourOn('03-03', '15:00', '16:00'));
  expect(await times(bob)).toContain('03-03T15');
});

it('an answer to one occurrence reaches it alone; one to the series leaves it unless it comes later', async () => {
  const mine = await on(bob, 3);
  await bob.must('POST', `${mine}/accept`, { comment: 'once' });
  expect(await get(bob, mine)).toMatchObject({ responseStatus: { response: 'accepted' }, showAs: 'busy' });
  expect(await get(bob, await on(bob, 2))).toMatchObject({ responseStatus: { response: 'notResponded' }, showAs: 'tentative' });
  expect(await answersAt(ada, 3)).toEqual(['accepted']);
  expect(await answersAt(ada, 2)).toEqual(['none']);
  expect(await ada.inbox()).toHaveLength(1);
  await bob.must('POST', `/v1.0/me/events/${await masterId(bob)}/tentativelyAccept`, {});
  expect(await answersAt(ada, 3)).toEqual(['tentativelyAccepted']);
  expect(await get(bob, mine)).toMatchObject({ responseStatus: { response: 'tentativelyAccepted' }, showAs: 'tentative' });
  await bob.must('POST', `${mine}/accept`, {});
  expect([await answersAt(ada, 3), await answersAt(ada, 2)]).toEqual([['accepted'], ['tentativelyAccepted']]);
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro' });
  expect(await get(bob, mine)).toMatchObject({ subject: 'Retro', responseStatus: { response: 'accepted' } });
  await ada.must('PATCH', await on(ada, 3), hourOn('03-03', '17:00', '18:00'));
  expect(await get(bob, mine)).toMatchObject({ responseStatus: { response: 'notResponded' }, showAs: 'tentative' });
  expect((await bob.send('POST', `${mine}/cancel`, {})).status).toBe(400);
});

it('a declined occurrence is away, the message shows it, and an answer through the message brings it back', async () => {
  await ada.must('PATCH', await on(ada, 3), { subject: 'Retro' });
  const mine = await on(bob, 3);
  await bob.must('POST', `${mine}/decline`, {});
  expect(await statusOf(bob, mine)).toBe(404);
  expect(await answersAt(ada, 3)).toEqual(['declined']);
  expect(await times(bob)).toHaveLength(4);
  const message = (await bob.inbox()).find(({ subject }) => String(subject).includes('Retro'));
  const path = `/v1.0/me/messages/${String(message?.id)}/event`;
  expect(await get(bob, path)).toMatchObject({ id: mine.split('/').at(-1), subject: 'Retro' });
  await bob.must('POST', `${path}/accept`, {});
  expect(await get(bob, mine)).toMatchObject({ subject: 'Retro', responseStatus: { response: 'accepted' } });
  expect(await answersAt(ada, 3)).toEqual(['accepted']);
});

it('an occurrence of a cancelled series is shown as cancelled, with what had become of it', async () => {
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  await ada.must('DELETE', `/v1.0/me/events/${series}`);
  const shown = await view(bob);
  expect(shown.map(timeOf)).toEqual(['03-01T10', '03-03T10', '03-04T10', '03-05T10', '03-08T10']);
  expect(shown.every(({ isCancelled, showAs }) => isCancelled === true && showAs === 'free')).toBe(true);
  expect((await bob.send('POST', `${await on(bob, 2)}/accept`, {})).status).toBe(400);
});

it('a shorter series takes its occurrences out of the attendee’s calendar, and a longer one brings them back', async () => {
  await ada.must('PATCH', await on(ada, 4), { subject: 'Last' });
  const range = (numberOfOccurrences: number) => ({
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences } },
  });
  await ada.must('PATCH', `/v1.0/me/events/${series}`, range(3));
  expect(await times(bob)).toEqual(await times(ada));
  expect(await times(bob)).toHaveLength(3);
  await ada.must('PATCH', `/v1.0/me/events/${series}`, range(5));
  expect((await view(bob)).map(({ subject }) => subject)).toEqual((await view(ada)).map(({ subject }) => subject));
});

it('an entry that was declined and comes back has all copies again, as new documents', async () => {
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  await bob.must('PATCH', await on(bob, 2), { categories: ['Blue category'] });
  const id = await masterId(bob);
  await bob.must('POST', `/v1.0/me/events/${id}/decline`, {});
  expect(await view(bob)).toEqual([]);
  const message = (await bob.inbox()).find(({ type }) => type === 'seriesMaster');
  await bob.must('POST', `/v1.0/me/messages/${String(message?.id)}/event/accept`, {});
  expect(await times(bob)).toEqual(await times(ada));
  expect((await view(bob)).at(-1)).toMatchObject({ categories: [], responseStatus: { response: 'accepted' } });
});

it('a private occurrence that an attendee may not see is as if cancelled, and comes back when it is open again', async () => {
  const dan = await house.come('dan');
  await ada.share(dan, 'write');
  // Who may not see private events adds people who may not see them either.
  await dan.must('PATCH', `/v1.0/users/${ada.id}/events/${series}`, named(bob, cem));
  expect(await times(cem)).toHaveLength(5);
  await ada.must('PATCH', await on(ada, 3), { sensitivity: 'private' });
  expect(await times(cem)).toEqual(['03-01T10', '03-02T10', '03-04T10', '03-05T10']);
  expect(await times(bob)).toHaveLength(5);
  expect((await get(bob, await on(bob, 3))).sensitivity).toBe('private');
  await ada.must('PATCH', await on(ada, 3), { sensitivity: 'normal' });
  expect(await times(cem)).toHaveLength(5);
});

it('who reads an attendee’s shared calendar sees occurrences of the entry, but for private ones, and nobody comes in by being invited', async () => {
  const dan = await house.come('dan');
  await bob.share(dan, 'read');
  await ada.must('PATCH', await on(ada, 2), { subject: 'Retro' });
  await ada.must('PATCH', await on(ada, 3), { sensitivity: 'private', ...named(bob, cem) });
  const window = 'startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-03-15T00:00:00Z';
  const seen = async (who: Housemate) => who.send('GET', `/v1.0/users/${bob.id}/calendarView?${window}`);
  expect(listOf((await seen(dan)).json).map(timeOf)).toEqual(['03-01T10', '03-02T10', '03-04T10', '03-05T10']);
  expect((await seen(cem)).status).toBe(403);
  const private3 = (await on(bob, 3)).replace('/me/', `/users/${bob.id}/`);
  expect([(await cem.send('GET', private3)).status, (await dan.send('GET', private3)).status]).toEqual([403, 404]);
});
