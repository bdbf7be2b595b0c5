// findMeetingTimes through the running stack: what it suggests, by its defaults and by each parameter, and what is refused.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, isEntity, type Entity } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let organizer: Person;
let free: Person;
let busy: Person;

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
/** A Monday. */
const on = (time: string) => at(`2027-03-01T${time}:00`);
const slot = (from: string, to: string) => ({ start: on(from), end: on(to) });
const attendees = (...people: readonly Pick<Person, 'upn'>[]) => ({
  attendees: people.map(({ upn }) => ({ type: 'required', emailAddress: { address: upn } })),
});
const within = (from: string, to: string, more: object = {}) => ({ timeConstraint: { timeSlots: [slot(from, to)], ...more } });

beforeAll(async () => {
  api = await openApi();
  [organizer, free, busy] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'free'), newPerson(api, 'busy')]);
  await busy.newEvent({ subject: 'taken', ...slot('09:00', '10:00') });
  await busy.newEvent({ subject: 'maybe', showAs: 'tentative', ...slot('10:00', '10:30') });
  await organizer.newEvent({ subject: 'own', showAs: 'oof', ...slot('11:00', '12:00') });
});

const ask = (json: object | undefined, headers = {}): Promise<Answer> =>
  organizer.send('/v1.0/me/findMeetingTimes', { method: 'POST', ...(json && { json }), headers });
const suggestionsIn = ({ status, text, json }: Answer): readonly Entity[] => {
  expect(status, text).toBe(200);
  return Array.isArray(json.meetingTimeSuggestions) ? json.meetingTimeSuggestions.filter(isEntity) : expect.fail(text);
};
const startOf = ({ meetingTimeSlot }: Entity): string => (meetingTimeSlot as { start: { dateTime: string } }).start.dateTime.slice(11, 16);
const startsOf = async (json: object): Promise<unknown> => suggestionsIn(await ask(json)).map(startOf);
const reasonOf = async (json: object): Promise<unknown> => {
  const answer = await ask(json);
  expect(suggestionsIn(answer)).toEqual([]);
  return answer.json.emptySuggestionsReason;
};

it('a suggestion is shown as Graph shows it', async () => {
  const answer = await ask(
    { ...attendees(free, busy), ...within('09:00', '11:00'), meetingDuration: 'PT1H', returnSuggestionReasons: 'true', maxCandidates: '1' },
    { Prefer: 'outlook.timezone="W. Europe Standard Time"' },
  );
  expect(answer.headers.get('preference-applied')).toBe('outlook.timezone="W. Europe Standard Time"');
  expect(answer.json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#microsoft.graph.meetingTimeSuggestionsResult`,
    emptySuggestionsReason: '',
    meetingTimeSuggestions: [
      {
        confidence: 75,
        order: 1,
        organizerAvailability: 'free',
        suggestionReason: 'Suggested because it is one of the nearest times when most attendees are available.',
        attendeeAvailability: [
          { availability: 'free', attendee: { type: 'required', emailAddress: { address: free.upn } } },
          { availability: 'tentative', attendee: { type: 'required', emailAddress: { address: busy.upn } } },
        ],
        locations: [],
        meetingTimeSlot: {
          start: at('2027-03-01T11:00:00.0000000', 'W. Europe Standard Time'),
          end: at('2027-03-01T12:00:00.0000000', 'W. Europe Standard Time'),
        },
      },
    ],
  });
});

describe('the defaults', () => {
  it('a request without a body gets five suggestions of half an hour in the working hours of the next days', async () => {
    const found = suggestionsIn(await ask(undefined));
    expect(found.map(({ order, confidence }) => [order, confidence])).toEqual([1, 2, 3, 4, 5].map((order) => [order, 100]));
    for (const { meetingTimeSlot, suggestionReason } of found) {
      const { start, end } = meetingTimeSlot as { start: { dateTime: string }; end: { dateTime: string } };
      const [from, to] = [Date.parse(`${start.dateTime.slice(0, 19)}Z`), Date.parse(`${end.dateTime.slice(0, 19)}Z`)];
      expect(to - from).toBe(30 * 60_000);
      expect(from).toBeGreaterThan(Date.now() - 60_000);
      expect([new Date(from).getUTCDay() % 6, new Date(from).getUTCHours() >= 8, new Date(to).getTime() % 1_800_000]).not.toContain(false);
      expect(new Date(from).getUTCDay() % 6).toBeGreaterThan(0);
      expect(suggestionReason).toBeUndefined();
    }
    expect(suggestionsIn(await ask({ maxCandidates: null, meetingDuration: null, attendees: null }))).toHaveLength(5);
  });

  it('candidates begin every half hour in a slot, and end in it', async () => {
    expect(await startsOf({ ...within('13:10', '15:00'), meetingDuration: 'PT45M' })).toEqual(['13:10', '13:40', '14:10']);
  });
});

