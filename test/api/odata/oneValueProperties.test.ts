// After any sequence of writes all readings of an event agree: itself, lists, filters, orders, windows, and what its attendee is told.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Entity, entriesOf, isEntity } from '../../support/api/answers.ts';
import { eventPath } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { inboxOf, attendeesOf } from '../../support/api/meetings.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const zones = ['UTC', 'Europe/Berlin', 'Pacific Standard Time', 'Asia/Tokyo', 'America/Santiago'];
/** Around changes of clocks. */
const days = ['2026-10-24', '2026-10-25', '2026-11-01', '2027-03-13', '2027-03-28'];
const at = (dateTime: string, timeZone?: string) => ({ dateTime, ...(timeZone !== undefined && { timeZone }) });
const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

interface Wanted {
  readonly day: string;
  readonly timeZone: string | undefined;
  readonly isAllDay: boolean;
  readonly recurs: boolean;
  readonly recurrenceTimeZone: string | undefined;
  /** What of all of it is written. */
  readonly part: 'all' | 'times' | 'start' | 'end' | 'recurrence' | 'single' | 'occurrence' | 'file';
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  day: fc.constantFrom(...days),
  timeZone: fc.constantFrom(...zones, undefined),
  isAllDay: fc.boolean(),
  recurs: fc.boolean(),
  recurrenceTimeZone: fc.constantFrom(undefined, undefined, ...zones),
  part: fc.constantFrom('all', 'all', 'times', 'start', 'end', 'recurrence', 'single', 'occurrence', 'file'),
});

function bodyOf({ day, timeZone, isAllDay, recurs, recurrenceTimeZone, part }: Wanted): object {
  const start = isAllDay ? at(day, timeZone) : at(`${day} 01:30`, timeZone);
  const end = isAllDay ? at(dayAfter(day), timeZone) : at(`${day}T02:30:00.5`, timeZone);
  const range = {
    type: 'numbered',
    startDate: day,
    numberOfOccurrences: 3,
    ...(recurrenceTimeZone !== undefined && { recurrenceTimeZone }),
  };
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range };
  if (part === 'start') return { start };
  if (part === 'end') return { end };
  if (part === 'recurrence') return { recurrence };
  if (part === 'single') return { recurrence: null };
  return { start, end, isAllDay, ...(part === 'all' && { recurrence: recurs ? recurrence : null }) };
}

const timesOf = ({ start, end, isAllDay }: Entity): Entity => ({ start, end, isAllDay });
const withoutContext = (entity: Entity): Entity => Object.fromEntries(Object.entries(entity).filter(([name]) => name !== '@odata.context'));
const shown = (value: unknown): string => (isEntity(value) ? String(value.dateTime) : expect.fail('no time'));
const instant = (value: unknown): string => `${shown(value).slice(0, 23)}Z`;
const later = (value: unknown, ms: number): string => new Date(Date.parse(instant(value)) + ms).toISOString();

/** What the organizer's lists and windows say of the event is what it says of itself; the events of all that was read. */
async function agree(organizer: Person, event: Entity): Promise<void> {
  const { id, start, end } = event;
  const list = async (path: string): Promise<readonly Entity[]> => entriesOf(await organizer.send(`/v1.0/me/${path}`));
  const all = await list('events?$orderby=start/dateTime');
  expect(all.map(({ start: each }) => shown(each))).toEqual(all.map(({ start: each }) => shown(each)).toSorted());
  expect(all.find((each) => each.id === id)).toEqual(event);
  for (const filter of [
    `start/dateTime eq '${shown(start)}'`,
    `start/dateTime ge '${shown(start)}' and start/dateTime le '${shown(start)}'`,
    `end/dateTime eq '${shown(end)}' and not (end/dateTime lt '${shown(end)}')`,
  ])
    expect(
      (await list(`events?$filter=${filter}`)).map((each) => each.id),
      filter,
    ).toContain(id);

  const isSeries = event.recurrence !== null;
  const instances = isSeries ? await list(`events/${String(id)}/instances?startDateTime=2026-01-01&endDateTime=2029-01-01`) : [event];
  expect(instances.length).toBe(isSeries ? 3 : 1);
  for (const entry of instances) {
    expect(shown(entry.start) <= shown(entry.end)).toBe(true);
    if (entry.type === 'occurrence') expect(shown(entry.start) >= shown(start)).toBe(true);
    expect((await organizer.send(eventPath(entry))).json).toMatchObject(entry);
    const covering = await list(`calendarView?startDateTime=${instant(entry.start)}&endDateTime=${later(entry.start, 1)}`);
    expect(covering.find((each) => each.id === entry.id)).toEqual(entry);
    const before = await list(`calendarView?startDateTime=${later(entry.start, -86_400_000)}&endDateTime=${instant(entry.start)}`);
    expect(before.map((each) => each.id)).not.toContain(entry.id);
    const behind = await list(`calendarView?startDateTime=${later(entry.end, 1)}&endDateTime=${later(entry.end, 86_400_000)}`);
    expect(behind.map((each) => each.id)).not.toContain(entry.id);
  }
}

