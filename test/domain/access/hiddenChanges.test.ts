// What changes beneath somebody's view leaves no trace in it: body, ETag, time, type, order and numbers of what each role is shown depend
// only on what it may see.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf } from '../../support/runs.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

/** Each time that it is asked for is a second later: what is shown of a time shows when that was written. */
let now = Date.parse('2027-01-04T08:00:00Z');
let home: Household;
beforeAll(async () => {
  home = await startHousehold(() => (now += 1_000));
});
afterAll(() => home.close());

const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
const at = (hour: number, day = 1) => ({
  start: { dateTime: `2027-03-0${day}T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-0${day}T${String(hour + 1).padStart(2, '0')}:00:00`, timeZone: 'UTC' },
});
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 4 } };
const inviting = (...people: readonly { readonly upn: string }[]) => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});
const reference = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'r', sourceUrl: 'https://contoso.example/r' };
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const entries = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];

type Day = 'closed' | 'apart' | 'open' | 'plain';
/** Who reads by a share and who writes by one see the same. */
type Observer = 'attendee' | 'reader';

/** A series whose attendees are hidden from each other, one day of which is private, and one another attendee's alone. */
interface Scene {
  readonly owner: Housemate;
  /** Attends every day. */
  readonly insider: Housemate;
  readonly observers: Readonly<Record<Observer, Housemate>>;
  readonly series: string;
  /** By it whoever is invited knows the series: the id of each one's entry is another. */
  readonly iCalUId: string;
  readonly days: Readonly<Record<Day, string>>;
}

async function scene(): Promise<Scene> {
  const [owner, insider, attendee, reader] = await Promise.all(['owner', 'insider', 'attendee', 'reader'].map((name) => home.come(name)));
  if (!owner || !insider || !attendee || !reader) throw new Error('nobody');
  await owner.share(reader, 'read');
  const json = { subject: 'Series', hideAttendees: true, ...at(11), recurrence: daily, ...inviting(insider) };
  const made = (await owner.must('POST', '/v1.0/me/events', json)).json;
  const [series, iCalUId] = [text(made.id), text(made.iCalUId)];
  const { value } = (await owner.must('GET', `/v1.0/me/events/${series}/instances?${window}`)).json;
  const [closed = '', apart = '', open = '', plain = ''] = entries(value).map(({ id }) => text(id));
  await owner.must('PATCH', `/v1.0/me/events/${closed}`, { sensitivity: 'private' });
  await owner.must('PATCH', `/v1.0/me/events/${series}`, inviting(insider, attendee));
  await owner.must('PATCH', `/v1.0/me/events/${apart}`, inviting(insider));
  return { owner, insider, observers: { attendee, reader }, series, iCalUId, days: { closed, apart, open, plain } };
}

/** The path to the series of an attendee: through the newest of the messages that lead to it. */
async function meetingOf(who: Housemate, { iCalUId }: Pick<Scene, 'iCalUId'>): Promise<string> {
  for (const { id } of await who.inbox()) {
    const path = `/me/messages/${text(id)}/event`;
    if ((await who.send('GET', `/v1.0${path}?$select=iCalUId`)).json.iCalUId === iCalUId) return path;
  }
  throw new Error('No message leads to the series.');
}

/** All that somebody is shown of the series: as an attendee by the own message, by a share in the owner's mailbox. */
async function view(here: Scene, observer: Observer): Promise<unknown> {
  const { owner, observers, series, days } = here;
  const who = observers[observer];
  const base = `/users/${owner.id}`;
  const event = observer === 'attendee' ? await meetingOf(who, here) : `${base}/events/${series}`;
  const paths = [
    event,
    `${event}?$select=cancelledOccurrences`,
    `${event}/attachments`,
    `${event}/instances?${window}&$count=true`,
    `${event}/exceptionOccurrences`,
    `${event}/exceptionOccurrences/$count`,
    ...Object.values(days).flatMap((id) => [
      `${event}/instances/${id}`,
      `${event}/instances/${id}/attachments`,
      `${event}/exceptionOccurrences/${id}`,
    ]),
    ...(observer === 'attendee'
      ? ['/me/messages', `${event.slice(0, -'/event'.length)}?$expand=microsoft.graph.eventMessage/event`]
      : [`${base}/events?$orderby=lastModifiedDateTime`, `${base}/calendarView?${window}&$count=true`]),
  ];
  const requests = paths.map((url, i) => ({ id: String(i), method: 'GET', url }));
  const responses = entries((await who.must('POST', '/v1.0/$batch', { requests })).json.responses);
  const shown = responses.map(({ id, status, body, headers }) => {
    const { error } = (body ?? {}) as Record<string, unknown>;
    return [paths[Number(id)], status, error === undefined ? body : 'error', (headers as Record<string, unknown> | undefined)?.ETag];
  });
  return JSON.parse(JSON.stringify(shown.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))));
}

let nth = 0;
/** Counts the answers, so that each is another than the one before: the same one again changes nothing. */
let answered = 0;
const change = (on: Day | 'series', json: () => object) => async (here: Scene) =>
  here.owner.must('PATCH', `/v1.0/me/events/${on === 'series' ? here.series : here.days[on]}`, json());
const attach = (on: Day) => async (here: Scene) => here.owner.must('POST', `/v1.0/me/events/${here.days[on]}/attachments`, reference);
const answer = (on?: Day) => async (here: Scene) => {
  const path = `/v1.0${await meetingOf(here.insider, here)}${on === undefined ? '' : `/instances/${here.days[on]}`}`;
  return here.insider.must('POST', `${path}/${answered++ % 2 === 0 ? 'accept' : 'decline'}`, {});
};
const everybody: readonly Observer[] = ['attendee', 'reader'];

