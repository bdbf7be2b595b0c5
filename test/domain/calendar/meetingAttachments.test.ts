// What is attached to a meeting, changed and removed makes its people due to be told, also where it was decided before the first one came.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { decodePending, pendingId } from '../../../lib/calendar/meetings/telling/pending.ts';
import { file } from '../../fixtures/records/ofAttachments.ts';
import { attendeeFor, by, createMeeting, messagesOf, someone } from '../../support/invitees.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { uploadClient } from '../../support/stores/uploadClient.ts';

let stores: TestStores;
let services: Services;
let silent: Services;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
  silent = dyingServices(stores);
});
afterAll(() => stores.close());

let organizer: Mailbox;
beforeEach(() => {
  organizer = { tenant: randomUUID(), kind: 'users', id: randomUUID() };
});

const one = async (): Promise<Mailbox> => someone(services, organizer.tenant);
const told = async (who: Mailbox): Promise<(string | null | undefined)[][]> =>
  (await messagesOf(services, who)).map(({ tells, snapshot }) => [tells, snapshot?.subject]);
const read = async (key: EventKey): Promise<EventRecord> => (await services.events.read(key)) ?? expect.fail('no event');
const change = async (key: EventKey, more: Partial<EventProperties>): Promise<EventRecord> =>
  silent.events.change(key, await read(key), { apply: (current) => ({ ...current, ...more }), newContent: false }, by);
const attending = (...all: readonly Mailbox[]): Pick<EventProperties, 'attendees'> => ({ attendees: all.map(attendeeFor) });
const deliver = ({ incarnation }: EventRecord): Promise<void> => services.meetings.deliver(mailboxPartition(organizer), incarnation);
const isDue = async ({ incarnation }: EventRecord): Promise<boolean> =>
  decodePending(await stores.mailboxes.read(mailboxPartition(organizer), pendingId(incarnation)))?.due !== undefined;

it('what is attached, changed and removed makes a meeting due, and tells nobody by itself', async () => {
  const who = await one();
  const { key, event } = await createMeeting(silent, organizer, [who]);
  await deliver(event);
  const [record] = await services.attachments.add(key, await read(key), [file], by);
  expect(await isDue(event)).toBe(true);
  await deliver(event);
  if (record === undefined) throw new Error('nothing attached');
  const terms = { change: (properties: typeof record.properties) => ({ ...properties, name: 'b.txt' }), mayCopy: () => undefined };
  const changed = await services.attachments.change(key, await read(key), record, terms, by);
  expect(await isDue(event)).toBe(true);
  await deliver(event);
  expect(await services.attachments.remove(key, await read(key), changed, by)).toBe(true);
  expect(await isDue(event)).toBe(true);
  await deliver(event);
  expect([await isDue(event), await told(who)]).toEqual([false, [['invitation', 'Review']]]);
});

it.each(['event', 'occurrence'] as const)(
  'an upload to an %s that was begun before the first attendee came makes the meeting due',
  async (kind) => {
    const client = uploadClient(stores);
    const key = await client.newEvent(kind);
    organizer = key.mailbox;
    const token = await client.start(key, 8);
    const { occurrence } = await read(key);
    const invited = await change({ ...key, event: occurrence?.series.eventId ?? key.event }, attending(await one()));
    await deliver(invited);
    expect((await client.put(token, Buffer.alloc(8))).status).toBe(201);
    expect([await isDue(invited), (await read(key)).attachmentCount]).toEqual([true, 1]);
    await deliver(invited);
  },
);

it('what was decided before the first attendee came makes the meeting due as well', async () => {
  const { key, event: alone } = await createMeeting(silent, organizer, []);
  const [first, second] = await services.attachments.add(key, alone, [file, file], by);
  if (first === undefined || second === undefined) throw new Error('nothing attached');
  const before = await read(key);
  expect(before.tells).toBe(false);
  const invited = await change(key, attending(await one()));
  await deliver(invited);
  const terms = { change: (properties: typeof first.properties) => ({ ...properties, name: 'b.txt' }), mayCopy: () => undefined };
  const late: readonly (() => Promise<unknown>)[] = [
    () => services.attachments.add(key, before, [file], by),
    () => services.attachments.change(key, before, first, terms, by),
    () => services.attachments.remove(key, before, second, by),
  ];
  for (const attach of late) {
    await attach();
    expect(await isDue(invited)).toBe(true);
    await deliver(invited);
  }
  expect((await read(key)).attachmentCount).toBe(2);
  await silent.events.remove(key, before, by);
  expect(await isDue(invited)).toBe(true);
});