const nothing = { timeZone: 'UTC', isAllDay: true, recurs: true, recurrenceTimeZone: undefined } as const;
/** A series whose moved occurrence lies far behind it, which is none for a while. */
const seriesAgain: [Wanted, Wanted[]] = [
  { ...nothing, day: '2026-10-24', part: 'all' },
  [
    { ...nothing, day: '2027-03-13', isAllDay: false, part: 'occurrence' },
    { ...nothing, day: '2027-03-13', recurs: false, part: 'all' },
    { ...nothing, day: '2026-10-24', part: 'all' },
  ],
];

it('all readings of an event agree, whatever was written', { timeout: 120_000 }, async () => {
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(wanted, fc.array(wanted, { maxLength: 5 }), async (first, writes) => {
      const [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
      const anchor = {
        subject: 'all of a day',
        isAllDay: true,
        start: at('2026-10-25', 'Asia/Tokyo'),
        end: at('2026-10-26', 'Asia/Tokyo'),
      };
      await organizer.send('/v1.0/me/events', { json: anchor });
      const json = { subject: 'it', ...bodyOf({ ...first, part: 'all' }), ...attendeesOf(attendee) };
      const made = await organizer.send('/v1.0/me/events', { json });
      expect([201, 400], made.text).toContain(made.status);
      if (made.status === 400) return;
      const path = eventPath(made.json);
      for (const write of [undefined, ...writes]) {
        let target = path;
        if (write?.part === 'occurrence') {
          const found = entriesOf(await organizer.send(`${path}/instances?startDateTime=2026-01-01&endDateTime=2029-01-01`));
          target = found[1] === undefined ? path : eventPath(found[1]);
        }
        const answer =
          write === undefined
            ? made
            : write.part === 'file'
              ? await organizer.send(`${target}/attachments`, {
                  json: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' },
                })
              : await organizer.send(target, {
                  method: 'PATCH',
                  json: bodyOf({ ...write, part: write.part === 'occurrence' ? 'times' : write.part }),
                });
        expect([200, 201, 400], answer.text).toContain(answer.status);
        if (answer.status !== 400) kept++;
        const event = withoutContext((await organizer.send(path)).json);
        if (answer.status === 200) expect(answer.json).toMatchObject(timesOf((await organizer.send(target)).json));
        await agree(organizer, event);
        // The newest message about the event itself was sent by the last write that it was told of.
        const messages = await inboxOf(attendee);
        const [message] = messages.filter(({ type }) => type === event.type);
        if (target === path && message !== undefined)
          expect({ start: message.startDateTime, end: message.endDateTime, isAllDay: message.isAllDay }).toEqual(timesOf(event));
        expect(messages[0]?.hasAttachments).toBe(event.hasAttachments);
      }
    }),
    { numRuns: 12, interruptAfterTimeLimit: 90_000, endOnFailure: true, examples: [seriesAgain] },
  );
  expect(kept).toBeGreaterThan(10);
});