/** What may happen, and whom none of it is shown to. */
const deeds: Readonly<Record<string, readonly [readonly Observer[], (here: Scene) => Promise<unknown>]>> = {
  'the private day gets another subject': [everybody, change('closed', () => ({ subject: `closed ${nth++}` }))],
  'the private day is moved': [everybody, change('closed', () => at(12 + (nth++ % 8)))],
  'the private day gets another reminder': [everybody, change('closed', () => ({ reminderMinutesBeforeStart: nth++ }))],
  'something is attached to the private day': [everybody, attach('closed')],
  'somebody is invited to the private day': [everybody, change('closed', () => inviting({ upn: `${nth++}@elsewhere.example` }))],
  'another attendee’s day gets another subject': [['attendee'], change('apart', () => ({ subject: `apart ${nth++}` }))],
  'something is attached to another attendee’s day': [['attendee'], attach('apart')],
  'somebody is invited, while attendees are hidden': [
    ['attendee'],
    async (here) => {
      const { insider, observers } = here;
      return change('series', () => inviting(insider, observers.attendee, { upn: `${nth++}@elsewhere.example` }))(here);
    },
  ],
  'somebody is invited to one day, while attendees are hidden': [
    ['attendee'],
    async (here) => {
      const { insider, observers } = here;
      return change('open', () => inviting(insider, observers.attendee, { upn: `${nth++}@elsewhere.example` }))(here);
    },
  ],
  'a day gets what is the organizer’s own': [
    ['attendee'],
    change('open', () => ({ categories: [String(nth++)], reminderMinutesBeforeStart: nth++ })),
  ],
  'the series gets what is the organizer’s own': [['attendee'], change('series', () => ({ categories: [String(nth++)] }))],
  'another attendee answers the series': [['attendee'], answer()],
  'another attendee answers for a day': [['attendee'], answer('plain')],
  'a day is seen by all to be another': [[], change('open', () => ({ subject: `open ${nth++}` }))],
  'the series is seen by all to be another': [[], change('series', () => ({ subject: `series ${nth++}` }))],
};
const names = Object.keys(deeds);

type Views = Readonly<Record<Observer, unknown>>;

async function views(here: Scene): Promise<Views> {
  const [attendee, reader] = await Promise.all(everybody.map((observer) => view(here, observer)));
  return { attendee, reader };
}

/** Does it, and holds the views of all to what was seen before. Resolves to what is seen then. */
async function leavesNoTrace(here: Scene, name: string, before: Views): Promise<Views> {
  const [hiddenFrom, deed] = deeds[name] ?? expect.fail(name);
  await deed(here);
  const after = await views(here);
  for (const observer of everybody) {
    if (hiddenFrom.includes(observer)) expect(after[observer], `${observer}: ${name}`).toEqual(before[observer]);
    else expect(after[observer], `${observer}: ${name}`).not.toEqual(before[observer]);
  }
  return after;
}

describe('what somebody may not see', () => {
  it('what somebody may not see changes nothing of what each role is shown, and what it may see does', async () => {
    const here = await scene();
    let seen = await views(here);
    for (const name of names) seen = await leavesNoTrace(here, name, seen);
    for (const day of ['closed', 'apart'] as const) {
      await here.owner.must('DELETE', `/v1.0/me/events/${here.days[day]}`);
      const after = await views(here);
      for (const observer of day === 'closed' ? everybody : (['attendee'] as const))
        expect(after[observer], `${observer}: ${day} is called off`).toEqual(seen[observer]);
      seen = after;
    }
  });

  it('what somebody may not see changes nothing, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 3, maxLength: 5 }), async (sequence) => {
        const here = await scene();
        let seen = await views(here);
        for (const name of sequence) seen = await leavesNoTrace(here, name, seen);
      }),
      { numRuns: casesOf(1), endOnFailure: true },
    );
  });

  it('an answer of one’s own makes an exception for who has given it alone, and the last one counts', async () => {
    const here = await scene();
    const { insider, days, observers } = here;
    const path = `/v1.0${await meetingOf(insider, here)}/instances/${days.plain}`;
    const before = (await insider.must('GET', path)).json;
    await answer('plain')(here);
    const after = (await insider.must('GET', path)).json;
    expect([before.type, after.type]).toEqual(['occurrence', 'exception']);
    expect(after['@odata.etag']).not.toBe(before['@odata.etag']);
    // What the other one answers to all days is the answer to this one, too.
    const meeting = `/v1.0${await meetingOf(observers.attendee, here)}`;
    await observers.attendee.must('POST', `${meeting}/tentativelyAccept`, {});
    const shown = (await observers.attendee.must('GET', `${meeting}/instances/${days.plain}`)).json;
    expect([shown.type, shown.responseStatus]).toMatchObject(['occurrence', { response: 'tentativelyAccepted' }]);
    expect((await insider.must('GET', path)).json.responseStatus).toEqual(after.responseStatus);
    const again = answered % 2 === 0 ? 'accepted' : 'declined';
    await answer()(here);
    // Who has declined the series has no entry of it: an occurrence of it is shown as one that is attended alone.
    const type = again === 'declined' ? 'singleInstance' : 'occurrence';
    expect((await insider.must('GET', path)).json).toMatchObject({ type, responseStatus: { response: again } });
  });
});
