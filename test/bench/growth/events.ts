// Measures whether requests get slower with the number of events in a mailbox.
import { BulkOperationType, type JSONObject } from '@azure/cosmos';
import { z } from 'zod';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';
import { cosmosContainer, settingsOf } from '../../support/stores/stores.ts';
import { measure, report } from '../measure.ts';

const few = 100;
const many = 100_000;
/** The number of events in the requested week, in both mailboxes; all others are before or after it. */
const inTheWeek = 20;
const inOneBatch = 100;
const runs = 60;
const week = Date.UTC(2027, 2, 1);
const day = 24 * 3_600_000;

type Send = (path: string, init?: RequestInit) => Promise<Response>;
type User = (typeof demoUsers)[keyof typeof demoUsers];

export async function benchEvents(): Promise<void> {
  const stack = await startStack();
  try {
    const candidates = [
      { name: `${few} events`, send: await openMailbox(stack, demoUsers.adele, few) },
      { name: `${many} events`, send: await openMailbox(stack, demoUsers.megan, many) },
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
    await stack.stop();
  }
}

const window = (days: number): string =>
  `startDateTime=${new Date(week).toISOString()}&endDateTime=${new Date(week + days * day).toISOString()}`;
const oneWeek = window(7);
const at = (instant: number) => ({ dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' });

const post = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const event = { subject: 'new', start: at(week + 30 * day), end: at(week + 30 * day + 3_600_000) };
const aDay = { startTime: at(week), endTime: at(week + day) };
const made = z.object({ id: z.string() });

async function createAndDelete(send: Send): Promise<void> {
  const { id } = made.parse(await (await send('/events', post(event))).json());
  await send(`/events/${id}`, { method: 'DELETE' });
}

/** What is asked in turns of the mailboxes. */
const requests: readonly (readonly [title: string, run: (send: Send) => Promise<unknown>])[] = [
  ['Creating an event', (send) => send('/events', post(event))],
  ['Creating and deleting an event', createAndDelete],
  ['Getting an event', (send) => send('/events/event-0')],
  ['Changing an event', (send) => send('/events/event-0', { method: 'PATCH', body: JSON.stringify({ subject: `${Math.random()}` }) })],
  ['One week of the calendar', (send) => send(`/calendarView?$top=50&${oneWeek}`)],
  ['One week by subject, counted', (send) => send(`/calendarView?$top=10&$count=true&$orderby=subject&${oneWeek}`)],
  ['A page of half a year', (send) => send(`/calendarView?$top=10&${window(184)}`)],
  ['The first page of all events', (send) => send('/events?$top=20')],
  ['The latest events', (send) => send('/events?$top=20&$orderby=start/dateTime desc')],
  ['A filter that nothing meets', (send) => send("/events?$top=20&$filter=subject eq 'nothing'")],
  ['Counting all events', (send) => send('/events/$count')],
  ['A first round of a delta of a week', (send) => send(`/calendarView/delta?${oneWeek}`)],
  ['A schedule of a day', (send) => send('/calendar/getSchedule', post({ schedules: [demoUsers.megan.upn], ...aDay }))],
];

/** The time of an event by its number: the first ones are in the week, the others alternate before and after it, an hour apart. */
function startOf(number: number): number {
  if (number < inTheWeek) return week + (number + 1) * 8 * 3_600_000;
  const away = (number - inTheWeek + 1) * 3_600_000;
  return number % 2 === 0 ? week - 8 * day - away : week + 8 * day + away;
}

/** Fills a user's mailbox with copies of an event that the service has stored, and checks the number of events in the week. */
async function openMailbox(stack: Stack, user: User, count: number): Promise<Send> {
  const token = await signToken(await readIssuerKey(stack.dataDir), { user: user.upn });
  const send: Send = async (path, init = {}) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${stack.url}/v1.0/me${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${response.status} to ${path}: ${await response.text()}`);
    return new Response(await response.arrayBuffer());
  };
  const json = { subject: 'event', start: at(startOf(0)), end: at(startOf(0) + 3_600_000) };
  await send('/events/event-0', { method: 'PUT', body: JSON.stringify(json) });

  const container = cosmosContainer(settingsOf(stack), 'mailboxes');
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: user.id });
  const model = stored.parse((await container.item(eventDocument('event-0'), partition).read<JSONObject>()).resource);
  for (let from = 1; from < count; from += inOneBatch) {
    const numbers = Array.from({ length: Math.min(inOneBatch, count - from) }, (_, i) => from + i);
    const answer = await container.items.batch(
      numbers.map((number) => ({ operationType: BulkOperationType.Create, resourceBody: copyOf(model, number) })),
      partition,
    );
    if (answer.code !== 200) throw new Error(`The store answered ${String(answer.code)}.`);
  }
  const { value } = page.parse(await (await send(`/calendarView?$top=1000&${oneWeek}`)).json());
  if (value.length < inTheWeek) throw new Error(`The week has ${value.length} events.`);
  return send;
}

const page = z.object({ value: z.array(z.unknown()) });
const stored = z.looseObject({ sortKeys: z.looseObject({}), properties: z.looseObject({}) });

function copyOf(model: z.infer<typeof stored>, number: number): JSONObject {
  const eventId = `event-${number}`;
  const [start, end] = [startOf(number), startOf(number) + 3_600_000];
  return {
    ...model,
    id: eventDocument(eventId),
    eventId,
    iCalUId: eventId,
    incarnation: eventId,
    sortKeys: { ...model.sortKeys, start: new Date(start).toISOString(), end: new Date(end).toISOString() },
    properties: { ...model.properties, start: at(start), end: at(end) },
  };
}
