// Free/busy opens no way to an event: every path that gives one, entity, list, window, alternate key, occurrence, attachment or part of a
// batch, tells who has no more than that nothing, and who is invited besides what an attendee sees.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCalendarGroupId, defaultCalendarId } from '../../../lib/calendar/mailbox.ts';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
let owner: Housemate;
const viewers = new Map<CalendarRole, Housemate>();
/** An event of the owner's: its id, an occurrence of it that is an exception, an attachment, its other keys. */
interface Known {
  readonly id: string;
  readonly occurrence: string;
  readonly attachment: string;
  readonly iCalUId: string;
  readonly transactionId: string;
}
/** To which nobody is invited, and to which all viewers are. */
let closed: Known;
let meeting: Known;

const mark = 'MARK';
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
const hours = { start: { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' } };
const recurrence = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
};
const own = { categories: [`category ${mark}`], reminderMinutesBeforeStart: 77 };
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

async function make(json: object, transactionId: string): Promise<Known> {
  const { json: made } = await owner.must('POST', '/v1.0/me/events', { ...json, ...own, ...hours, recurrence, transactionId });
  const path = `/v1.0/me/events/${text(made.id)}`;
  const { value } = (await owner.must('GET', `${path}/instances?${window}`)).json;
  const [, second] = value as { id: string }[];
  await owner.must('PATCH', `/v1.0/me/events/${second?.id}`, { showAs: 'oof' });
  const reference = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'notes', sourceUrl: 'https://files.example/notes' };
  const { json: attached } = await owner.must('POST', `${path}/attachments`, reference);
  return { id: text(made.id), occurrence: text(second?.id), attachment: text(attached.id), iCalUId: text(made.iCalUId), transactionId };
}

beforeAll(async () => {
  home = await startHousehold();
  owner = await home.come('owner');
  for (const role of ['none', 'freeBusyRead', 'limitedRead', 'read'] as const) {
    const viewer = await home.come(role);
    viewers.set(role, viewer);
    if (role !== 'none') await owner.share(viewer, role);
  }
  const others = [{ emailAddress: { address: `outsider-${mark}@elsewhere.example` } }];
  const invited = [...viewers.values()].map(({ upn }) => ({ emailAddress: { address: upn } }));
  closed = await make({ subject: `subject ${mark}`, attendees: others }, `closed ${mark}`);
  meeting = await make({ subject: 'Meeting', hideAttendees: true, attendees: [...others, ...invited] }, `meeting ${mark}`);
});
afterAll(() => home.close());

const viewer = (role: CalendarRole): Housemate => viewers.get(role) ?? expect.fail(role);

/** One of them, where all would take long. */
const few = (): string[] => places().slice(3, 4);

/** Every place that the grammar has for the events of a user's default calendar. */
function places(): string[] {
  const mailbox = { tenant: home.tenant, kind: 'users' as const, id: owner.id };
  const [calendar, group] = [defaultCalendarId(mailbox), defaultCalendarGroupId(mailbox)];
  const below = [
    '',
    '/calendar',
    `/calendars/${calendar}`,
    `/calendarGroups/${group}/calendars/${calendar}`,
    `/calendarGroup/calendars/${calendar}`,
  ];
  return below.map((place) => `/v1.0/users/${owner.id}${place}`);
}

const lists = (place: string): string[] => [
  `${place}/events`,
  `${place}/events?$count=true&$select=subject`,
  `${place}/events/$count`,
  `${place}/calendarView?${window}`,
  `${place}/calendarView/$count?${window}`,
];

/** Every path to one event, its occurrence and its attachment. */
function pathsTo({ id, occurrence, attachment, iCalUId }: Known, from = places()): string[] {
  const roots = from.flatMap((place) => [
    `${place}/events/${id}`,
    `${place}/events/${occurrence}`,
    `${place}/events(iCalUId='${iCalUId}')`,
    `${place}/calendarView/${id}`,
  ]);
  return roots.flatMap((root) => [
    root,
    `${root}?$select=subject,attendees,categories,transactionId`,
    `${root}?$expand=attachments`,
    `${root}/attachments`,
    `${root}/attachments/$count`,
    `${root}/attachments/${attachment}`,
    `${root}/calendar`,
    ...(root.includes(occurrence)
      ? []
      : [
          `${root}/instances?${window}`,
          `${root}/instances/$count?${window}`,
          `${root}/instances/${occurrence}`,
          `${root}/instances/${occurrence}/attachments`,
          `${root}/exceptionOccurrences`,
          `${root}/exceptionOccurrences/$count`,
          `${root}/exceptionOccurrences/${occurrence}`,
        ]),
  ]);
}

