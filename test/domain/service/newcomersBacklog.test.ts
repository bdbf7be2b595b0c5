// A newcomer for whom many events have waited: a request does a bounded part of it, the sweep the rest, and nothing is lost in between.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { sweep, type SweepReport } from '../../../lib/cleanup/sweep.ts';
import { defaultEventProperties, noResponseTime } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { identifyPendingAttendees } from '../../../lib/calendar/meetings/pendingAttendees.ts';
import { createInboxes } from '../../../lib/calendar/meetings/inbox.ts';
import { createMeetings, type Meetings } from '../../../lib/calendar/meetings/meetings.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { partsOf } from '../../support/stores/parts.ts';
import { dyingServices } from '../../support/stores/dying.ts';

const by = 'user:tester';
let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

let organizer: Mailbox;
let upn: string;
beforeEach(() => {
  organizer = { tenant: randomUUID(), kind: 'users', id: randomUUID() };
  upn = `newcomer-${randomUUID()}@contoso.example`;
});

/** So many events of the organizer's that wait for the newcomer. */
async function waiting(count: number): Promise<EventRecord[]> {
  const services = createServices(stores);
  const attendees = [
    { type: 'required' as const, status: { response: 'none' as const, time: noResponseTime }, emailAddress: { address: upn } },
  ];
  const properties = { ...defaultEventProperties, subject: 'Review', attendees };
  const made: EventRecord[] = [];
  while (made.length < count)
    made.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(20, count - made.length) }, async () => {
          const calendar = defaultCalendarId(organizer);
          const { event } = await services.events.create(organizer, { calendar, properties }, `user:${organizer.id}`);
          return event;
        }),
      )),
    );
  return made;
}

async function come(): Promise<Mailbox> {
  const id = randomUUID();
  await dyingServices(stores).directory.createUser(organizer.tenant, { userId: id, upn, userType: 'Member' }, by);
  return { tenant: organizer.tenant, kind: 'users', id };
}

/** How many of the organizer's events know the newcomer. */
const known = ({ id }: Mailbox): Promise<number> =>
  stores.mailboxes
    .query(mailboxPartition(organizer), { where: { is: 'eq', property: 'kind', value: 'event' }, orderBy: [], limit: 1000 })
    .then((found) => found.filter(({ body: { attendees } }) => JSON.stringify(attendees) === JSON.stringify([id])).length);

/** The store, and how often it is asked for something; `commit` may refuse. */
function counted(documents: Documents, refuses: (partition: string) => boolean = () => false): Documents & { readonly calls: number } {
  let calls = 0;
  return {
    ...documents,
    read: (...asked) => (calls++, documents.read(...asked)),
    query: (...asked) => (calls++, documents.query(...asked)),
    count: (...asked) => (calls++, documents.count(...asked)),
    commit: (partition, batch) => (calls++, refuses(partition) ? Promise.reject(new Error('refused')) : documents.commit(partition, batch)),
    get calls() {
      return calls;
    },
  };
}

/** What welcomes people by these clocks. */
function meetingsOf(mailboxes: Documents, clock: () => number): Meetings {
  const { directory, presence, events } = createServices({ ...stores, mailboxes });
  return createMeetings({
    ...partsOf({ ...stores, mailboxes }),
    events,
    inboxes: createInboxes({ documents: mailboxes, clock: Date.now, limits: { messages: 1000, daily: { ofOne: 1000, ofAll: 1000 } } }),
    messageTtl: 3600,
    isGone: (mailbox) => presence.isDeleted(mailbox),
    bringEntries: () => ({
      entry: () => Promise.resolve({ writes: [], isNew: false, allowances: [] }),
      alone: () => Promise.resolve(new Map()),
    }),
    userIdByAddress: (tenant, address) => directory.userIdByAddress(tenant, address),
    clock,
  });
}

const failures: unknown[] = [];
function run(mailboxes: Documents = stores.mailboxes): Promise<SweepReport> {
  failures.length = 0;
  const clock = (): number => Date.now() + 11 * 60_000;
  const { meetings, entries } = createServices({ ...stores, mailboxes });
  return sweep({ ...stores, mailboxes, meetings, entries, clock, failed: (error) => failures.push(error) });
}

it('a request does the same for whom 25 events wait as for whom 60 do, and the sweep does the rest', async () => {
  const costs: number[] = [];
  for (const count of [25, 60]) {
    organizer = { ...organizer, id: randomUUID() };
    upn = `newcomer-${randomUUID()}@contoso.example`;
    await waiting(count);
    const newcomer = await come();
    const mailboxes = counted(stores.mailboxes);
    await meetingsOf(mailboxes, () => 0).linkNewUser(organizer.tenant, newcomer.id, [upn]);
    expect(await known(newcomer)).toBe(20);
    costs.push(mailboxes.calls);
    expect((await run()).arrivals).toBe(1);
    expect(await known(newcomer)).toBe(count);
    expect(failures).toEqual([]);
    expect(await run()).toMatchObject({ arrivals: 0 });
  }
  // One query, then for each event: its read and its change; what is pending, its ledger, the event, the ledger's write, the message, the end
  // of what is pending; the end of the wait. The first message of an inbox, and the organizer's hour that another instance has begun, cost
  // one batch more.
  expect(costs).toEqual([1 + 20 * 9 + 2, 1 + 20 * 9 + 2]);
});

it('a request begins nothing more when its second is over', async () => {
  await waiting(3);
  const newcomer = await come();
  let now = 0;
  await meetingsOf(stores.mailboxes, () => (now += 400)).linkNewUser(organizer.tenant, newcomer.id, [upn]);
  expect(await known(newcomer)).toBe(1);
});

it('a sweep whose time is over, or that dies, leaves the rest to the next', async () => {
  await waiting(6);
  const newcomer = await come();
  const { tenant, id } = newcomer;
  const services = createServices(stores);
  let begun = 0;
  const isOver = (): boolean => begun++ >= 2;
  const deps = { documents: stores.mailboxes, events: services.events, tell: () => Promise.resolve() };
  expect(await identifyPendingAttendees(deps, tenant, upn, id, { events: Infinity, isOver })).toEqual({ events: 2, isAll: false });
  // What can't be told who it is for stays, and so does the arrival.
  let dead = 2;
  const dying = counted(stores.mailboxes, (partition) => partition === mailboxPartition(organizer) && dead-- <= 0);
  await run(dying);
  expect(failures.length).toBeGreaterThan(0);
  expect(await known(newcomer)).toBeLessThan(6);
  expect((await run()).arrivals).toBe(1);
  expect(await known(newcomer)).toBe(6);
});

it('an event that can’t be changed doesn’t hold up those behind it', async () => {
  const [first] = await waiting(1);
  const full = organizer;
  organizer = { ...organizer, id: randomUUID() };
  await waiting(3);
  const newcomer = await come();
  await run(counted(stores.mailboxes, (partition) => partition === mailboxPartition(full)));
  expect(failures).toHaveLength(1);
  expect(await known(newcomer)).toBe(3);
  expect((await run()).arrivals).toBe(1);
  organizer = full;
  expect([first?.attendees, await known(newcomer)]).toEqual([[], 1]);
});
