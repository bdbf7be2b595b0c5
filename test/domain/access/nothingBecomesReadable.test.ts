// For every pair of roles: whatever somebody writes into a shared calendar, in any order, nothing becomes readable to anybody that wasn't.
// Private events and occurrences, hidden attendees, and what is the organizer's own: categories, transactionId, reminder. And nothing that
// somebody may not see becomes another by what that one writes.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());

/** What nobody may read but by a right: each stands in one place of the owner's events alone. */
const marks = {
  private: 'MARK-private',
  occurrence: 'MARK-occurrence',
  sealed: 'MARK-sealed',
  hidden: 'MARK-hidden',
  category: 'MARK-category',
  transaction: 'MARK-transaction',
  reminder: ':7777',
} as const;
type Mark = keyof typeof marks;

const ofPrivate: readonly Mark[] = ['private', 'occurrence', 'sealed'];
const ofReaders: readonly Mark[] = ['hidden', 'category', 'transaction', 'reminder'];

/** What each role reads (contract, section 7): the others read none of it, though all of them are invited to the meeting. */
const readBy: Readonly<Record<Exclude<CalendarRole, 'none'>, readonly Mark[]>> = {
  freeBusyRead: [],
  limitedRead: [],
  read: ofReaders,
  write: ofReaders,
  delegateWithoutPrivateEventAccess: ofReaders,
  delegateWithPrivateEventAccess: [...ofReaders, ...ofPrivate],
};
const readers = Object.keys(readBy) as (keyof typeof readBy)[];
const writers = ['write', 'delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'] as const;

const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
const at = (hour: number) => ({
  start: { dateTime: `2027-03-01T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${String(hour + 1).padStart(2, '0')}:00:00`, timeZone: 'UTC' },
});
const daily = (type: 'daily' | 'weekly') => ({
  pattern: { type, interval: 1, ...(type === 'weekly' && { daysOfWeek: ['monday'] }) },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
});
const inviting = (...people: readonly { readonly upn: string }[]) => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});
const reference = (name: string) => ({
  '@odata.type': '#microsoft.graph.referenceAttachment',
  name,
  sourceUrl: 'https://contoso.example/r',
});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An owner whose default calendar is shared in every role, with somebody who writes into it. */
interface Scene {
  readonly owner: Housemate;
  readonly writer: Housemate;
  readonly writes: CalendarRole;
  readonly readers: ReadonlyMap<keyof typeof readBy, Housemate>;
  /**
   * Ids of the events that are written to: a private one, a series with a private occurrence, that and another one, a private series and an
   * occurrence of it that was personal before, and a meeting.
   */
  readonly targets: Readonly<Record<Target, string>>;
}
type Target = 'secret' | 'series' | 'closed' | 'open' | 'sealed' | 'unsealed' | 'meeting';
const closed: readonly Target[] = ['secret', 'closed', 'sealed', 'unsealed'];
const targets: readonly Target[] = ['secret', 'series', 'closed', 'open', 'sealed', 'unsealed', 'meeting'];