describe('who can come', () => {
  it('times are ordered by confidence, then by time, and who is busy half of the people is as good as the least', async () => {
    const wish = { ...attendees(free, busy), ...within('09:00', '11:00'), maxCandidates: 10 };
    const found = suggestionsIn(await ask(wish));
    expect(found.map((each) => [startOf(each), each.confidence])).toEqual([
      ['10:30', 100],
      ['10:00', 75],
      ['09:00', 50],
      ['09:30', 50],
    ]);
    expect(await startsOf({ ...wish, minimumAttendeePercentage: 75 })).toEqual(['10:30', '10:00']);
  });

  it('the organizer is neither busy nor away unless optional', async () => {
    const wish = { ...attendees(free), ...within('10:30', '12:30') };
    expect(await startsOf(wish)).toEqual(['10:30', '12:00']);
    const found = suggestionsIn(await ask({ ...wish, isOrganizerOptional: true }));
    expect(found.map((each) => [startOf(each), each.organizerAvailability])).toEqual([
      ['10:30', 'free'],
      ['11:00', 'oof'],
      ['11:30', 'oof'],
      ['12:00', 'free'],
    ]);
  });

  it('whom the caller may not see is unknown, and never refused', async () => {
    const closed = await newPerson(api, 'closed');
    await closed.send('/v1.0/me/calendar/calendarPermissions/RGVmYXVsdA==', { method: 'PATCH', json: { role: 'none' } });
    const wish = { ...attendees(closed, { upn: `nobody-${randomUUID()}@contoso.example` }), ...within('14:00', '14:30') };
    expect(await reasonOf(wish)).toBe('attendeesUnavailableOrUnknown');
    const [only] = suggestionsIn(await ask({ ...wish, minimumAttendeePercentage: 49 }));
    expect(only).toMatchObject({ confidence: 49, attendeeAvailability: [{ availability: 'unknown' }, { availability: 'unknown' }] });
  });

  it('everybody’s working hours count for work, the weekend as well for what is personal, and nothing where it is unrestricted', async () => {
    const late = await newPerson(api, 'late');
    const settings = { workingHours: { startTime: '16:00', endTime: '20:00', daysOfWeek: ['monday', 'saturday'] } };
    expect((await late.with('MailboxSettings.ReadWrite')('/v1.0/me/mailboxSettings', { method: 'PATCH', json: settings })).status).toBe(
      200,
    );
    const wish = (domain?: string) => ({ ...attendees(late), ...within('15:00', '18:00', { activityDomain: domain }) });
    for (const domain of [undefined, 'work', 'Unknown', 'personal'])
      expect(await startsOf(wish(domain)), domain).toEqual(['16:00', '16:30']);
    expect(await startsOf(wish('unrestricted'))).toHaveLength(5);
    const saturday = { start: at('2027-03-06T22:00:00'), end: at('2027-03-06T23:00:00') };
    const onSaturday = (activityDomain: string) => ({ ...attendees(late), timeConstraint: { activityDomain, timeSlots: [saturday] } });
    expect(await startsOf(onSaturday('personal'))).toEqual(['22:00', '22:30']);
    expect(await reasonOf(onSaturday('work'))).toBe('unknown');
  });
});

describe('locations', () => {
  const places = (isRequired: boolean, ...locations: readonly object[]) => ({
    locationConstraint: { isRequired, suggestLocation: true, locations },
  });
  const hall = { displayName: 'Hall' };
  const busyRoom = (more: object = {}) => ({ displayName: 'Room', locationEmailAddress: busy.upn, ...more });

  it('locations are those that are given, without the ones that are busy', async () => {
    const wish = { ...within('09:30', '10:30') };
    const found = suggestionsIn(await ask({ ...wish, ...places(false, hall, busyRoom()) }));
    expect(found.map(({ locations }) => locations)).toEqual([[hall], [hall, busyRoom()]]);
    const unasked = suggestionsIn(await ask({ ...wish, ...places(true, busyRoom({ resolveAvailability: false })) }));
    expect(unasked.map(({ locations }) => locations)).toEqual([[busyRoom()], [busyRoom()]]);
    expect(suggestionsIn(await ask({ ...wish, ...places(false) }))[0]?.locations).toEqual([]);
  });

  it('a required location is there, or there is no suggestion', async () => {
    expect(await startsOf({ ...within('09:00', '10:30'), ...places(true, busyRoom()) })).toEqual(['10:00']);
    expect(await reasonOf({ ...within('09:00', '10:00'), ...places(true, busyRoom()) })).toBe('locationsUnavailable');
  });
});

