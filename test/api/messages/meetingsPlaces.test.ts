// One message for each meeting and reader: whatever is delivered in whatever order, the newest is there, and nothing else of that meeting.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import type { MeetingResponse } from '../../../lib/calendar/meetings/meetings.ts';
import { ledgerId } from '../../../lib/calendar/meetings/telling/ledger.ts';
import { messageDocumentId } from '../../../lib/calendar/meetings/place.ts';
import { pendingId } from '../../../lib/calendar/meetings/telling/pending.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import type { Services } from '../../../lib/api/call.ts';
import type { Documents, StoredDocument, Write } from '../../../lib/stores/documents.ts';
import { createServices } from '../../../functions/compose/app.ts';
import { occurrenceOf, series } from '../../fixtures/records/ofEvents.ts';
import { by, createMeeting, attendeeFor, createMeetingAndNotify, messagesOf, changeSubject, someone } from '../../support/invitees.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { dyingServices } from '../../support/stores/dying.ts';

let stores: TestStores;
let services: Services;
const commits: (readonly Write[])[] = [];
beforeAll(async () => {
  stores = await startStores();
  const { mailboxes } = stores;
  const commit: typeof mailboxes.commit = (partition, writes) => {
    commits.push(writes);
    return mailboxes.commit(partition, writes);
  };
  services = dyingServices({ ...stores, mailboxes: { ...mailboxes, commit } });
});
afterAll(() => stores.close());

let organizer: Mailbox;
let reader: Mailbox;
beforeEach(async () => {
  const tenant = randomUUID();
  [organizer, reader] = await Promise.all([someone(services, tenant), someone(services, tenant)]);
});

const shown = async (mailbox: Mailbox) => (await messagesOf(services, mailbox)).map(({ tells, snapshot }) => [tells, snapshot?.subject]);

const deliver = ({ incarnation }: EventRecord): Promise<void> => services.meetings.deliver(mailboxPartition(organizer), incarnation);

/** What the organizer's mailbox has of a meeting at a moment: a deliverer may have read all of it, and be slow. */
type Moment = ReadonlyMap<string, StoredDocument | undefined>;
async function momentOf({ id, incarnation }: EventRecord): Promise<Moment> {
  const ids = [id, pendingId(incarnation), ledgerId(incarnation)];
  return new Map(
    await Promise.all(ids.map(async (each) => [each, await stores.mailboxes.read(mailboxPartition(organizer), each)] as const)),
  );
}

/** The ledger once everybody was told; nobody's messages are left of that. */
async function toldLedger(event: EventRecord): Promise<StoredDocument | undefined> {
  await deliver(event);
  const moment = await momentOf(event);
  await stores.mailboxes.commit(mailboxPartition(reader), [
    { write: 'remove', id: messageDocumentId((await messagesOf(services, reader))[0]?.messageId ?? '') },
  ]);
  return moment.get(ledgerId(event.incarnation));
}

/** Delivers what was read at that moment, whatever has happened since. */
const deliverLate = (moment: Moment, { incarnation }: EventRecord): Promise<void> => {
  const own = mailboxPartition(organizer);
  const mailboxes: Documents = {
    ...stores.mailboxes,
    read: (partition, id) => (partition === own ? Promise.resolve(moment.get(id)) : stores.mailboxes.read(partition, id)),
    commit: (partition, writes) =>
      partition === own ? Promise.resolve({ outcome: 'done', etags: [] }) : stores.mailboxes.commit(partition, writes),
  };
  return createServices({ ...stores, mailboxes }).meetings.deliver(own, incarnation);
};

const read = async (key: EventKey) => (await services.events.read(key)) ?? expect.fail('no event');
const answer = async (key: EventKey, more: Partial<MeetingResponse> = {}): Promise<void> => {
  const given = { answer: 'accepted', attendee: reader.id, from: { address: 'reader@contoso.example' }, sends: true, ...more } as const;
  await services.meetings.respond(key, await read(key), given, by);
};

