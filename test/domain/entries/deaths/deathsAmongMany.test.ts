// A meeting of many people: deliveries that die at each kind of call, and two at once, leave everybody one entry as the meeting is at last.
// `MEETING_PEOPLE` sets how many they are (`npm run test:model`: 500).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../../functions/compose/app.ts';
import type { Services } from '../../../../lib/api/call.ts';
import type { EventProperties } from '../../../../lib/calendar/events/record/eventProperties.ts';
import { decodeEntry, type EventRecord } from '../../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../../lib/calendar/mailbox.ts';
import { work } from '../../../../lib/cleanup/work.ts';
import { ledgerId, ledgerIn } from '../../../../lib/calendar/meetings/telling/ledger.ts';
import { decodePending, pendingId } from '../../../../lib/calendar/meetings/telling/pending.ts';
import { twentyAtOnce } from '../../../support/meetings/twentyAtOnce.ts';
import { attendeeFor, by, createMeeting, someone } from '../../../support/invitees.ts';
import { mortal, type StoreCall } from '../../../support/meetings/mortal.ts';
import { startDocuments, type TestDocuments } from '../../../support/stores/documents.ts';
import type { Contents } from '../../../../lib/stores/contents.ts';
import type { Documents, Write } from '../../../../lib/stores/documents.ts';

/** Three blocks of 20 people at least, the last of them not full. */
const count = Number(process.env.MEETING_PEOPLE ?? 43);
const tenant = randomUUID();
/** A store of contents that nothing here calls. */
const contents = {} as Contents;

let documents: TestDocuments;
let services: Services;
let people: readonly Mailbox[];
let organizer: Mailbox;
beforeAll(async () => {
  documents = await startDocuments();
  services = over(documents.mailboxes);
  people = await twentyAtOnce(Array.from({ length: count }), () => someone(services, tenant));
});
afterAll(() => documents.close());
beforeEach(() => {
  organizer = { tenant, kind: 'users', id: randomUUID() };
});

const over = (mailboxes: Documents): Services => createServices({ directory: documents.directory, mailboxes, contents });
const home = (): string => mailboxPartition(organizer);
const read = async (key: EventKey): Promise<EventRecord> => (await services.events.read(key)) ?? expect.fail('no event');

/** The writes of a batch; none of any other call. */
const writesOf = ({ name, given }: StoreCall): readonly Write[] => (name === 'commit' && Array.isArray(given) ? (given as Write[]) : []);
/** Dies at the batch of this number (from 1) that goes to the organizer's mailbox. */
function atHome(number: number): (call: StoreCall) => boolean {
  let seen = 0;
  return (call) => call.partition === home() && writesOf(call).length > 0 && ++seen >= number;
}
/** Dies at a batch of the person whom the process tells as the one of this number (from 1). */
function atPerson(number: number): (call: StoreCall) => boolean {
  const seen = new Set<string>();
  return (call) => {
    if (call.partition === home()) return false;
    seen.add(call.partition);
    return writesOf(call).length > 0 && [...seen].indexOf(call.partition) >= number - 1;
  };
}
/** Dies at the first write of the ledger behind calls for people. */
function behindSome(): (call: StoreCall) => boolean {
  let isBehind = false;
  return (call) => {
    isBehind ||= call.partition !== home();
    return isBehind && call.partition === home() && writesOf(call).length > 0;
  };
}
const isLast = (call: StoreCall): boolean => call.partition === mailboxPartition(people.at(-1) ?? organizer) && writesOf(call).length > 0;
/** The batch by which nothing is due any more. */
const isEnd = (call: StoreCall): boolean =>
  writesOf(call).some((write) => write.write === 'patch' && write.operations.some(({ op, path }) => op === 'remove' && path === '/due'));

/** Where deliveries die, one behind the other: each kind of call, and each border of the blocks in which people are told. */
const deaths: Readonly<Record<string, () => (call: StoreCall) => boolean>> = {
  'the first call of all': () => () => true,
  'the ledger before anybody is told': () => atHome(1),
  'what the first person has': () => (call) => call.partition !== home(),
  'the first person': () => atPerson(1),
  'the 20th person': () => atPerson(20),
  'the ledger behind 20 people': () => behindSome(),
  'the 21st person': () => atPerson(21),
  'the last person': () => isLast,
  'the end': () => isEnd,
};

const deliver = (incarnation: string, through = documents.mailboxes): Promise<void> => over(through).meetings.deliver(home(), incarnation);

/** All deliveries but the last die. Whoever dies must have come to the place where it was to die. */
async function deliverDying(incarnation: string): Promise<void> {
  for (const [where, death] of Object.entries(deaths)) {
    const dying = mortal(documents.mailboxes, death());
    await deliver(incarnation, dying.documents).catch(() => undefined);
    expect(dying.isDead(), where).toBe(true);
    expect(await isDue(incarnation), where).toBe(true);
  }
  await deliver(incarnation);
}

async function isDue(incarnation: string): Promise<boolean> {
  return decodePending(await documents.mailboxes.read(home(), pendingId(incarnation)))?.due !== undefined;
}

