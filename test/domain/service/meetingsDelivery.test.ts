// What is pending of meetings: whoever dies between a change and its messages loses none, and nobody gets one twice.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { sweep, type SweepReport } from '../../../lib/cleanup/sweep.ts';
import { calendarPurgeDocument } from '../../../lib/calendar/calendars/calendarPurge.ts';
import { purgeCalendarPage } from '../../../lib/cleanup/purgeCalendar.ts';
import { defaultEventProperties, noResponseTime, type Attendee } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createInboxes } from '../../../lib/calendar/meetings/inbox.ts';
import type { MessageRecord } from '../../../lib/calendar/meetings/message.ts';
import { deliver } from '../../../lib/calendar/meetings/telling/deliver.ts';
import { decodePending, pendingId } from '../../../lib/calendar/meetings/telling/pending.ts';
import type { Services } from '../../../lib/api/call.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { partsOf } from '../../support/stores/parts.ts';

const by = 'user:tester';
let stores: TestStores;
let services: Services;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());

let organizer: Mailbox;
const failures: unknown[] = [];
beforeEach(() => {
  organizer = { tenant: randomUUID(), kind: 'users', id: randomUUID() };
  failures.length = 0;
});

const run = (mailboxes: Documents = stores.mailboxes, later = 60_000): Promise<SweepReport> =>
  sweep({
    ...stores,
    mailboxes,
    meetings: createServices({ ...stores, mailboxes }).meetings,
    entries: createServices({ ...stores, mailboxes }).entries,
    clock: () => Date.now() + later,
    failed: (error) => failures.push(error),
  });

async function someone(): Promise<Mailbox> {
  const userId = randomUUID();
  await services.directory.enterUser(organizer.tenant, { userId, userType: 'Member' }, by);
  return { tenant: organizer.tenant, kind: 'users', id: userId };
}
async function people(count: number): Promise<Mailbox[]> {
  const all: Mailbox[] = [];
  while (all.length < count) all.push(...(await Promise.all(Array.from({ length: Math.min(20, count - all.length) }, someone))));
  return all;
}

const invited = ({ id }: Mailbox): Attendee => ({
  type: 'required',
  status: { response: 'none', time: noResponseTime },
  emailAddress: { address: `${id}@contoso.example` },
  userId: id,
});

/** Makes a meeting and dies before its messages are sent. */
async function meet(attendees: readonly Mailbox[], calendar = defaultCalendarId(organizer)): Promise<EventRecord> {
  const properties = { ...defaultEventProperties, subject: 'Review', attendees: attendees.map(invited) };
  return (await dyingServices(stores).events.create(organizer, { calendar, properties }, by)).event;
}

const messagesOf = async (mailbox: Mailbox): Promise<readonly MessageRecord[]> =>
  (await services.messages.list(mailbox, { limit: 100, folders: [] })).messages;
const told = async (mailbox: Mailbox): Promise<string[]> => (await messagesOf(mailbox)).map(({ tells }) => tells);
/** Some at once: hundreds would wait for each other longer than a call to a store may take. */
async function toldAll(mailboxes: readonly Mailbox[]): Promise<string[][]> {
  const all: string[][] = [];
  for (let start = 0; start < mailboxes.length; start += 20) all.push(...(await Promise.all(mailboxes.slice(start, start + 20).map(told))));
  return all;
}
const isDue = async ({ incarnation }: EventRecord): Promise<boolean> =>
  decodePending(await stores.mailboxes.read(mailboxPartition(organizer), pendingId(incarnation)))?.due !== undefined;

it('a request that died behind the batch: the sweep sends each message once, and nothing is due any more', async () => {
  const all = await people(3);
  const event = await meet(all);
  expect(await toldAll(all)).toEqual([[], [], []]);
  expect((await run()).delivered).toBeGreaterThanOrEqual(1);
  expect(await toldAll(all)).toEqual([['invitation'], ['invitation'], ['invitation']]);
  expect(await isDue(event)).toBe(false);
  expect(await run()).toMatchObject({ delivered: 0 });
  expect(await toldAll(all)).toEqual([['invitation'], ['invitation'], ['invitation']]);
  expect(failures).toEqual([]);
});

