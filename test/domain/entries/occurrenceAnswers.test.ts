// Answers to one occurrence of a series: each is kept for its person and the occurrence alone, and all others go on following the series.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

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
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
  };
  const json = { subject: 'Standup', ...hourOn('03-01'), recurrence, ...named(bob, cem) };
  series = `/v1.0/me/events/${String((await ada.must('POST', '/v1.0/me/events', json)).json.id)}`;
});

type Shown = Readonly<Record<string, unknown>>;
const named = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });

async function view(who: Housemate): Promise<readonly Shown[]> {
  const { value } = (await who.must('GET', '/v1.0/me/calendarView?startDateTime=2027-02-25&endDateTime=2027-03-15&$top=50')).json;
  return Array.isArray(value) ? (value as Shown[]) : [];
}

/** Somebody's occurrence that originally starts on a day of March. */
const dayOf = async (who: Housemate, day: number): Promise<Shown> =>
  (await view(who)).find(({ originalStart }) => String(originalStart).startsWith(`2027-03-0${day}`)) ?? expect.fail('no occurrence');
const on = async (who: Housemate, day: number): Promise<string> => `/v1.0/me/events/${String((await dayOf(who, day)).id)}`;
const answer = async (who: Housemate, action: string, day?: number): Promise<void> => {
  const path = day === undefined ? `/v1.0/me/events/${String((await dayOf(who, 1)).seriesMasterId)}` : await on(who, day);
  await who.must('POST', `${path}/${action}`, {});
};

/** Bob's and Cem's answers to an occurrence, as the organizer's calendar and as their own show them; both must say the same. */
async function answersTo(day: number): Promise<string[]> {
  const { attendees } = await dayOf(ada, day);
  const known = (attendees as { status: { response: string } }[]).map(({ status }) => status.response.replace('none', 'notResponded'));
  const own = await Promise.all([bob, cem].map(async (who) => (await dayOf(who, day)).responseStatus as { response: string }));
  expect(own.map(({ response }) => response)).toEqual(known);
  return known;
}

describe.each([
  ['at its series’ time', undefined],
  ['that was moved', hourOn('03-08')],
  ['of another subject', { subject: 'Retro' }],
] as const)('one attendee’s answer to an occurrence %s', (_, change) => {
  it('an answer is its attendee’s alone: the others’ answers to the series go on counting there', async () => {
    if (change !== undefined) await ada.must('PATCH', await on(ada, 2), change);
    await answer(bob, 'accept', 2);
    expect(await answersTo(2)).toEqual(['accepted', 'notResponded']);
    await answer(cem, 'tentativelyAccept');
    expect(await answersTo(2)).toEqual(['accepted', 'tentativelyAccepted']);
    await answer(bob, 'tentativelyAccept');
    expect(await answersTo(2)).toEqual(['tentativelyAccepted', 'tentativelyAccepted']);
    await answer(cem, 'accept', 2);
    expect([await answersTo(1), await answersTo(2)]).toEqual([
      ['tentativelyAccepted', 'tentativelyAccepted'],
      ['tentativelyAccepted', 'accepted'],
    ]);
  });
});

it('an occurrence that is moved asks everybody anew, whatever they have answered its series, and later answers to the series count', async () => {
  await answer(bob, 'accept');
  await answer(cem, 'accept');
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  expect([await answersTo(1), await answersTo(2)]).toEqual([
    ['accepted', 'accepted'],
    ['notResponded', 'notResponded'],
  ]);
  await answer(bob, 'accept', 2);
  expect(await answersTo(2)).toEqual(['accepted', 'notResponded']);
  await answer(cem, 'tentativelyAccept');
  expect(await answersTo(2)).toEqual(['accepted', 'tentativelyAccepted']);
  await ada.must('PATCH', await on(ada, 2), hourOn('03-02'));
  expect([await answersTo(1), await answersTo(2)]).toEqual([
    ['accepted', 'tentativelyAccepted'],
    ['notResponded', 'notResponded'],
  ]);
});

it('who is invited to the series later, or let go from it, joins or leaves an occurrence that was moved and answered', async () => {
  await ada.must('PATCH', series, named(bob));
  await ada.must('PATCH', await on(ada, 2), hourOn('03-08'));
  await answer(bob, 'accept', 2);
  await ada.must('PATCH', series, named(bob, cem));
  expect(await answersTo(2)).toEqual(['accepted', 'notResponded']);
  await ada.must('PATCH', series, named(cem));
  expect((await dayOf(ada, 2)).attendees).toMatchObject([{ emailAddress: { address: cem.upn }, status: { response: 'none' } }]);
  expect(await view(bob)).toEqual([]);
});
