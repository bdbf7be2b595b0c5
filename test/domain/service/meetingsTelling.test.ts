// A meeting's people are told what it is now: whoever dies where, whatever was changed before they were told, and however many tell at once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { ledgerId } from '../../../lib/calendar/meetings/telling/ledger.ts';
import { decodePending, pendingId } from '../../../lib/calendar/meetings/telling/pending.ts';
import { work } from '../../../lib/cleanup/work.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { occurrenceOf, series } from '../../fixtures/records/ofEvents.ts';
import { attendeeFor, by, createMeeting, messagesOf, someone } from '../../support/invitees.ts';
import { dyingServices } from '../../support/stores/dying.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

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

const people = (count: number): Promise<Mailbox[]> => Promise.all(Array.from({ length: count }, () => someone(services, organizer.tenant)));
const one = async (): Promise<Mailbox> => someone(services, organizer.tenant);
/** What somebody was told, with the subject. */
const told = async (who: Mailbox): Promise<(string | null | undefined)[][]> =>
  (await messagesOf(services, who)).map(({ tells, snapshot }) => [tells, snapshot?.subject]);
const read = async (key: EventKey): Promise<EventRecord> => (await services.events.read(key)) ?? expect.fail('no event');

/** Changes the event, as it is now, and tells nobody. */
const change = async (key: EventKey, more: Partial<EventProperties>): Promise<EventRecord> =>
  silent.events.change(key, await read(key), { apply: (current) => ({ ...current, ...more }), newContent: false }, by);
const attending = (...all: readonly Mailbox[]): Pick<EventProperties, 'attendees'> => ({ attendees: all.map(attendeeFor) });
const deliver = ({ incarnation }: EventRecord, from = services): Promise<void> =>
  from.meetings.deliver(mailboxPartition(organizer), incarnation);
const isDue = async ({ incarnation }: EventRecord): Promise<boolean> =>
  decodePending(await stores.mailboxes.read(mailboxPartition(organizer), pendingId(incarnation)))?.due !== undefined;

/** What all calls to the store go through, with its name and partition. */
type Call = (name: keyof Documents, partition: string) => void;
const calling = (call: Call, { mailboxes } = stores): Documents => {
  const each =
    <Given extends readonly [string, ...unknown[]], T>(name: keyof Documents, to: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      call(name, given[0]);
      return to(...given);
    };
  return {
    ...mailboxes,
    read: each('read', (...given) => mailboxes.read(...given)),
    query: each('query', (...given) => mailboxes.query(...given)),
    commit: each('commit', (...given) => mailboxes.commit(...given)),
    replaceIf: each('replaceIf', (...given) => mailboxes.replaceIf(...given)),
  };
};