it('many deliveries at once, by requests and sweeps, send each message once', async () => {
  const all = await people(30);
  const event = await meet(all);
  const tell = (): Promise<void> => services.meetings.tell(organizer, event);
  await Promise.all([tell(), run(), tell(), run(), tell()]);
  expect(await toldAll(all)).toEqual(all.map(() => ['invitation']));
  expect(await isDue(event)).toBe(false);
  expect(failures).toEqual([]);
});

it('a delivery that dies at any message is finished by the next', async () => {
  const all = await people(4);
  const event = await meet(all);
  for (let reached = 0; reached <= all.length + 1; reached++) {
    let writes = 0;
    const dying: Documents = {
      ...stores.mailboxes,
      commit: (partition, batch) => (writes++ < reached ? stores.mailboxes.commit(partition, batch) : Promise.reject(new Error('died'))),
    };
    await expect(
      deliver(
        {
          documents: dying,
          clock: Date.now,
          inboxes: createInboxes({ documents: dying, clock: Date.now, limits: { messages: 10, daily: { ofOne: 10, ofAll: 10 } } }),
          messageTtl: 60,
          isGone: () => Promise.resolve(false),
          bringEntries: () => ({
            entry: () => Promise.resolve({ writes: [], isNew: false, allowances: [] }),
            alone: () => Promise.resolve(new Map()),
          }),
          expect: () => Promise.resolve(),
        },
        mailboxPartition(organizer),
        event.incarnation,
      ),
    ).rejects.toThrow(/died|could not be told/);
    expect(await isDue(event)).toBe(true);
  }
  await run();
  expect(await toldAll(all)).toEqual(all.map(() => ['invitation']));
  expect(await isDue(event)).toBe(false);
});

it('an attendee whom nothing can be delivered to doesn’t keep it from the others, and gets it later', async () => {
  const all = await people(3);
  const [full] = all;
  const event = await meet(all);
  const broken: Documents = {
    ...stores.mailboxes,
    commit: (partition, batch) =>
      full !== undefined && partition === mailboxPartition(full)
        ? Promise.reject(new Error('full'))
        : stores.mailboxes.commit(partition, batch),
  };
  await run(broken);
  expect(failures).toHaveLength(1);
  expect(await toldAll(all)).toEqual([[], ['invitation'], ['invitation']]);
  expect(await isDue(event)).toBe(true);
  await run();
  expect(await toldAll(all)).toEqual([['invitation'], ['invitation'], ['invitation']]);
});

it('what is told late takes the place of nothing newer, and the newest leads to the event as it is now', async () => {
  const [attendee] = await people(1);
  if (attendee === undefined) throw new Error('nobody');
  const event = await meet([attendee]);
  const key = { mailbox: organizer, event: event.eventId };
  const changed = await dyingServices(stores).events.change(
    key,
    event,
    { apply: (current) => ({ ...current, subject: 'New' }), newContent: false },
    by,
  );
  await services.meetings.tell(organizer, changed);
  expect(await told(attendee)).toEqual(['invitation']);
  await run();
  expect(await told(attendee)).toEqual(['invitation']);
  const removed = await dyingServices(stores).events.remove(key, changed, by, { comment: 'Sorry.' });
  expect(await told(attendee)).toEqual(['invitation']);
  await run();
  const [last, ...rest] = await messagesOf(attendee);
  expect(rest).toEqual([]);
  expect(last).toMatchObject({ tells: 'cancellation', comment: 'Sorry.', incarnation: removed.incarnation, snapshot: { subject: 'New' } });
});

it('meetings that go with their calendar are cancelled, however many', async () => {
  const [attendee] = await people(1);
  if (attendee === undefined) throw new Error('nobody');
  const calendar = 'going';
  for (let i = 0; i < 40; i++) await services.meetings.tell(organizer, await meet([attendee], calendar));
  const purge = calendarPurgeDocument(calendar, Date.now(), by);
  while ((await purgeCalendarPage(partsOf(stores), mailboxPartition(organizer), purge)) === 'more');
  await run();
  expect(await told(attendee)).toEqual(Array.from({ length: 40 }, () => 'cancellation'));
});