interface Seen {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** What the paths answer, each as a part of a batch: as by itself, by the same steps. */
async function ask(who: Housemate, paths: readonly string[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let start = 0; start < paths.length; start += 20) {
    const some = paths.slice(start, start + 20);
    const requests = some.map((url, i) => ({ id: String(i), method: 'GET', url: url.replace('/v1.0', '') }));
    const { responses } = (await who.must('POST', '/v1.0/$batch', { requests })).json;
    for (const each of responses as { id: string; status: number }[])
      seen.push({ path: some[Number(each.id)] ?? '', status: each.status, text: JSON.stringify(each) });
  }
  return seen;
}

/** Paths that don't answer so, or tell more than they should: none. */
const wrong = (seen: readonly Seen[], status: number): string[] =>
  seen
    .filter((each) => each.status !== status || each.text.includes(mark) || each.text.includes(':77'))
    .map(({ path, ...rest }) => `${path} ${JSON.stringify(rest).slice(0, 300)}`);

describe('free/busy', () => {
  it.each([
    ['none', 403, few],
    ['freeBusyRead', 404, few],
    ['limitedRead', 404, places],
  ] as const)('free/busy opens no path to an event: %s', async (role, status, from) => {
    const who = viewer(role);
    const paths = [
      ...places().flatMap(lists),
      ...pathsTo(closed, from()),
      ...places().map((place) => `${place}/events(transactionId='${closed.transactionId}')`),
    ];
    expect(wrong(await ask(who, paths), status)).toEqual([]);
    // By a request of its own as well.
    for (const path of [...lists(places()[0] ?? ''), ...pathsTo(closed).slice(0, 14)]) {
      const { status: alone, json } = await who.send('GET', path);
      expect([path, alone, JSON.stringify(json).includes(mark)]).toEqual([path, status, false]);
    }
  });

  it('free/busy opens no write', async () => {
    const path = `/v1.0/users/${owner.id}/events/${closed.id}`;
    for (const role of ['none', 'freeBusyRead', 'limitedRead'] as const)
      for (const [method, target, json] of [
        ['PATCH', path, { subject: 'mine' }],
        ['PUT', path, { subject: 'mine', ...anHour }],
        ['DELETE', path, undefined],
        ['POST', `${path}/cancel`, {}],
        ['POST', `${path}/accept`, {}],
        ['POST', `${path}/attachments`, { '@odata.type': '#microsoft.graph.attachment', name: 'x' }],
        ['POST', `${path}/attachments/createUploadSession`, { AttachmentItem: { attachmentType: 'file', name: 'x', size: 1 } }],
        ['POST', `/v1.0/users/${owner.id}/events`, { subject: 'mine' }],
        ['PATCH', `/v1.0/users/${owner.id}/events/${closed.occurrence}`, { subject: 'mine' }],
      ] as const)
        expect([role, method, target, (await viewer(role).send(method, target, json)).status]).toEqual([
          role,
          method,
          target,
          role === 'none' ? 403 : 404,
        ]);
  });

  it.each(['freeBusyRead', 'limitedRead'] as const)(
    'free/busy shows whoever is invited an attendee’s view, by each path: %s',
    async (role) => {
      const who = viewer(role);
      const messages = (await who.inbox()).map(({ id }) => `/v1.0/me/messages/${text(id)}`);
      expect(messages.length).toBeGreaterThan(0);
      const expanded = messages.map((message) => `${message}?$expand=microsoft.graph.eventMessage/event`);
      const behind = pathsTo(meeting, few())
        .filter((path) => path.includes(`/users/${owner.id}/events/${meeting.id}`))
        .map((path) => path.replace(`/users/${owner.id}/events/${meeting.id}`, `${messages[0]?.replace('/v1.0', '')}/event`));
      // The calendar itself isn't the attendee's: by its own path the role gives it.
      const byMailbox = pathsTo(meeting, few()).filter((path) => !path.endsWith('/calendar'));
      const seen = await ask(who, [...byMailbox, ...expanded, ...behind.filter((path) => !path.endsWith('/calendar'))]);
      expect(wrong(seen, 200)).toEqual([]);
      expect(
        wrong(
          await ask(
            who,
            places().map((place) => `${place}/events(transactionId='${meeting.transactionId}')`),
          ),
          404,
        ),
      ).toEqual([]);
    },
  );

  it('free/busy is less than reading, which all of these paths are open to', async () => {
    const seen = await ask(viewer('read'), [...few().flatMap(lists), ...pathsTo(closed, few())]);
    expect(seen.filter(({ status }) => status !== 200)).toEqual([]);
    expect(seen.filter(({ text: shown }) => shown.includes(mark)).length).toBeGreaterThan(10);
  });
});