describe('what a meeting tells', () => {
  it('what a meeting tells is one message, whose id is another each time; the former ones are nowhere any more', async () => {
    const { key } = await createMeetingAndNotify(services, organizer, [reader]);
    const ids = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const [message, ...rest] = await messagesOf(services, reader);
      expect(rest).toEqual([]);
      ids.add(message?.messageId ?? '');
      await changeSubject(services, key, `subject ${i}`);
    }
    expect(ids.size).toBe(5);
    for (const id of ids) expect(await services.messages.read(reader, id)).toBeUndefined();
    const [last] = await messagesOf(services, reader);
    expect(await services.messages.read(reader, last?.messageId ?? '')).toMatchObject({
      tells: 'update',
      snapshot: { subject: 'subject 4' },
    });
  });

  it('what a meeting tells is the newest, however often and in whatever order, and by how many at once, it is delivered', async () => {
    const last = 4;
    const rounds = fc.array(fc.array(fc.nat(last), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rounds, async (order) => {
        reader = await someone(services, organizer.tenant);
        const { key, event } = await createMeeting(services, organizer, [reader]);
        const moments = [await momentOf(event)];
        for (let i = 1; i < last; i++) {
          await changeSubject(services, key, `subject ${i}`, false);
          moments.push(await momentOf(event));
        }
        const told = new Map(moments.at(-1)).set(ledgerId(event.incarnation), await toldLedger(event));
        await services.events.remove(key, await read(key), by);
        moments.push(new Map([...told, [pendingId(event.incarnation), (await momentOf(event)).get(pendingId(event.incarnation))]]));
        for (const at of order) await Promise.all(at.map((n) => deliverLate(moments[n] ?? expect.fail('no moment'), event)));
        const newest = Math.max(...order.flat());
        const subject = newest === 0 ? 'Review' : `subject ${Math.min(newest, last - 1)}`;
        expect(await shown(reader)).toEqual([[newest === last ? 'cancellation' : 'invitation', subject]]);
      }),
      { numRuns: 15 },
    );
  });

  it('a message about an occurrence has a place of its own, in the order of what happened to it and its series', async () => {
    const made = await createMeeting(services, organizer, [reader], { ...series, attendees: [attendeeFor(reader)] });
    await deliver(made.event);
    const one = occurrenceOf(made.key, made.event, '2027-03-08');
    await changeSubject(services, one, 'first', false);
    await deliver(made.event);
    expect(await shown(reader)).toEqual([
      ['update', 'first'],
      ['invitation', 'Design review'],
    ]);
    await changeSubject(services, one, 'second', false);
    await services.events.remove(one, await read(one), by);
    // The series loses the date and is told in the same breath.
    const recurrence = { ...series.recurrence, pattern: { ...series.recurrence?.pattern, interval: 2 } };
    const apply = (current: typeof series): typeof series => ({ ...current, recurrence: recurrence as typeof series.recurrence });
    await services.events.change(made.key, await read(made.key), { apply, newContent: false }, by);
    await deliver(made.event);
    expect((await shown(reader)).toSorted()).toEqual([
      ['cancellation', 'second'],
      ['update', 'Design review'],
    ]);
  });

  it('a message that was deleted comes back by nothing that was on its way, but by what is told later', async () => {
    const { key, event } = await createMeeting(services, organizer, [reader]);
    const before = await momentOf(event);
    await deliver(event);
    const [message] = await messagesOf(services, reader);
    expect(await services.messages.remove(reader, message ?? expect.fail('no message'), by)).toBe(true);
    await deliverLate(before, event);
    expect(await messagesOf(services, reader)).toEqual([]);
    await changeSubject(services, key, 'later');
    expect(await shown(reader)).toEqual([['update', 'later']]);
    // Who knows the former version deletes nothing that came since.
    expect(await services.messages.remove(reader, message ?? expect.fail('no message'), by)).toBe(false);
    expect(await shown(reader)).toHaveLength(1);
  });

  it('what a meeting tells moves to the front of a list, which goes on behind what it has given', async () => {
    const keys: EventKey[] = [];
    for (const subject of ['a', 'b', 'c', 'd']) keys.push((await createMeetingAndNotify(services, organizer, [reader], { subject })).key);
    const [first] = keys;
    const page = await services.messages.list(reader, { limit: 2, folders: ['inbox'] });
    expect(page.messages.map(({ snapshot }) => snapshot?.subject)).toEqual(['d', 'c']);
    await changeSubject(services, first ?? expect.fail('no meeting'), 'a again');
    const next = await services.messages.list(reader, { limit: 2, folders: ['inbox'], ...(page.next && { after: page.next }) });
    expect(next.messages.map(({ snapshot }) => snapshot?.subject)).toEqual(['b']);
    expect((await shown(reader)).map(([, subject]) => subject)).toEqual(['a again', 'd', 'c', 'b']);
    expect(await services.messages.count(reader, { folders: ['inbox'] })).toBe(4);
  });

  it('what a meeting tells costs a batch to come, with the entry in it, and one in the place of the former one; nothing of it grows with what came before', async () => {
    const { key } = await createMeetingAndNotify(services, organizer, [reader]);
    const put = async (subject: string): Promise<readonly (readonly string[])[]> => {
      const changed = await changeSubject(services, key, subject, false);
      commits.length = 0;
      await services.meetings.tell(organizer, changed);
      return commits.map((writes) => writes.map(({ write }) => write));
    };
    // The replacement of the message, and the entry's patch, count nothing; what is left is the ledger, before, and behind with the end of what was pending.
    expect(await put('a')).toEqual([['patch'], ['patch', 'replace', 'patch'], ['patch', 'patch']]);
    const { event } = await createMeeting(services, organizer, [reader]);
    commits.length = 0;
    await services.meetings.tell(organizer, event);
    expect(commits.map((writes) => writes.map(({ write }) => write))).toEqual([
      ['create'],
      ['create', 'create', 'patch', 'patch', 'patch'],
      ['patch', 'patch'],
    ]);
  });
});