it('who has been deleted meanwhile gets nothing, and holds nothing up', async () => {
  const [gone, there] = await people(2);
  if (gone === undefined || there === undefined) throw new Error('nobody');
  const event = await meet([gone, there]);
  await services.directory.removeUser(organizer.tenant, gone.id, by);
  await run();
  expect(await toldAll([gone, there])).toEqual([[], ['invitation']]);
  expect(await isDue(event)).toBe(false);
});

describe('an attendee whom nobody knows yet', () => {
  const later = 11 * 60_000;
  const strange = (): string => `stranger-${randomUUID()}@contoso.example`;
  const meetStranger = async (upn: string): Promise<EventRecord> => {
    const { type, status } = invited(organizer);
    const attendees = [{ type, status, emailAddress: { address: upn } }];
    const properties = { ...defaultEventProperties, subject: 'Review', attendees };
    return (await dyingServices(stores).events.create(organizer, { calendar: defaultCalendarId(organizer), properties }, by)).event;
  };
  const enter = async (upn: string): Promise<Mailbox> => {
    const id = randomUUID();
    await dyingServices(stores).directory.createUser(organizer.tenant, { userId: id, upn, userType: 'Member' }, by);
    return { tenant: organizer.tenant, kind: 'users', id };
  };

  it('an attendee whom nobody knows yet is found by the sweep, when the request died that invited', async () => {
    const upn = strange();
    await meetStranger(upn);
    const found = await enter(upn);
    expect(await told(found)).toEqual([]);
    await run();
    expect(await told(found)).toEqual(['invitation']);
    await run(undefined, later);
    expect(await told(found)).toEqual(['invitation']);
  });

  it('an attendee whom nobody knows yet is found by the sweep, when the request died that let somebody in', async () => {
    const upn = strange();
    const event = await meetStranger(upn);
    await services.meetings.tell(organizer, event);
    const found = await enter(upn);
    expect(await told(found)).toEqual([]);
    expect((await run(undefined, later)).arrivals).toBeGreaterThanOrEqual(1);
    expect(await told(found)).toEqual(['invitation']);
    expect((await services.events.read({ mailbox: organizer, event: event.eventId }))?.attendees).toEqual([found.id]);
    expect(await run(undefined, later)).toMatchObject({ arrivals: 0 });
  });

  it('an attendee whom nobody knows yet gets one invitation, whichever comes first', async () => {
    const upns = Array.from({ length: 15 }, strange);
    const found = await Promise.all(
      upns.map(async (upn, i) => {
        const inviting = meetStranger(upn).then((event) => services.meetings.tell(organizer, event));
        if (i % 3 === 0) await inviting;
        const user = await enter(upn);
        await Promise.all([
          inviting,
          services.meetings.linkNewUser(organizer.tenant, user.id, [upn]),
          services.meetings.linkNewUser(organizer.tenant, user.id, [upn]),
        ]);
        return user;
      }),
    );
    expect(await toldAll(found)).toEqual(found.map(() => ['invitation']));
  });

  it('an attendee whom nobody knows yet is whoever has the name, and nobody who only says so', async () => {
    const upn = strange();
    await services.meetings.tell(organizer, await meetStranger(upn));
    const [other] = await people(1);
    if (other === undefined) throw new Error('nobody');
    await services.meetings.linkNewUser(organizer.tenant, other.id, [upn]);
    expect(await told(other)).toEqual([]);
    const elsewhere = randomUUID();
    await dyingServices(stores).directory.createUser(elsewhere, { userId: other.id, upn, userType: 'Member' }, by);
    await services.meetings.linkNewUser(elsewhere, other.id, [upn]);
    expect(await toldAll([other, { ...other, tenant: elsewhere }])).toEqual([[], []]);
  });
});
