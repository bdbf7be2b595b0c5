// Measures whether requests get slower with the number of mailboxes and of people in the directory.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { anHour } from '../../support/api/events.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { measure, report } from '../measure.ts';

const few = 1;
const many = 1_000;
const atOnce = 10;
const runs = 60;

type Send = (path: string, init?: RequestInit) => Promise<unknown>;

export async function benchMailboxes(): Promise<void> {
  const stacks = [await startStack(), await startStack()] as const;
  try {
    const candidates = [
      { name: `${few} mailbox`, send: await openTenant(stacks[0], few) },
      { name: `${many} mailboxes`, send: await openTenant(stacks[1], many) },
    ];
    for (const [title, run] of requests)
      report(
        title,
        await measure(
          candidates.map(({ name, send }) => ({ name, run: () => run(send) })),
          runs,
        ),
      );
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
}

const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const oneWeek = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-08T00:00:00Z';
const aDay = { startTime: anHour.start, endTime: anHour.end };
const megan = demoUsers.megan.upn;

/** What is asked in turns of the tenants. */
const requests: readonly (readonly [title: string, run: (send: Send) => Promise<unknown>])[] = [
  ['Creating an event', (send) => send('/me/events', post(anHour))],
  ['The first page of events', (send) => send('/me/events?$top=20')],
  ['One week of the calendar', (send) => send(`/me/calendarView?${oneWeek}`)],
  ['Looking a person up', (send) => send(`/users/${megan}`)],
  ['Finding a person by the name', (send) => send("/users?$filter=startswith(displayName,'Megan')&$top=1")],
  ['People', (send) => send('/me/people?$top=1')],
  ['A schedule', (send) => send('/me/calendar/getSchedule', post({ schedules: [megan], ...aDay }))],
  ['Inviting a person', (send) => send('/me/events', post({ ...anHour, attendees: [{ emailAddress: { address: megan } }] }))],
];

/** A tenant of which so many people have come, each with an event, and the client of one of them. */
async function openTenant(stack: Stack, count: number): Promise<Send> {
  const key = await readIssuerKey(stack.dataDir);
  const clientOf = async (upn: string): Promise<Send> => {
    const token = await signToken(key, { user: upn });
    return async (path, init = {}) => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const response = await fetch(`${stack.url}/v1.0${path}`, { ...init, headers });
      if (!response.ok) throw new Error(`${response.status} to ${path}: ${await response.text()}`);
      return response.arrayBuffer();
    };
  };
  for (let from = 1; from < count; from += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - from) }, async (_, i) => {
        const send = await clientOf(`person-${from + i}@contoso.example`);
        await send('/me/events', post(anHour));
      }),
    );
  return clientOf(demoUsers.adele.upn);
}
