// After random changes of a series and its occurrences, each attendee's calendar shows what the organizer's shows of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

type Shown = Readonly<Record<string, unknown>>;

/** Numbers below 1, the same ones for the same seed (a linear congruential generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

const days = 6;
const dayIn = (path: string | undefined): string => path?.slice(-12) ?? 'none';
const recurring = (numberOfOccurrences: number, time = hourOn('03-01')) => ({
  ...time,
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences } },
});
const named = (people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });

async function view(who: Housemate): Promise<readonly Shown[]> {
  const window = 'startDateTime=2027-02-25T00:00:00Z&endDateTime=2027-04-15T00:00:00Z&$top=100';
  const { value } = (await who.must('GET', `/v1.0/me/calendarView?${window}`)).json;
  return Array.isArray(value) ? (value as Shown[]) : [];
}

interface Listed {
  readonly status: { readonly response: string };
  readonly emailAddress: { readonly address: string };
}
const listed = ({ attendees }: Shown): readonly Listed[] => attendees as Listed[];

/** What everybody who is invited is shown alike. */
function common(event: Shown): object {
  const { subject, start, end, location, importance, isAllDay, iCalUId, bodyPreview, organizer } = event;
  const addresses = listed(event).map(({ emailAddress }) => emailAddress.address);
  return { subject, start, end, location, importance, isAllDay, iCalUId, bodyPreview, organizer, addresses };
}

/** What the organizer's calendar says an attendee is shown, with the attendee's answer. */
const expected = (events: readonly Shown[], { upn }: Housemate): readonly object[] =>
  events.flatMap((event) => {
    const own = listed(event).find(({ emailAddress }) => emailAddress.address === upn);
    if (own === undefined) return [];
    const response = own.status.response === 'none' ? 'notResponded' : own.status.response;
    return [{ ...common(event), response, own: response }];
  });

/** What is called off is shown as such to who attended it alone. */
const actual = (events: readonly Shown[], { upn }: Housemate): readonly object[] =>
  events
    .filter(({ isCancelled }) => isCancelled === false)
    .map((event) => ({
      ...common(event),
      response: (event.responseStatus as Listed['status']).response,
      own: listed(event).find(({ emailAddress }) => emailAddress.address === upn)?.status.response,
    }));

it.each([1, 2])('each attendee’s calendar agrees with the organizer’s after every change, by seed %i', async (seed) => {
  const random = randomFrom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const [ada, ...others] = await Promise.all(['ada', 'bob', 'cem'].map((name) => house.come(name)));
  if (ada === undefined) throw new Error('Nobody came.');
  const some = (): Housemate[] => others.filter(() => random() < 0.6);
  const path = `/v1.0/me/events/${String((await ada.must('POST', '/v1.0/me/events', { subject: 'Standup', ...recurring(days), ...named(others) })).json.id)}`;
  const oneOf = async (who: Housemate): Promise<string | undefined> => {
    const events = await view(who);
    const event = events[below(events.length)];
    return event && `/v1.0/me/events/${String(event.id)}`;
  };
  const two = (number: number): string => String(number).padStart(2, '0');
  let series = 0;
  const ofOne = (): object =>
    [
      { subject: `Own ${below(1_000)}` },
      hourOn(`03-${two(1 + below(20))}`, `${two(below(12))}:00`, `${two(12 + below(10))}:00`),
      { location: { displayName: `Room ${below(9)}` }, importance: 'high' },
      { body: { contentType: 'text', content: `Notes ${below(9)}` } },
      { categories: ['Red category'], isReminderOn: false },
      named(some()),
    ][below(6)] ?? {};
  const ofAll = (): object =>
    [
      { subject: `All ${++series}` },
      recurring(3 + below(days), hourOn('03-01', `${two(8 + below(4))}:00`, '13:00')),
      { location: { displayName: `Hall ${below(9)}` } },
      named(some()),
    ][below(4)] ?? {};
  const steps = [
    async () => {
      const one = await oneOf(ada);
      const wanted = ofOne();
      if (one !== undefined) await ada.must('PATCH', one, wanted);
      return `change ${dayIn(one)} ${JSON.stringify(wanted)}`;
    },
    async () => {
      const one = random() < 0.3 ? await oneOf(ada) : undefined;
      if (one !== undefined) await ada.must('DELETE', one);
      return `cancel ${dayIn(one)}`;
    },
    async () => {
      const wanted = random() < 0.6 ? ofAll() : undefined;
      if (wanted !== undefined) await ada.must('PATCH', path, wanted);
      return `change all ${JSON.stringify(wanted)}`;
    },
    async () => {
      const who = others[below(others.length)];
      const one = who && (await oneOf(who));
      const answer = ['accept', 'tentativelyAccept'][below(2)] ?? '';
      if (who !== undefined && one !== undefined) await who.must('POST', `${one}/${answer}`, {});
      return `${who?.upn} ${answer} ${dayIn(one)}`;
    },
    async () => {
      const who = others[below(others.length)];
      const [event] = who === undefined ? [] : await view(who);
      if (who !== undefined && typeof event?.seriesMasterId === 'string')
        await who.must('POST', `/v1.0/me/events/${event.seriesMasterId}/accept`, {});
      return `${who?.upn} accept all`;
    },
    async () => {
      const who = others[below(others.length)];
      const one = who && (await oneOf(who));
      if (who !== undefined && one !== undefined) await who.must('PATCH', one, { categories: ['Blue category'], showAs: 'free' });
      return `${who?.upn} own ${dayIn(one)}`;
    },
  ];
  const said: string[] = [];
  for (let i = 0; i < Number(process.env.STEPS ?? 25); i++) {
    said.push((await steps[below(steps.length)]?.()) ?? '');
    const shown = await view(ada);
    for (const who of others) expect(actual(await view(who), who), said.join('\n')).toEqual(expected(shown, who));
  }
});
