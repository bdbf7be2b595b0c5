// The minute's work: of meetings, whatever requests have left to be told; of people who have come, who awaits them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { ledgerId, ledgerIn, type Ledger } from '../../../lib/calendar/meetings/telling/ledger.ts';
import { decodePending, pendingId } from '../../../lib/calendar/meetings/telling/pending.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import { work, type WorkReport } from '../../../lib/cleanup/work.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { by, createMeeting, attendeeFor, messagesOf, someone } from '../../support/invitees.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

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

const seconds = 1_000;
const hour = 60 * 60 * seconds;
const failed = (error: unknown): number => failures.push(error);
/** Runs it as if it were so much later. */
const minute = (later = 30 * seconds, { meetings, entries } = services): Promise<WorkReport> =>
  work({ ...stores, meetings, entries, clock: () => Date.now() + later, failed });

/** The work for each, some at once. */
async function each<T, R>(all: readonly T[], of: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < all.length; start += 20) done.push(...(await Promise.all(all.slice(start, start + 20).map(of))));
  return done;
}
const people = (count: number): Promise<Mailbox[]> => each(Array.from({ length: count }), () => someone(services, organizer.tenant));
const toldAll = (all: readonly Mailbox[]): Promise<string[][]> =>
  each(all, async (one) => (await messagesOf(services, one)).map(({ tells }) => tells));
const isDue = async ({ incarnation }: EventRecord): Promise<boolean> =>
  decodePending(await stores.mailboxes.read(mailboxPartition(organizer), pendingId(incarnation)))?.due !== undefined;
const ledger = async ({ incarnation }: EventRecord): Promise<Ledger> =>
  ledgerIn(await stores.mailboxes.read(mailboxPartition(organizer), ledgerId(incarnation)));
const invitations = (all: readonly Mailbox[]): string[][] => all.map(() => ['invitation']);

it('people whom the request has left are told, each once', async () => {
  const all = await people(130);
  const { event } = await createMeeting(dyingServices(stores), organizer, all);
  await Promise.all([services.meetings.tell(organizer, event), services.meetings.tell(organizer, event)]);
  const [first, rest] = [all.slice(0, 20), all.slice(20)];
  expect(await toldAll(first)).toEqual(invitations(first));
  expect(await toldAll(rest)).toEqual(rest.map(() => []));
  expect(await isDue(event)).toBe(true);
  const { people: told, announced, refused } = await ledger(event);
  expect([[...told.keys()].toSorted(), announced.size, refused]).toEqual([first.map(({ id }) => id).toSorted(), 0, []]);
  expect((await minute()).delivered).toBeGreaterThanOrEqual(1);
  expect(await toldAll(all)).toEqual(invitations(all));
  expect(await isDue(event)).toBe(false);
  expect(failures).toEqual([]);
});

it('what is new is left to the request, and what is old to the sweep', async () => {
  const all = await people(21);
  const { event } = await createMeeting(dyingServices(stores), organizer, all);
  await minute(0);
  await minute(2 * hour);
  expect(await toldAll(all)).toEqual(all.map(() => []));
  expect(await isDue(event)).toBe(true);
  await sweep({ ...stores, meetings: services.meetings, entries: services.entries, clock: () => Date.now() + 2 * hour, failed });
  expect(await toldAll(all)).toEqual(invitations(all));
});

it('mailboxes that take nothing are named to the organizer together, whether the request has found them or the minute’s work', async () => {
  const all = await people(25);
  const full = [all[0], all[24]].flatMap((one) => one ?? []);
  const limited = createServices(stores, { MEETING_INVITATIONS_PER_ORGANIZER: 1 });
  await limited.meetings.tell(organizer, (await createMeeting(dyingServices(stores), organizer, full)).event);
  const { event } = await createMeeting(dyingServices(stores), organizer, all);
  await limited.meetings.tell(organizer, event);
  expect(await ledger(event)).toMatchObject({ people: { size: 20 }, refused: [full[0]?.id] });
  expect(await toldAll([organizer])).toEqual([[]]);
  await minute(30 * seconds, limited);
  const [message] = await messagesOf(services, organizer);
  for (const { id } of full) expect(message?.comment).toContain(`${id}@contoso.example`);
  expect(await isDue(event)).toBe(false);
});

it('a meeting that can’t be told doesn’t hold up the others', async () => {
  const [one] = await people(1);
  if (one === undefined) throw new Error('nobody');
  const broken = await createMeeting(dyingServices(stores), organizer, [one]);
  const { event } = await createMeeting(dyingServices(stores), organizer, [one]);
  const { meetings } = services;
  const failing: Pick<Services, 'meetings'>['meetings'] = {
    ...meetings,
    deliver: (partition, incarnation) =>
      incarnation === broken.event.incarnation ? Promise.reject(new Error('broken')) : meetings.deliver(partition, incarnation),
  };
  await minute(30 * seconds, { ...services, meetings: failing });
  expect(await isDue(event)).toBe(false);
  expect(await isDue(broken.event)).toBe(true);
  expect(failures).toEqual([new Error('broken')]);
  await minute();
  expect(await isDue(broken.event)).toBe(false);
});

it('somebody who has come is found, when the request died that let them in', async () => {
  const upn = `stranger-${randomUUID()}@contoso.example`;
  const stranger = attendeeFor(organizer);
  const { event } = await createMeeting(dyingServices(stores), organizer, [], {
    attendees: [{ type: stranger.type, status: stranger.status, emailAddress: { address: upn } }],
  });
  await services.meetings.tell(organizer, event);
  const userId = randomUUID();
  await services.directory.createUser(organizer.tenant, { userId, upn, userType: 'Member' }, by);
  const found: Mailbox = { tenant: organizer.tenant, kind: 'users', id: userId };
  expect((await minute()).arrivals).toBe(0);
  expect((await minute(11 * 60 * seconds)).arrivals).toBeGreaterThanOrEqual(1);
  expect(await toldAll([found])).toEqual(invitations([found]));
  expect((await minute(11 * 60 * seconds)).arrivals).toBe(0);
});
