// Measures whether requests get slower with the number of mailboxes and of people in the directory.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { anHour } from '../../support/api/events.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { compare, openPerson, post, type Send } from './mailboxOf.ts';

const few = 1;
const many = 1_000;
const atOnce = 10;
const runs = 60;

interface Candidate {
  readonly name: string;
  readonly send: Send;
}

export async function benchMailboxes(): Promise<void> {
  const stacks = [await startStack(), await startStack()] as const;
  try {
    const candidates = [
      { name: `${few} mailbox`, send: await openTenant(stacks[0], few) },
      { name: `${many} mailboxes`, send: await openTenant(stacks[1], many) },
    ];
    await compare(candidates, requests, runs);
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
}

const oneWeek = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-08T00:00:00Z';
const aDay = { startTime: anHour.start, endTime: anHour.end };
const megan = demoUsers.megan.upn;

/** What is asked in turns of the tenants. */
const requests: readonly (readonly [title: string, run: (candidate: Candidate) => Promise<unknown>])[] = [
  ['Creating an event', ({ send }) => send('/me/events', post(anHour))],
  ['The first page of events', ({ send }) => send('/me/events?$top=20')],
  ['One week of the calendar', ({ send }) => send(`/me/calendarView?${oneWeek}`)],
  ['Looking a person up', ({ send }) => send(`/users/${megan}`)],
  ['Finding a person by the name', ({ send }) => send("/users?$filter=startswith(displayName,'Megan')&$top=1")],
  ['People', ({ send }) => send('/me/people?$top=1')],
  ['A schedule', ({ send }) => send('/me/calendar/getSchedule', post({ schedules: [megan], ...aDay }))],
  ['Inviting a person', ({ send }) => send('/me/events', post({ ...anHour, attendees: [{ emailAddress: { address: megan } }] }))],
];

/** A tenant of which so many people have come, each with an event, and the client of one of them. */
async function openTenant(stack: Stack, count: number): Promise<Send> {
  for (let from = 1; from < count; from += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - from) }, async (_, i) => {
        const send = await openPerson(stack, `person-${from + i}@contoso.example`);
        await send('/me/events', post(anHour));
      }),
    );
  return openPerson(stack, demoUsers.adele.upn);
}
