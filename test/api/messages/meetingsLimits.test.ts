// The limits of meetings: of an inbox, of a day's invitations, and of the people told in an hour. Nothing is lost there in silence.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createInboxes, type MeetingMessage } from '../../../lib/calendar/meetings/inbox.ts';
import { placeOfMeeting, messageDocumentId, messageIdAt } from '../../../lib/calendar/meetings/place.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import type { Services } from '../../../lib/api/call.ts';
import { newRecord } from '../../../lib/stores/records.ts';
import { full, occurrenceOf, series } from '../../fixtures/records/ofEvents.ts';
import { storedIn } from '../../support/stores/mailboxState.ts';
import { by, createMeeting, attendeeFor, createMeetingAndNotify, messagesOf, changeSubject, someone } from '../../support/invitees.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';

let stores: TestStores;
let services: Services;
let tenant: string;
let organizer: Mailbox;
let reader: Mailbox;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  tenant = randomUUID();
  [organizer, reader] = await Promise.all([someone(services, tenant), someone(services, tenant)]);
});

const shown = async (mailbox: Mailbox): Promise<string[]> => (await messagesOf(services, mailbox)).map(({ tells }) => tells);
const people = (count: number): Promise<Mailbox[]> => Promise.all(Array.from({ length: count }, () => someone(services, tenant)));

describe('a day’s invitations', () => {
  const limited = (ofOne: number, ofAll = 1000): Services =>
    createServices(stores, { MEETING_INVITATIONS_PER_ORGANIZER: ofOne, MEETING_INVITATIONS_PER_DAY: ofAll });

  it('invitations of one organizer end at a day’s limit; who isn’t reached is named to the organizer, others’ come still', async () => {
    const own = limited(3);
    const [other, stranger] = await people(2);
    if (other === undefined || stranger === undefined) throw new Error('nobody');
    for (let i = 0; i < 5; i++) await createMeetingAndNotify(own, organizer, [reader, other], { subject: `meeting ${i}` });
    expect([await shown(reader), await shown(other)]).toEqual([Array(3).fill('invitation'), Array(3).fill('invitation')]);
    const told = await messagesOf(own, organizer);
    expect(told.map(({ tells, snapshot }) => [tells, snapshot?.subject])).toEqual([
      ['undelivered', 'meeting 4'],
      ['undelivered', 'meeting 3'],
    ]);
    for (const { comment } of told) for (const { id } of [reader, other]) expect(comment).toContain(`${id}@contoso.example`);
    await createMeetingAndNotify(own, stranger, [reader]);
    expect(await shown(reader)).toHaveLength(4);
  });

  it('invitations of all organizers end at a day’s limit of theirs', async () => {
    const own = limited(3, 5);
    for (const each of await people(3)) for (let i = 0; i < 3; i++) await createMeetingAndNotify(own, each, [reader]);
    expect(await shown(reader)).toHaveLength(5);
  });

  it('a day’s invitations don’t count what takes an older message’s place, and give nothing back for what is deleted', async () => {
    const own = limited(2);
    const { key } = await createMeetingAndNotify(own, organizer, [reader]);
    for (let i = 0; i < 4; i++) await changeSubject(own, key, `subject ${i}`);
    await createMeetingAndNotify(own, organizer, [reader]);
    for (const message of await messagesOf(own, reader)) expect(await own.messages.remove(reader, message, by)).toBe(true);
    await createMeetingAndNotify(own, organizer, [reader]);
    expect([await shown(reader), await shown(organizer)]).toEqual([[], ['undelivered']]);
  });

  it('a day’s invitations are as many as the limit says, however many instances deliver at once, and however often', async () => {
    const instances = Array.from({ length: 4 }, () => limited(10));
    const made = await Promise.all(Array.from({ length: 24 }, () => createMeeting(dyingServices(stores), organizer, [reader])));
    await Promise.all(made.flatMap(({ event }) => instances.slice(0, 2).map((each) => each.meetings.tell(organizer, event))));
    await Promise.all(made.flatMap(({ event }) => instances.slice(2).map((each) => each.meetings.tell(organizer, event))));
    expect(await shown(reader)).toHaveLength(10);
    expect(await shown(organizer)).toHaveLength(14);
  });

  it('invitations that a day had no room for are told by a later change, once there is room; its cancellation needs none', async () => {
    const { key } = await createMeetingAndNotify(limited(1), organizer, [reader]);
    const refused = await createMeetingAndNotify(limited(1), organizer, [reader]);
    await changeSubject(limited(2), refused.key, 'once more');
    expect(await shown(reader)).toEqual(['update', 'invitation']);
    await dyingServices(stores).events.remove(key, (await services.events.read(key)) ?? expect.fail('no event'), by);
    const third = await createMeetingAndNotify(limited(2), organizer, [reader]);
    const gone = await dyingServices(stores).events.remove(third.key, third.event, by);
    await limited(2).meetings.tell(organizer, gone);
    expect(await shown(organizer)).toEqual(['undelivered', 'undelivered']);
  });
});