async function scene(writes: (typeof writers)[number]): Promise<Scene> {
  const owner = await home.come('owner');
  const writer = await home.come('writer');
  await owner.share(writer, writes);
  const people = new Map<keyof typeof readBy, Housemate>();
  for (const role of readers) {
    const person = await home.come(role);
    people.set(role, person);
    await owner.share(person, role);
  }
  const make = async (json: object): Promise<string> => text((await owner.must('POST', '/v1.0/me/events', json)).json.id);
  const own = { categories: [marks.category], reminderMinutesBeforeStart: 7777, transactionId: `${marks.transaction}-${owner.id}` };
  const outsider = { upn: `${marks.hidden}@elsewhere.example` };
  const meeting = await make({
    subject: 'Meeting',
    ...at(9),
    ...own,
    hideAttendees: true,
    ...inviting(outsider, writer, ...people.values()),
  });
  const secret = await make({
    subject: marks.private,
    body: { content: marks.private },
    sensitivity: 'private',
    ...at(10),
    ...inviting(outsider),
  });
  const series = await make({ subject: 'Series', ...at(11), recurrence: daily('daily'), ...inviting(owner) });
  const daysOf = async (id: string): Promise<string[]> => {
    const { value } = (await owner.must('GET', `/v1.0/me/events/${id}/instances?${window}`)).json;
    return (value as { id: string }[]).map((each) => each.id);
  };
  const [closed = '', open = ''] = await daysOf(series);
  await owner.must('PATCH', `/v1.0/me/events/${closed}`, {
    sensitivity: 'private',
    subject: marks.occurrence,
    body: { content: marks.occurrence },
  });
  // What the private occurrence has of its series, and what a private series shows by an occurrence that was less private once.
  await owner.must('POST', `/v1.0/me/events/${series}/attachments`, reference('agenda'));
  const sealed = await make({ subject: 'Later sealed', ...at(12), recurrence: daily('daily'), ...inviting(owner) });
  const [unsealed = ''] = await daysOf(sealed);
  await owner.must('PATCH', `/v1.0/me/events/${unsealed}`, { sensitivity: 'personal' });
  await owner.must('PATCH', `/v1.0/me/events/${sealed}`, { sensitivity: 'private', subject: marks.sealed });
  await owner.must('POST', `/v1.0/me/events/${sealed}/attachments`, reference(marks.sealed));
  return { owner, writer, writes, readers: people, targets: { secret, series, closed, open, sealed, unsealed, meeting } };
}

/** What the writer may try. A delegate who sees private events may of course show them to others: of those it changes what hides nothing. */
const deeds = {
  'invites itself': ({ writer }: Scene) => inviting(writer),
  'invites every reader': ({ writer, readers: people }: Scene) => inviting(writer, ...people.values()),
  'lets all go': () => inviting(),
  'makes it private': () => ({ sensitivity: 'private' }),
  'makes it normal': () => ({ sensitivity: 'normal' }),
  'moves it': () => at(14),
  'makes it weekly': () => ({ recurrence: daily('weekly') }),
  'makes it daily': () => ({ recurrence: daily('daily') }),
  'makes it no series': () => ({ recurrence: null }),
  'names it': () => ({ subject: 'named' }),
  'asks for answers': () => ({ responseRequested: true, allowNewTimeProposals: false }),
  'shows it as free': () => ({ showAs: 'free', isReminderOn: false, location: { displayName: 'elsewhere' } }),
  'hides its attendees': () => ({ hideAttendees: true }),
};
type Deed = keyof typeof deeds;
const discloses: readonly Deed[] = ['invites itself', 'invites every reader', 'makes it normal'];

interface Step {
  readonly deed: Deed;
  readonly on: Target;
  /** What is attached has nothing of the deed. */
  readonly how: 'PATCH' | 'PUT' | 'attach';
}
const steps = fc.array(
  fc.record<Step>({
    deed: fc.constantFrom(...(Object.keys(deeds) as Deed[])),
    on: fc.constantFrom(...targets),
    how: fc.constantFrom('PATCH', 'PATCH', 'PUT', 'attach'),
  }),
  { minLength: 2, maxLength: 6 },
);

/** Everybody into the series that has a private occurrence, which goes and comes back meanwhile. */
const joining: readonly Step[] = [
  { deed: 'makes it weekly', on: 'series', how: 'PATCH' },
  { deed: 'makes it daily', on: 'series', how: 'PATCH' },
  { deed: 'invites every reader', on: 'series', how: 'PATCH' },
  { deed: 'invites itself', on: 'closed', how: 'PATCH' },
  { deed: 'makes it normal', on: 'meeting', how: 'PUT' },
  { deed: 'makes it normal', on: 'unsealed', how: 'PATCH' },
  { deed: 'invites itself', on: 'unsealed', how: 'PATCH' },
];

/** The series that has a private occurrence, in each way. */
const changing: readonly Step[] = [
  { deed: 'moves it', on: 'series', how: 'PATCH' },
  { deed: 'shows it as free', on: 'series', how: 'PATCH' },
  { deed: 'hides its attendees', on: 'series', how: 'PUT' },
  { deed: 'names it', on: 'series', how: 'attach' },
  { deed: 'shows it as free', on: 'open', how: 'PATCH' },
  { deed: 'names it', on: 'open', how: 'attach' },
  { deed: 'makes it normal', on: 'sealed', how: 'PATCH' },
];