describe('what was changed before anybody was told', () => {
  it('a later change loses nothing of an earlier one: who was taken off is told, and who is invited since', async () => {
    const [alex, bea, stays] = [await one(), await one(), await one()];
    const { key, event } = await createMeeting(silent, organizer, [alex, stays]);
    await deliver(event);
    await change(key, { subject: 'without Alex', ...attending(stays) });
    await change(key, { subject: 'with Bea', ...attending(stays, bea) });
    await deliver(event);
    expect([await told(alex), await told(bea), await told(stays)]).toEqual([
      [['cancellation', 'Review']],
      [['invitation', 'with Bea']],
      [['update', 'with Bea']],
    ]);
  });

  it('many changes are told once, with what they come to; what comes to nothing isn’t told', async () => {
    const all = await people(3);
    const { key, event } = await createMeeting(silent, organizer, all);
    await deliver(event);
    for (let i = 1; i <= 5; i++) await change(key, { subject: `subject ${i}` });
    let written = 0;
    const counting = calling((name, partition) => {
      if (name === 'commit' && partition !== mailboxPartition(organizer)) written++;
    });
    await deliver(event, createServices({ ...stores, mailboxes: counting }));
    expect([written, await told(all[0] ?? organizer)]).toEqual([3, [['update', 'subject 5']]]);
    await change(key, { subject: 'for a moment' });
    await change(key, { subject: 'subject 5' });
    await deliver(event, createServices({ ...stores, mailboxes: counting }));
    expect([written, await isDue(event)]).toEqual([6, false]);
    // Entries carry the number of the organizer's version; nobody gets a message.
    expect(await told(all[0] ?? organizer)).toEqual([['update', 'subject 5']]);
  });

  it('a change while people are told is told as well', async () => {
    const all = await people(3);
    const { key, event } = await createMeeting(silent, organizer, all);
    let changed = false;
    const late = calling((name, partition) => {
      if (changed || name !== 'commit' || partition === mailboxPartition(organizer)) return;
      changed = true;
      void change(key, { subject: 'meanwhile' });
    });
    await deliver(event, createServices({ ...stores, mailboxes: late }));
    await expect.poll(async () => (await read(key)).properties.subject).toBe('meanwhile');
    if (await isDue(event)) await deliver(event);
    for (const each of all) expect((await told(each)).map(([, subject]) => subject)).toEqual(['meanwhile']);
  });

  it('an attendee who can’t see a meeting while it is private is neither called off nor forgotten', async () => {
    const who = await one();
    const { key, event } = await createMeeting(silent, organizer, [], { attendees: [{ ...attendeeFor(who), blind: true }] });
    await deliver(event);
    await change(key, { sensitivity: 'private', subject: 'secret' });
    await deliver(event);
    expect(await told(who)).toEqual([['invitation', 'Review']]);
    await change(key, { sensitivity: 'normal', subject: 'open' });
    await deliver(event);
    expect(await told(who)).toEqual([['invitation', 'open']]);
  });
});

describe('occurrences', () => {
  it('who attends one occurrence alone is told of that one, and of the series once they are invited to it', async () => {
    const [bea, stays] = [await one(), await one()];
    const { key, event } = await createMeeting(silent, organizer, [], { ...series, attendees: [] });
    const second = occurrenceOf(key, event, '2027-03-08');
    await change(second, { subject: 'with Bea', ...attending(bea) });
    expect((await read(key)).tells).toBe(true);
    await deliver(event);
    expect(await told(bea)).toEqual([['invitation', 'with Bea']]);
    await change(key, attending(stays));
    await deliver(event);
    expect([await told(bea), await told(stays)]).toEqual([[['invitation', 'with Bea']], [['invitation', series.subject]]]);
    await change(second, attending(stays));
    await deliver(event);
    expect(await told(bea)).toEqual([['cancellation', 'with Bea']]);
  });

  it('an occurrence is told by its own message, and not again when another one or its series changes', async () => {
    const who = await one();
    const { key, event } = await createMeeting(silent, organizer, [], { ...series, ...attending(who) });
    await deliver(event);
    await change(occurrenceOf(key, event, '2027-03-08'), { subject: 'moved' });
    await deliver(event);
    const [own] = await messagesOf(services, who);
    await change(occurrenceOf(key, event, '2027-03-15'), { showAs: 'free' });
    await change(key, { subject: 'all' });
    await deliver(event);
    expect((await told(who)).toSorted()).toEqual([
      ['update', 'all'],
      ['update', 'moved'],
    ]);
    expect((await messagesOf(services, who)).map(({ messageId }) => messageId)).toContain(own?.messageId);
    // What is called off is told once, also to nobody who comes later.
    const third = occurrenceOf(key, event, '2027-03-22');
    await silent.events.remove(third, await read(third), by);
    await deliver(event);
    const late = await one();
    await change(key, attending(who, late));
    await change(occurrenceOf(key, event, '2027-03-08'), { showAs: 'oof' });
    await deliver(event);
    expect(await told(late)).toEqual([['invitation', 'all']]);
  });

  it('an occurrence that was private, changed and called off before anybody was told shows what it was to nobody else', async () => {
    const [stays, leaves] = [await one(), await one()];
    const { key, event } = await createMeeting(silent, organizer, [], { ...series, ...attending(stays, leaves) });
    await deliver(event);
    const second = occurrenceOf(key, event, '2027-03-08');
    await change(second, { subject: 'SECRET', sensitivity: 'private', ...attending(stays) });
    await silent.events.remove(second, await read(second), by, { comment: 'SECRET' });
    await deliver(event);
    expect(JSON.stringify(await messagesOf(services, leaves))).not.toContain('SECRET');
    expect((await told(leaves)).toSorted()).toEqual([
      ['cancellation', series.subject],
      ['invitation', series.subject],
    ]);
    expect((await told(stays)).toSorted()).toEqual([
      ['cancellation', 'SECRET'],
      ['invitation', series.subject],
    ]);
  });
});