describe('the entries of a day', () => {
  const limited = (ofOne: number): Services => createServices(stores, { MEETING_INVITATIONS_PER_ORGANIZER: ofOne });
  const entriesOf = async (who: Mailbox): Promise<(string | null)[]> => {
    const order = { property: 'createdDateTime', descending: false } as const;
    const { events } = await services.events.list(who, defaultCalendarId(who), { limit: 100, orderBy: order });
    return events.map(({ properties }) => properties.subject);
  };

  it('the entries of a day come with their invitations and not beyond, whatever else changes that day', async () => {
    const own = limited(2);
    const made = [];
    for (let i = 0; i < 4; i++) made.push(await createMeetingAndNotify(own, organizer, [reader], { subject: `meeting ${i}` }));
    expect(await entriesOf(reader)).toEqual(['meeting 0', 'meeting 1']);
    for (const { key } of made) {
      const event = (await own.events.read(key)) ?? expect.fail('no event');
      const apply = <T extends object>(current: T): T & { importance: 'high' } => ({ ...current, importance: 'high' });
      await own.events.change(key, event, { apply, newContent: false }, `user:${organizer.id}`);
    }
    expect([await entriesOf(reader), (await shown(reader)).length]).toEqual([['meeting 0', 'meeting 1'], 2]);
    // What is there already goes on following its meeting.
    for (const { key } of made) await changeSubject(own, key, 'another');
    expect(await entriesOf(reader)).toEqual(['another', 'another']);
  });

  it('the entries of a day include those of occurrences alone', async () => {
    const own = limited(2);
    const { key, event } = await createMeeting(own, organizer, [], series);
    for (const day of ['2027-03-08', '2027-03-15', '2027-03-22']) {
      const one = (await own.events.read(occurrenceOf(key, event, day))) ?? expect.fail('no occurrence');
      const apply = (current: typeof full) => ({ ...current, attendees: [attendeeFor(reader)] });
      await own.events.change(occurrenceOf(key, event, day), one, { apply, newContent: false }, `user:${organizer.id}`);
    }
    expect([await shown(reader), (await entriesOf(reader)).length]).toEqual([['invitation', 'invitation'], 2]);
    expect(await shown(organizer)).toEqual(['undelivered']);
    await createMeetingAndNotify(own, organizer, [reader]);
    expect(await entriesOf(reader)).toHaveLength(2);
  });
});

describe('an inbox', () => {
  const daily = { ofOne: 1000, ofAll: 1000 };
  let now: number;
  beforeEach(() => {
    now = Date.now();
  });
  const putting = (messages: number, limits = daily) => {
    const inboxes = createInboxes({ documents: stores.mailboxes, clock: () => now, limits: { messages, daily: limits } });
    return (...given: Parameters<typeof inboxes.put>) => inboxes.put(...given);
  };
  const message = (n: number, version = 0, more: object = {}): MeetingMessage => {
    const meeting = { mailbox: { tenant, kind: 'users' as const, id: organizer.id }, event: `event-${n}` };
    const messageId = messageIdAt(placeOfMeeting(reader, { meeting, incarnation: 'one' }), String(version));
    const record = newRecord(now, by);
    const lies = { received: record.created, messageId, folders: ['inbox'], inFolder: 'inbox', tells: 'invitation' };
    return { id: messageDocumentId(messageId), kind: 'message', ...record, ...lies, version, meeting, incarnation: 'one', ...more };
  };

  it('an inbox takes no new message when it is full; newer ones of the same meetings come, and what is deleted makes room', async () => {
    const put = putting(3);
    for (let n = 0; n < 5; n++) expect(await put(reader, organizer, message(n))).toBe(n < 3 ? 'delivered' : 'refused');
    expect(await put(reader, organizer, message(1, 1))).toBe('delivered');
    const updated = (await messagesOf(services, reader)).find(({ version }) => version === 1);
    expect(await services.messages.remove(reader, updated ?? expect.fail('no message'), by)).toBe(true);
    expect([await put(reader, organizer, message(3)), await put(reader, organizer, message(4))]).toEqual(['delivered', 'refused']);
    // A deleted message's place is no room of its own.
    expect(await put(reader, organizer, message(1, 2))).toBe('refused');
    expect(await shown(reader)).toHaveLength(3);
  });

  it('an inbox has room again for what has expired, which is looked for once in an hour', async () => {
    const put = putting(2);
    await put(reader, organizer, message(0, 0, { ttl: 1 }));
    await put(reader, organizer, message(1));
    expect(await put(reader, organizer, message(2))).toBe('refused');
    await expect.poll(() => shown(reader), { timeout: 10_000 }).toHaveLength(1);
    expect(await put(reader, organizer, message(2))).toBe('refused');
    now += 61 * 60_000;
    expect(await put(reader, organizer, message(2))).toBe('delivered');
    expect(await put(reader, organizer, message(3))).toBe('refused');
  });

  it('an inbox has a new day with the next one', async () => {
    now = Date.parse('2027-03-01T23:59:59Z');
    const put = putting(10, { ofOne: 1, ofAll: 1 });
    expect([await put(reader, organizer, message(0)), await put(reader, organizer, message(1))]).toEqual(['delivered', 'refused']);
    now += 1000;
    expect([await put(reader, organizer, message(1)), await put(reader, organizer, message(2))]).toEqual(['delivered', 'refused']);
  });
});