it.each([
  ['attendeesUnavailable', () => ({ ...attendees(busy), ...within('09:00', '10:00') })],
  ['organizerUnavailable', () => within('11:00', '12:00')],
  ['unknown', () => within('02:00', '03:00')],
] as const)('without suggestions there is a reason: %s', async (reason, wish) => {
  expect(await reasonOf(wish())).toBe(reason);
});

describe('what is refused', () => {
  it.each([
    [{ meetingDuration: '1 hour' }, 'RequestBodyRead', "Cannot convert the literal '1 hour' to the expected type 'Edm.Duration'."],
    [{ meetingDuration: 'P' }, 'RequestBodyRead', /'P'.*Edm\.Duration/],
    [{ meetingDuration: 'PT24H1S' }, 'ErrorInvalidRequest', /at most 24 hours/],
    [{ meetingDuration: '-PT1H' }, 'ErrorInvalidRequest', /'meetingDuration'/],
    [{ maxCandidates: 0 }, 'ErrorInvalidRequest', /'maxCandidates' must be from 1 to 100/],
    [{ maxCandidates: 101 }, 'ErrorInvalidRequest', /'maxCandidates' must be from 1 to 100/],
    [{ minimumAttendeePercentage: 101 }, 'ErrorInvalidRequest', /from 0 to 100/],
    [{ attendees: [{ type: 'required' }] }, 'ErrorInvalidRequest', /attendees\/emailAddress\/address/],
    [{ attendees: Array.from({ length: 101 }, () => ({ emailAddress: { address: 'a@b.c' } })) }, 'BadRequest', /'attendees'.*100/],
    [{ timeConstraint: { timeSlots: [slot('10:00', '10:00')] } }, 'ErrorInvalidRequest', /'end'.*after/],
    [{ timeConstraint: { timeSlots: [{ start: on('10:00') }] } }, 'ErrorInvalidRequest', /'end' is missing/],
    [{ timeConstraint: { timeSlots: [{ start: on('10:00'), end: at('2027-05-02T10:00:01') }] } }, 'ErrorInvalidRequest', /62 days/],
    [{ timeConstraint: { activityDomain: 'leisure' } }, 'RequestBodyRead', /'leisure'.*activityDomain/],
    [{ isOrganizerOptional: 'maybe' }, 'RequestBodyRead', /'maybe'.*Edm\.Boolean/],
    [{ duration: 'PT1H' }, 'RequestBodyRead', /'duration'.*findMeetingTimes/],
  ])('findMeetingTimes is refused with %j', async (json, code, message) => {
    expectError(await ask(json), 400, code, message);
  });

  it('findMeetingTimes takes the permissions of calendars, shared ones too, and is done for oneself or by an application', async () => {
    const path = '/v1.0/me/findMeetingTimes';
    const json = within('14:00', '15:00');
    for (const scope of ['Calendars.Read', 'Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'])
      expect((await organizer.with(scope)(path, { json })).status, scope).toBe(200);
    for (const scope of ['Calendars.ReadBasic', 'User.Read'])
      expectError(await organizer.with(scope)(path, { json }), 403, 'ErrorAccessDenied');
    expectError(await organizer.send(`/v1.0/users/${free.upn}/findMeetingTimes`, { json }), 403, 'ErrorAccessDenied');
    const token = await api.token({ app: true, role: 'Calendars.Read' });
    const byApp = await api.send(`/v1.0/users/${organizer.id}/findMeetingTimes`, { json: within('11:00', '12:30'), token });
    expect(suggestionsIn(byApp).map(startOf)).toEqual(['12:00']);
    const refused = await organizer.send(path);
    expectError(refused, 405, 'ErrorInvalidRequest');
    expect(refused.headers.get('allow')).toBe('POST');
  });
});