describe('whoever dies while people are told', () => {
  /** A store of a process that dies before its call of this number. */
  const dyingAt = (calls: number): Documents => {
    let made = 0;
    return calling(() => {
      if (made++ >= calls) throw new Error('died');
    });
  };
  const minute = (): Promise<unknown> =>
    work({
      ...stores,
      meetings: services.meetings,
      entries: services.entries,
      clock: () => Date.now() + 30_000,
      failed: (error) => expect.fail(String(error)),
    });

  it.each([1, 3])(
    'whoever dies at any call leaves %i people what the meeting is at last, once the minute’s work has run',
    async (count) => {
      const kills = Array.from({ length: 5 + 3 * count }, (_, at) => at);
      const meetings = await Promise.all(
        kills.map(async (at) => {
          const [alex, bea, ...others] = await people(count + 1);
          if (alex === undefined || bea === undefined) throw new Error('nobody');
          const { key, event } = await createMeeting(silent, organizer, [alex, ...others]);
          const die = (): Promise<void> => createServices({ ...stores, mailboxes: dyingAt(at) }).meetings.tell(organizer, event);
          return { key, event, alex, bea, others, die };
        }),
      );
      const all = async (each: (one: (typeof meetings)[number]) => Promise<unknown>): Promise<void> => {
        await Promise.all(meetings.map(each));
      };

      await all(({ die }) => die());
      await all(({ key, bea, others }) => change(key, { subject: 'second', ...attending(bea, ...others) }));
      await all(({ die }) => die());
      await minute();
      await all(async ({ alex, bea, others }) => {
        expect([[], [['cancellation', 'Review']]]).toContainEqual(await told(alex));
        expect(await told(bea)).toEqual([['invitation', 'second']]);
        for (const each of others) expect((await told(each)).map(([, subject]) => subject)).toEqual(['second']);
      });

      // Back to what the ledger may still say: who has got something in between is told again.
      await all(({ key, alex, bea, others }) => change(key, { subject: 'third', ...attending(alex, bea, ...others) }));
      await all(({ die }) => die());
      await all(({ key, bea, others }) => change(key, { subject: 'second', ...attending(bea, ...others) }));
      await minute();
      await all(async ({ alex, bea, others }) => {
        expect([[], ['cancellation']]).toContainEqual((await told(alex)).map(([tells]) => tells));
        for (const each of [bea, ...others]) expect((await told(each)).map(([, subject]) => subject)).toEqual(['second']);
      });

      await all(async ({ key }) => silent.events.remove(key, await read(key), by, { comment: 'Sorry.' }));
      await all(({ die }) => die());
      await minute();
      await all(async ({ event, bea, others }) => {
        for (const each of [bea, ...others]) expect(await told(each)).toEqual([['cancellation', 'second']]);
        for (const id of [pendingId(event.incarnation), ledgerId(event.incarnation)])
          expect(await stores.mailboxes.read(mailboxPartition(organizer), id)).toBeUndefined();
      });
    },
  );
});

it('an event without attendees has nothing beside it', async () => {
  const { event, key } = await createMeeting(services, organizer, [], defaultEventProperties);
  await change(key, { subject: 'changed' });
  expect(await stores.mailboxes.read(mailboxPartition(organizer), pendingId(event.incarnation))).toBeUndefined();
});