describe('a message', () => {
  it('a message is small, whatever its meeting holds, and goes when its days are over', async () => {
    const long = '\u{1F4CE}\u0001'.repeat(680);
    const place = { displayName: long, locationUri: long, uniqueId: long, address: { street: long, city: long } };
    const properties = { ...series, subject: long, location: place, locations: Array(9).fill(place), attendees: [attendeeFor(reader)] };
    const { key, event } = await createMeetingAndNotify(dyingServices(stores), organizer, [reader], {
      ...properties,
      body: { contentType: 'text', content: long },
    });
    const gone = await dyingServices(stores).events.remove(key, event, by, { comment: long });
    const own = createServices(stores, { MEETING_MESSAGE_DAYS: 7 });
    await own.meetings.tell(organizer, gone);
    const [message] = await messagesOf(services, reader);
    expect(message?.comment).toBe(long);
    const stored = await stores.mailboxes.read(mailboxPartition(reader), message?.id ?? '');
    expect(Buffer.byteLength(JSON.stringify(stored?.body))).toBeLessThan(16 * 1024);
    expect(stored?.body).toMatchObject({
      ttl: 7 * 86_400,
      snapshot: { location: { displayName: expect.stringMatching(/^.{1,255}$/s) as unknown } },
    });
    expect(Object.keys(message?.snapshot?.location ?? {})).toEqual(['displayName']);
  });
});

describe('the people told in an hour', () => {
  const limited = (): Services => createServices(stores, { MEETING_RECIPIENTS_PER_HOUR: 10 });
  const state = (mailbox: Mailbox = organizer) => storedIn(stores.settings, mailboxPartition(mailbox));
  const refused = async (doing: Promise<unknown>): Promise<void> => {
    const error = await doing.then(
      () => expect.fail('it was let in'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ServiceError)) throw error;
    expect([error.status, error.code, error.message]).toEqual([429, 'TooManyRequests', expect.stringContaining('10 recipients')]);
    const seconds = Number(error.headers['Retry-After']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(3600);
  };

  it('the people told in an hour are counted by invitations and updates; beyond the limit nothing at all is stored, but people can be taken away', async () => {
    const own = limited();
    const by = `user:${organizer.id}`;
    const all = await people(4);
    const first = await createMeetingAndNotify(own, organizer, all);
    const recurring = await createMeetingAndNotify(own, organizer, all.slice(0, 3), {
      ...series,
      attendees: all.slice(0, 3).map(attendeeFor),
    });
    const one = occurrenceOf(recurring.key, recurring.event, '2027-03-08');
    const before = await state();
    const body = { contentType: 'text' as const, content: 'x'.repeat(300_000) };
    await refused(createMeeting(own, organizer, all, { body }));
    await refused(changeSubject(own, first.key, 'another'));
    await refused(own.events.change(first.key, first.event, { apply: (current) => ({ ...current, body }), newContent: true }, by));
    const wanted = { calendar: first.event.calendar, properties: { ...full, attendees: all.map(attendeeFor), body } };
    await refused(own.events.put({ mailbox: organizer, event: 'put' }, wanted, by, { may: () => undefined }));
    expect(await state()).toEqual(before);
    // Three are left.
    await changeSubject(own, one, 'the occurrence');
    await refused(changeSubject(own, one, 'once more'));
    // What tells nobody goes on.
    await own.events.change(first.key, first.event, { apply: (current) => ({ ...current, categories: ['mine'] }), newContent: false }, by);
    // Nobody is kept in a meeting by it.
    const fewer = { apply: (current: typeof full) => ({ ...current, attendees: current.attendees.slice(1) }), newContent: false };
    const left = await own.events.change(first.key, (await own.events.read(first.key)) ?? expect.fail('gone'), fewer, by);
    expect(left.properties.attendees).toHaveLength(3);
    await own.events.remove(first.key, left, by);
    await refused(changeSubject(own, one, 'once more'));
  });

  it('the people told in an hour are no more than that, however many instances write at once; another’s are apart', async () => {
    const instances = Array.from({ length: 3 }, limited);
    const made = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => createMeeting(instances[i % 3] ?? services, organizer, [reader])),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const [other] = await people(1);
    await createMeeting(limited(), other ?? expect.fail('nobody'), [reader]);
  });
});
