// Measures whether requests get slower with the number of events in a mailbox.
import { z } from 'zod';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { compare, fillMailbox, openPerson, post, type Send } from './mailboxOf.ts';

const few = 100;
const many = 100_000;
/** The number of events in the requested week, in both mailboxes; all others are before or after it. */
const inTheWeek = 20;
const runs = 60;
const week = Date.UTC(2027, 2, 1);
const day = 24 * 3_600_000;

interface Candidate {
  readonly name: string;
  readonly send: Send;
}
type User = (typeof demoUsers)[keyof typeof demoUsers];

export async function benchEvents(): Promise<void> {
  const stack = await startStack();
  try {
    const candidates = [
      { name: `${few} events`, send: await openMailbox(stack, demoUsers.adele, few) },
      { name: `${many} events`, send: await openMailbox(stack, demoUsers.megan, many) },
    ];
    await compare(candidates, requests, runs);
  } finally {
    await stack.stop();
  }
}

const window = (days: number): string =>
  `startDateTime=${new Date(week).toISOString()}&endDateTime=${new Date(week + days * day).toISOString()}`;
const oneWeek = window(7);
const at = (instant: number) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });

const event = { subject: 'new', start: at(week + 30 * day), end: at(week + 30 * day + 3_600_000) };
const aDay = { startTime: at(week), endTime: at(week + day) };
const made = z.object({ id: z.string() });

async function createAndDelete({ send }: Candidate): Promise<void> {
  const { id } = made.parse(await (await send('/me/events', post(event))).json());
  await send(`/me/events/${id}`, { method: 'DELETE' });
}

/** What is asked in turns of the mailboxes. */
const requests: readonly (readonly [title: string, run: (candidate: Candidate) => Promise<unknown>])[] = [
  ['Creating an event', ({ send }) => send('/me/events', post(event))],
  ['Creating and deleting an event', createAndDelete],
  ['Getting an event', ({ send }) => send('/me/events/event-0')],
  [
    'Changing an event',
    ({ send }) => send('/me/events/event-0', { method: 'PATCH', body: JSON.stringify({ subject: `${Math.random()}` }) }),
  ],
  ['One week of the calendar', ({ send }) => send(`/me/calendarView?$top=50&${oneWeek}`)],
  ['One week by subject, counted', ({ send }) => send(`/me/calendarView?$top=10&$count=true&$orderby=subject&${oneWeek}`)],
  ['A page of half a year', ({ send }) => send(`/me/calendarView?$top=10&${window(184)}`)],
  ['The first page of all events', ({ send }) => send('/me/events?$top=20')],
  ['The latest events', ({ send }) => send('/me/events?$top=20&$orderby=start/dateTime desc')],
  ['A filter that nothing meets', ({ send }) => send("/me/events?$top=20&$filter=subject eq 'nothing'")],
  // Grows with what is counted: the emulator goes through its index (CONTRIBUTING.md, Bench).
  ['Counting all events', ({ send }) => send('/me/events/$count')],
  ['A first round of a delta of a week', ({ send }) => send(`/me/calendarView/delta?${oneWeek}`)],
  ['A schedule of a day', ({ send }) => send('/me/calendar/getSchedule', post({ schedules: [demoUsers.megan.upn], ...aDay }))],
];

/** The time of an event by its number: the first ones are in the week, the others alternate before and after it, an hour apart. */
function startOf(number: number): number {
  if (number < inTheWeek) return week + (number + 1) * 8 * 3_600_000;
  const away = (number - inTheWeek + 1) * 3_600_000;
  return number % 2 === 0 ? week - 8 * day - away : week + 8 * day + away;
}

/** A mailbox with so many events. Checks the number of those in the week. */
async function openMailbox(stack: Stack, { id, upn }: User, count: number): Promise<Send> {
  const send = await openPerson(stack, upn);
  const event = { subject: 'event', start: at(startOf(0)), end: at(startOf(0) + 3_600_000) };
  const own = (number: number) => {
    const [start, end] = [startOf(number), startOf(number) + 3_600_000];
    return {
      sortKeys: { start: new Date(start).toISOString(), end: new Date(end).toISOString() },
      properties: { start: at(start), end: at(end) },
    };
  };
  await fillMailbox(stack, { id, send }, { name: 'event', event, count, own });
  const { value } = page.parse(await (await send(`/me/calendarView?$top=1000&${oneWeek}`)).json());
  if (value.length < inTheWeek) throw new Error(`The week has ${value.length} events.`);
  return send;
}

const page = z.object({ value: z.array(z.unknown()) });