async function write(here: Scene, { deed, on, how }: Step): Promise<void> {
  if (here.writes === 'delegateWithPrivateEventAccess' && on !== 'meeting' && discloses.includes(deed)) return;
  const path = `/v1.0/users/${here.owner.id}/events/${here.targets[on]}`;
  const { status } =
    how === 'attach'
      ? await here.writer.send('POST', `${path}/attachments`, reference('attached'))
      : await here.writer.send(how, path, { ...(how === 'PUT' && at(9)), ...deeds[deed](here) });
  expect(status).toBeLessThan(500);
}

/** All that somebody can read of the owner's events: by the owner's mailbox, and by the own messages. */
async function readable({ owner, targets: ids }: Scene, who: Housemate): Promise<string> {
  const base = `/users/${owner.id}`;
  const messages = (await who.inbox()).map(({ id }) => `/me/messages/${text(id)}`);
  const paths = [
    `${base}/events?$top=50`,
    `${base}/calendarView?${window}&$top=50`,
    ...targets.map((target) => `${base}/events/${ids[target]}`),
    ...closed.map((target) => `${base}/events/${ids[target]}/attachments`),
    `${base}/events/${ids.sealed}/instances?${window}`,
    `${base}/events/${ids.series}/instances?${window}`,
    `${base}/events/${ids.series}/exceptionOccurrences`,
    `${base}/events(transactionId='${marks.transaction}-${owner.id}')?$select=subject,categories`,
    '/me/messages?$top=50',
    ...messages
      .slice(0, 4)
      .flatMap((message) => [`${message}?$expand=microsoft.graph.eventMessage/event`, `${message}/event/instances?${window}`]),
  ];
  return JSON.stringify(await all(who, paths));
}

async function all(who: Housemate, paths: readonly string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let begin = 0; begin < paths.length; begin += 20) {
    const requests = paths.slice(begin, begin + 20).map((url, i) => ({ id: String(i), method: 'GET', url }));
    const { responses } = (await who.must('POST', '/v1.0/$batch', { requests })).json;
    found.push(...(responses as { id: string; body: unknown }[]).toSorted((a, b) => Number(a.id) - Number(b.id)).map(({ body }) => body));
  }
  return found;
}

/** What is closed to who may not see private events, as its owner sees it. */
const closedTo = ({ owner, targets: ids }: Scene): Promise<unknown[]> =>
  all(
    owner,
    closed.flatMap((target) => [`/me/events/${ids[target]}`, `/me/events/${ids[target]}/attachments`]),
  );

/** Marks that a role finds and should not, by name. */
const leaked = (found: string, role: keyof typeof readBy): readonly Mark[] =>
  (Object.keys(marks) as Mark[]).filter((mark) => !readBy[role].includes(mark) && found.includes(marks[mark]));

async function leaks(here: Scene): Promise<string[]> {
  const all: string[] = [];
  for (const [role, person] of here.readers) all.push(...leaked(await readable(here, person), role).map((mark) => `${role}: ${mark}`));
  const { writes } = here;
  if (writes in readBy)
    all.push(...leaked(await readable(here, here.writer), writes as keyof typeof readBy).map((mark) => `writer: ${mark}`));
  return all;
}

describe('nothing becomes readable', () => {
  it.each(writers)('nothing becomes readable to anybody in any role by what %s writes', async (role) => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence: readonly Step[]) => {
        const here = await scene(role);
        const before = await closedTo(here);
        for (const step of sequence) await write(here, step);
        expect(await leaks(here)).toEqual([]);
        if (role !== 'delegateWithPrivateEventAccess') expect(await closedTo(here)).toEqual(before);
      }),
      // The known ways in first; every run has people of its own.
      { numRuns: 3, seed: 11, endOnFailure: true, examples: [[[...joining]], [[...changing]]] },
    );
  });

  it('each mark is there, and is read by whom the role lets', async () => {
    const here = await scene('write');
    for (const [role, person] of here.readers) {
      const found = await readable(here, person);
      expect([role, (Object.keys(marks) as Mark[]).filter((mark) => found.includes(marks[mark])).sort()]).toEqual([
        role,
        [...readBy[role]].sort(),
      ]);
    }
  });
});