describe('the answers of one attendee', () => {
  it('the answers of one attendee are one message at the organizer’s: the last one', async () => {
    const { key } = await createMeetingAndNotify(services, organizer, [reader]);
    for (let i = 0; i < 5; i++) await answer(key, { comment: `comment ${i}` });
    await answer(key, { answer: 'declined' });
    const [message, ...rest] = await messagesOf(services, organizer);
    expect(rest).toEqual([]);
    expect([message?.tells, message?.comment]).toEqual(['declined', undefined]);
  });

  it('the answers of many attendees are one each, also when all come at once', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => someone(services, organizer.tenant)));
    const { key } = await createMeetingAndNotify(services, organizer, [reader, ...others]);
    await Promise.all([reader, ...others].flatMap(({ id }) => [1, 2].map((n) => answer(key, { attendee: id, comment: `${n}` }))));
    expect(await messagesOf(services, organizer)).toHaveLength(5);
  });

  it('the answers about a series and its occurrences are one, however many of these are answered', async () => {
    const made = await createMeetingAndNotify(services, organizer, [reader], { ...series, attendees: [attendeeFor(reader)] });
    await answer(made.key);
    for (const day of ['2027-03-08', '2027-03-15', '2027-03-22'])
      await answer(occurrenceOf(made.key, made.event, day), { answer: 'declined' });
    const [message, ...rest] = await messagesOf(services, organizer);
    expect([rest, message?.tells, message?.snapshot?.type]).toEqual([[], 'declined', 'occurrence']);
  });

  it('answers that change nothing write nothing; another comment is something to say', async () => {
    const { key } = await createMeetingAndNotify(services, organizer, [reader]);
    await answer(key, { comment: 'Gladly.' });
    const before = await read(key);
    const [message] = await messagesOf(services, organizer);
    commits.length = 0;
    for (const comment of ['Gladly.', undefined, '']) await answer(key, { comment });
    await answer(key, { comment: 'unheard', sends: false });
    expect(commits).toEqual([]);
    expect([await read(key), await messagesOf(services, organizer)]).toEqual([before, [message]]);
    await answer(key, { comment: 'A little later.' });
    expect((await messagesOf(services, organizer)).map(({ comment }) => comment)).toEqual(['A little later.']);
  });

  it('an attendee’s answers come again where the organizer has deleted the message', async () => {
    const { key } = await createMeetingAndNotify(services, organizer, [reader]);
    await answer(key);
    const [message] = await messagesOf(services, organizer);
    expect(await services.messages.remove(organizer, message ?? expect.fail('no message'), by)).toBe(true);
    await answer(key, { answer: 'declined' });
    expect(await shown(organizer)).toEqual([['declined', 'Review']]);
  });
});
