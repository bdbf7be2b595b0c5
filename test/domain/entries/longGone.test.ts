// Entries that went so long ago that nothing is left of them in their mailbox: the ledger knows, and they come back as the others do.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entryId } from '../../../lib/calendar/entries/entryId.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventDocument.ts';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let passed = 0;
let house: Household;
beforeAll(async () => {
  house = await startHousehold(() => systemClock() + passed, { MEETING_INVITATIONS_PER_ORGANIZER: 5 });
});
afterAll(() => house.close());

let ada: Housemate;
let bob: Housemate;
beforeEach(async () => {
  passed = 0;
  [ada, bob] = await Promise.all([house.come('ada'), house.come('bob')]);
});

type Shown = Readonly<Record<string, unknown>>;
const named = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });
const mailboxOf = ({ id }: Housemate): Mailbox => ({ tenant: house.tenant, kind: 'users', id });
const listed = async (who: Housemate): Promise<readonly Shown[]> =>
  (await who.must('GET', '/v1.0/me/events')).json.value as readonly Shown[];

async function meet(more: object = {}): Promise<string> {
  const json = { subject: 'Review', location: { displayName: 'Room 1' }, ...hourOn('03-01'), ...named(bob), ...more };
  return `/v1.0/me/events/${String((await ada.must('POST', '/v1.0/me/events', json)).json.id)}`;
}

/** Lets 31 days go by, after which the store has nothing left of an entry that went. */
async function outlast(path: string): Promise<void> {
  passed += 31 * 24 * 60 * 60_000;
  const event = await house.instance.services.events.read({ mailbox: mailboxOf(ada), event: path.split('/').at(-1) ?? '' });
  const id = eventDocument(entryId(event?.incarnation ?? '', bob.id));
  const partition = mailboxPartition(mailboxOf(bob));
  expect((await house.stores.mailboxes.read(partition, id))?.body.kind).toBe('entryTombstone');
  expect(await house.stores.mailboxes.commit(partition, [{ write: 'remove', id }])).toMatchObject({ outcome: 'done' });
}

const changes = {
  'is renamed': { subject: 'Another' },
  'gets another body': { body: { contentType: 'text', content: 'Bring cake' } },
  'moves elsewhere': { location: { displayName: 'Room 2' } },
  'moves in time': hourOn('03-02'),
} as const;
type Change = keyof typeof changes;
const comesBackBy: Readonly<Record<'declined' | 'deleted', readonly Change[]>> = {
  declined: ['moves in time'],
  deleted: ['moves elsewhere', 'moves in time'],
};
const goes = {
  declined: (entry: string) => bob.must('POST', `${entry}/decline`, {}),
  deleted: (entry: string) => bob.must('DELETE', entry),
} as const;
const rows = (['declined', 'deleted'] as const).flatMap((gone) =>
  (Object.keys(changes) as Change[]).map((by) => [gone, by, comesBackBy[gone].includes(by)] as const),
);

describe('an entry that went long ago', () => {
  it.each(rows)('an entry that was %s long ago, whose meeting %s, comes back: %s', async (gone, by, comes) => {
    const meeting = await meet();
    await goes[gone](`/v1.0/me/events/${String((await listed(bob))[0]?.id)}`);
    await outlast(meeting);
    await ada.must('PATCH', meeting, changes[by]);
    expect(await listed(bob)).toHaveLength(comes ? 1 : 0);
    // What changes later finds it as it is.
    await ada.must('PATCH', meeting, { subject: 'Later' });
    expect((await listed(bob)).map(({ subject }) => subject)).toEqual(comes ? ['Later'] : []);
  });

  it('an entry that was deleted long ago comes back when its owner is invited again, and by an answer through the message', async () => {
    const [first, second] = [await meet({ subject: 'first' }), await meet({ subject: 'second' })];
    for (const { id } of await listed(bob)) await bob.must('DELETE', `/v1.0/me/events/${String(id)}`);
    await outlast(first);
    await outlast(second);
    await ada.must('PATCH', first, named());
    await ada.must('PATCH', first, named(bob));
    expect((await listed(bob)).map(({ subject }) => subject)).toEqual(['first']);
    const message = (await bob.inbox()).find(({ subject }) => subject === 'second');
    await bob.must('POST', `/v1.0/me/messages/${String(message?.id)}/event/accept`, {});
    expect((await listed(bob)).map(({ subject }) => subject).sort()).toEqual(['first', 'second']);
  });

  it('an entry of one occurrence alone that was deleted long ago comes back as others do', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
    };
    const series = await meet({ ...named(), recurrence });
    const window = 'startDateTime=2027-02-25&endDateTime=2027-03-15';
    const found = (await ada.must('GET', `${series}/instances?${window}`)).json.value as readonly Shown[];
    const occurrence = `/v1.0/me/events/${String(found[1]?.id)}`;
    await ada.must('PATCH', occurrence, named(bob));
    await bob.must('DELETE', `/v1.0/me/events/${String((await listed(bob))[0]?.id)}`);
    await outlast(occurrence);
    await ada.must('PATCH', occurrence, { subject: 'Another' });
    expect(await listed(bob)).toEqual([]);
    await ada.must('PATCH', occurrence, { location: { displayName: 'Room 2' } });
    expect((await listed(bob)).map(({ subject }) => subject)).toEqual(['Another']);
  });
});

it('who was never reached isn’t taken for one who has deleted the entry: it comes with what is told next', async () => {
  const meetings: string[] = [];
  for (let i = 0; i < 6; i++) meetings.push(await meet({ subject: String(i) }));
  expect(await listed(bob)).toHaveLength(5);
  passed += 31 * 24 * 60 * 60_000;
  await ada.must('PATCH', meetings[5] ?? '', { subject: 'Sixth' });
  expect((await listed(bob)).map(({ subject }) => subject).sort()).toEqual(['0', '1', '2', '3', '4', 'Sixth']);
});
