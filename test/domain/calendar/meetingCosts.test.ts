// What it costs to tell a meeting's people: a request at most 20 batches for them, and what is pending and the ledger beside.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { ledgerWrite } from '../../../lib/calendar/meetings/telling/ledger.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { occurrenceOf, series } from '../../fixtures/records/ofEvents.ts';
import { attendeeFor, changeSubject, createMeeting, someone } from '../../support/invitees.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let services: Services;
let organizer: Mailbox;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());
beforeEach(() => {
  organizer = { tenant: randomUUID(), kind: 'users', id: randomUUID() };
});

const people = (count: number): Promise<Mailbox[]> => Promise.all(Array.from({ length: count }, () => someone(services, organizer.tenant)));

interface Calls {
  /** In the organizer's mailbox. */
  own: string[];
  /** In other mailboxes. */
  others: string[];
}

/** The calls to the store that a request makes, by services that have made a meeting before. */
async function callsOf(request: (services: Services) => Promise<unknown>): Promise<Calls> {
  const calls: Calls = { own: [], others: [] };
  const count =
    <Given extends readonly [string, ...unknown[]], T>(name: string, to: (...given: Given) => Promise<T>) =>
    (...given: Given): Promise<T> => {
      calls[given[0] === mailboxPartition(organizer) ? 'own' : 'others'].push(name);
      return to(...given);
    };
  const { mailboxes } = stores;
  const counted: Documents = {
    ...mailboxes,
    read: count('read', (...given) => mailboxes.read(...given)),
    query: count('query', (...given) => mailboxes.query(...given)),
    commit: count('batch', (...given) => mailboxes.commit(...given)),
    replaceIf: count('write', (...given) => mailboxes.replaceIf(...given)),
  };
  const counting = createServices({ ...stores, mailboxes: counted });
  // Whoever counts something in this hour for the first time costs one batch more, for each instance.
  await createMeeting(counting, organizer, await people(1));
  calls.own.length = calls.others.length = 0;
  await request(counting);
  return calls;
}

const times = (count: number, ...names: readonly string[]): string[] =>
  Array.from({ length: count }, () => names)
    .flat()
    .toSorted();

it.each([1, 20, 40])(
  'a change of a meeting with %i people costs two reads and one batch for each of at most 20, six calls for all of them',
  async (count) => {
    const { key, event } = await createMeeting(dyingServices(stores), organizer, await people(count));
    await services.meetings.deliver(mailboxPartition(organizer), event.incarnation);
    const calls = await callsOf((counting) => changeSubject(counting, key, 'another', false));
    expect(calls.others.toSorted()).toEqual(times(Math.min(count, 20), 'batch', 'read', 'read'));
    // The event as the caller reads it and its change; what is pending, the ledger and the event; the ledger before people are told and behind.
    expect(calls.own).toEqual(['read', 'batch', 'read', 'read', 'read', 'batch', 'batch']);
  },
);

it('a change that isn’t news costs a read and a batch for each entry, and one batch more in the own mailbox', async () => {
  const { key, event } = await createMeeting(dyingServices(stores), organizer, await people(3));
  await services.meetings.deliver(mailboxPartition(organizer), event.incarnation);
  const apply = <T extends object>(current: T): T & { importance: 'high' } => ({ ...current, importance: 'high' });
  const calls = await callsOf((counting) => counting.events.change(key, event, { apply, newContent: false }, `user:${organizer.id}`));
  expect(calls.own).toEqual(['batch', 'read', 'read', 'read', 'batch']);
  expect(calls.others.toSorted()).toEqual(times(3, 'batch', 'read'));
});

it('an occurrence is told by a query for all and one for each series entry, however many others were changed before', async () => {
  const [one] = await people(1);
  const { key, event } = await createMeeting(services, organizer, [], { ...series, attendees: [attendeeFor(one ?? organizer)] });
  for (const day of ['2027-03-08', '2027-03-15']) await changeSubject(services, occurrenceOf(key, event, day), day, false);
  const calls = await callsOf((counting) => changeSubject(counting, occurrenceOf(key, event, '2027-03-15'), 'third', false));
  expect(calls.own.filter((name) => name === 'query')).toHaveLength(2);
  expect(calls.others).toEqual(['read', 'write', 'read', 'query', 'batch', 'batch']);
});

it('an occurrence is told to 20 people of its series by a query for its occurrences more than the delivery’s own, whoever they are', async () => {
  // All were told within one minute of this clock.
  const now = Date.now();
  const told = createServices(stores, {}, () => now);
  const all = await people(20);
  const { key, event } = await createMeeting(told, organizer, [], { ...series, attendees: all.map(attendeeFor) });
  await changeSubject(told, occurrenceOf(key, event, '2027-03-08'), 'first');
  const calls = await callsOf((counting) => changeSubject(counting, occurrenceOf(key, event, '2027-03-15'), 'second', false));
  expect(calls.own.filter((name) => name === 'query')).toHaveLength(2);
  // Who comes to a series with written occurrences reads all of them, once for 20 people as well.
  const { key: other, event: alike } = await createMeeting(told, organizer, [], { ...series, attendees: [] });
  await changeSubject(told, occurrenceOf(other, alike, '2027-03-08'), 'first', false);
  const apply = (current: typeof series): typeof series => ({ ...current, attendees: all.map(attendeeFor) });
  const current = (await told.events.read(other)) ?? expect.fail('no event');
  const invited = await callsOf((counting) => counting.events.change(other, current, { apply, newContent: false }, `user:${organizer.id}`));
  expect(invited.own.filter((name) => name === 'query')).toHaveLength(2);
});

it('a ledger of 500 people is small', () => {
  const all = new Map(
    Array.from(
      { length: 500 },
      () => [randomUUID(), { told: 12, ask: 'a'.repeat(22), place: 'p'.repeat(22), news: 'n'.repeat(15), hasEntry: true }] as const,
    ),
  );
  const announced = new Map([...all.keys()].slice(0, 20).map((id) => [id, 'update'] as const));
  const rest = { days: {}, awaits: [], refused: [], unreached: [], failing: {}, occurrences: 0, readTo: 0 };
  const write = ledgerWrite('incarnation', { revision: 0, complete: 11, people: all, announced, ...rest }, 0);
  expect(Buffer.byteLength(JSON.stringify(write))).toBeLessThan(24 * 1024);
});