/** What each person has of the meeting, in words: how many have the same. */
async function shown(incarnation: string): Promise<Readonly<Record<string, number>>> {
  const all = await twentyAtOnce(people, async (who) => {
    const where = {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'kind', value: 'entry' },
        { is: 'eq', property: 'listed', value: true },
      ],
    } as const;
    const found = await documents.mailboxes.query(mailboxPartition(who), { where, orderBy: [], limit: 100 });
    const entries = found.flatMap((document) => decodeEntry(document) ?? []).filter(({ entry }) => entry.of === incarnation);
    const messages = (await services.messages.list(who, { limit: 100, folders: [] })).messages.filter(
      (each) => each.incarnation === incarnation,
    );
    const said = entries.map(
      ({ entry, properties }) => `${String(properties.subject)} ${entry.isCancelled ? 'cancelled' : entry.response.response}`,
    );
    return `${said.join(' and ') || 'nothing'}, ${messages.map(({ tells }) => tells).join(' and ')}`;
  });
  const counts: Record<string, number> = {};
  for (const each of all) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

const change = async (key: EventKey, more: Partial<EventProperties>, through = documents.mailboxes): Promise<void> => {
  const event = await read(key);
  await over(through).events.change(key, event, { apply: (current) => ({ ...current, ...more }), newContent: false }, by);
};
const inviting = (who: readonly Mailbox[]): Partial<EventProperties> => ({ attendees: who.map(attendeeFor) });

it('each of many people has one entry and one message, wherever the deliveries of each change die', { timeout: 20 * 60_000 }, async () => {
  // The request dies behind its own batch: it tells nobody.
  const request = (): Documents => mortal(documents.mailboxes, atHome(2)).documents;
  const { key, event } = await createMeeting(over(request()), organizer, people);
  const { incarnation } = event;
  await deliverDying(incarnation);
  expect(await shown(incarnation)).toEqual({ 'Review notResponded, invitation': count });

  await change(key, { subject: 'Retro' }, request());
  await deliverDying(incarnation);
  expect(await shown(incarnation)).toEqual({ 'Retro notResponded, update': count });

  // What is no news is told by entries alone.
  const stay = people.slice(0, 2);
  await change(key, { importance: 'high', ...inviting(stay) }, request());
  await deliverDying(incarnation);
  expect(await shown(incarnation)).toEqual({ 'nothing, cancellation': count - 2, 'Retro notResponded, update': 2 });

  await change(key, inviting(people), request());
  await deliverDying(incarnation);
  expect(await shown(incarnation)).toEqual({ 'Retro notResponded, invitation': count - 2, 'Retro notResponded, update': 2 });
  const { people: told, announced } = ledgerIn(await documents.mailboxes.read(home(), ledgerId(incarnation)));
  expect([told.size, announced.size, await isDue(incarnation)]).toEqual([count, 0, false]);

  await over(request()).events.remove(key, await read(key), by);
  await deliverDying(incarnation);
  expect(await shown(incarnation)).toEqual({ 'Retro cancelled, cancellation': count });
  for (const id of [pendingId(incarnation), ledgerId(incarnation)]) expect(await documents.mailboxes.read(home(), id)).toBeUndefined();
});

it('an answer among many people, whose process dies at any call, is in the entry and at the organizer’s, or nowhere', async () => {
  const { key, event } = await createMeeting(services, organizer, people);
  await deliver(event.incarnation);
  const given: string[] = [];
  let deaths = 0;
  for (const [at, who] of people.slice(-12).entries()) {
    const found = async () => services.entries.find(who, event);
    const entry = (await found()) ?? expect.fail('no entry');
    const dying = mortal(documents.mailboxes, ({ number }) => number >= at);
    const said = { answer: 'accepted', from: {}, sends: true } as const;
    await over(dying.documents)
      .entries.answer(who, entry, said, `user:${who.id}`)
      .catch(() => undefined);
    if (dying.isDead()) deaths++;
    if ((await found())?.entry.response.response === 'accepted') given.push(who.id);
  }
  const failed = (error: unknown): never => {
    throw error;
  };
  const { meetings, entries } = services;
  await work({ ...documents, meetings, entries, clock: () => Date.now() + 30_000, failed });
  const { attendees } = (await read(key)).properties;
  expect(attendees.filter(({ status }) => status.response === 'accepted').map(({ userId }) => userId)).toEqual(given);
  // Some died before anything was written, some behind that, and the last not at all.
  expect([deaths < 12, given.length < 12, given.length > 12 - deaths]).toEqual([true, true, true]);
});

it('two deliveries at once leave each of many people one entry and one message', { timeout: 20 * 60_000 }, async () => {
  const twice = async (incarnation: string): Promise<void> => {
    await Promise.all([deliver(incarnation), deliver(incarnation)]);
    // Whoever loses each race for the ledger leaves the rest to the other, or to the next minute.
    if (await isDue(incarnation)) await deliver(incarnation);
    expect(await isDue(incarnation)).toBe(false);
  };
  const { key, event } = await createMeeting(services, organizer, people);
  await twice(event.incarnation);
  expect(await shown(event.incarnation)).toEqual({ 'Review notResponded, invitation': count });
  await change(key, { subject: 'Retro' });
  await twice(event.incarnation);
  expect(await shown(event.incarnation)).toEqual({ 'Retro notResponded, update': count });
  await services.events.remove(key, await read(key), by);
  await twice(event.incarnation);
  expect(await shown(event.incarnation)).toEqual({ 'Retro cancelled, cancellation': count });
});
