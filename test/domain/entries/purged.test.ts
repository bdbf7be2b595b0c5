// What is left of meetings once the mailbox of an attendee or of the organizer is purged, and of an attendee who may not see one any more.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { purgeOwnerPage } from '../../../lib/cleanup/purgeOwner.ts';
import { decodeOwnerPurge } from '../../../lib/directory/ownerPurge.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import type { Contents } from '../../../lib/stores/contents.ts';
import type { StoredDocument } from '../../../lib/stores/documents.ts';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

/** A store of contents that nothing here may call: an entry has no bytes of its own. */
const contents = {} as Contents;

let house: Household;
let ada: Housemate;
let bob: Housemate;
let cem: Housemate;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());
beforeEach(async () => {
  [ada, bob, cem] = (await Promise.all(['ada', 'bob', 'cem'].map((name) => house.come(name)))) as [Housemate, Housemate, Housemate];
});

type Shown = Readonly<Record<string, unknown>>;
const named = (...people: readonly Housemate[]) => ({ attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })) });
const mailboxOf = ({ id }: Housemate): Mailbox => ({ tenant: house.tenant, kind: 'users', id });
const daily = {
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 4 } },
};
const window = 'startDateTime=2027-02-25&endDateTime=2027-03-15';
const valuesOf = async (who: Housemate, path: string): Promise<readonly Shown[]> =>
  (await who.must('GET', path)).json.value as readonly Shown[];
const view = (who: Housemate): Promise<readonly Shown[]> => valuesOf(who, `/v1.0/me/calendarView?${window}`);
/** What a calendar shows of each of its events. */
const shown = async (who: Housemate): Promise<string[]> =>
  (await view(who)).map(({ subject, start }) => `${String(subject)} ${String((start as Shown).dateTime).slice(5, 13)}`);

/** A series with a moved, a changed and a cancelled occurrence, of which Bob has answered one and hidden another; Cem attends two alone. */
async function meet(): Promise<string> {
  const json = { subject: 'Standup', ...hourOn('03-01'), ...daily, ...named(bob) };
  const series = `/v1.0/me/events/${String((await ada.must('POST', '/v1.0/me/events', json)).json.id)}`;
  const [first, second, third, fourth] = (await valuesOf(ada, `${series}/instances?${window}`)).map(
    ({ id }) => `/v1.0/me/events/${String(id)}`,
  );
  await ada.must('PATCH', first ?? '', hourOn('03-08'));
  await ada.must('PATCH', second ?? '', { subject: 'Retro', ...named(bob, cem) });
  await ada.must('PATCH', third ?? '', named(bob, cem));
  await ada.must('DELETE', fourth ?? '');
  const [own, other] = (await view(bob)).map(({ id }) => `/v1.0/me/events/${String(id)}`);
  await bob.must('POST', `${own ?? ''}/accept`, {});
  await bob.must('DELETE', other ?? '');
  return series;
}

const left = (who: Housemate): Promise<readonly StoredDocument[]> =>
  house.stores.mailboxes.query(mailboxPartition(mailboxOf(who)), {
    where: { is: 'gt', property: 'kind', value: '' },
    orderBy: [],
    limit: 1_000,
  });

/** Deletes a user and purges the mailbox, an hour later. */
async function purge({ id }: Housemate): Promise<void> {
  await house.instance.services.directory.removeUser(house.tenant, id, 'app:test');
  const where = { is: 'eq', property: 'kind', value: 'ownerPurge' } as const;
  const due = await house.stores.directory.query(house.tenant, { where, orderBy: [], limit: 100 });
  const own = due.map(decodeOwnerPurge).find((each) => each?.ownerId === id) ?? expect.fail('no purge');
  const deps = { ...house.stores, contents, clock: () => systemClock() + 60 * 60_000 };
  for (let pages = 0; (await purgeOwnerPage(deps, house.tenant, own)) !== 'done'; pages++) expect(pages).toBeLessThan(20);
}

it('the purge of an attendee removes the entry with its copies, and leaves the meeting and the others’ entries as they are', async () => {
  const series = await meet();
  const before = [await shown(ada), await shown(cem), (await ada.must('GET', series)).json];
  expect((await left(bob)).map(({ body }) => body.kind)).toEqual(expect.arrayContaining(['entry', 'occurrence', 'cancelledOccurrence']));
  await purge(bob);
  expect(await left(bob)).toEqual([]);
  expect([await shown(ada), await shown(cem), (await ada.must('GET', series)).json]).toEqual(before);
  await ada.must('PATCH', series, { subject: 'Renamed' });
  expect(await left(bob)).toEqual([]);
  expect(await shown(cem)).toEqual(['Retro 03-02T10', 'Renamed 03-03T10']);
  await purge(cem);
  expect(await left(cem)).toEqual([]);
  await ada.must('DELETE', series);
  expect([await left(bob), await left(cem), await view(ada)]).toEqual([[], [], []]);
});

it('the purge of an organizer leaves the attendees’ entries as last told, with their occurrences, until their owners delete them', async () => {
  await meet();
  const before = [await shown(bob), await shown(cem)];
  await purge(ada);
  expect(await left(ada)).toEqual([]);
  expect([await shown(bob), await shown(cem)]).toEqual(before);
  const [occurrence] = await view(bob);
  const series = `/v1.0/me/events/${String(occurrence?.seriesMasterId)}`;
  for (const path of [series, `/v1.0/me/events/${String(occurrence?.id)}`]) {
    expect((await bob.send('GET', `${path}/attachments`)).status).toBe(404);
    expect((await bob.send('POST', `${path}/tentativelyAccept`, {})).status).toBe(202);
    expect((await bob.must('GET', path)).json.responseStatus).toMatchObject({ response: 'tentativelyAccepted' });
  }
  const [single] = await view(cem);
  expect((await cem.send('POST', `/v1.0/me/events/${String(single?.id)}/accept`, {})).status).toBe(202);
  await bob.must('DELETE', series);
  for (const { id } of await view(cem)) await cem.must('DELETE', `/v1.0/me/events/${String(id)}`);
  expect([await view(bob), await view(cem), await left(ada)]).toEqual([[], [], []]);
});

it('an attendee who may not see a meeting that becomes private loses the entry without a word, and gets it anew once it is open', async () => {
  await ada.share(cem, 'write');
  const { id } = (await ada.must('POST', '/v1.0/me/events', { subject: 'Open', ...hourOn('03-01') })).json;
  await cem.must('PATCH', `/v1.0/users/${ada.id}/events/${String(id)}`, named(bob));
  const [entry] = await view(bob);
  const path = `/v1.0/me/events/${String(entry?.id)}`;
  await bob.must('PATCH', path, { categories: ['mine'] });
  await bob.must('POST', `${path}/accept`, { sendResponse: false });
  await ada.must('PATCH', `/v1.0/me/events/${String(id)}`, { sensitivity: 'private', subject: 'SECRET', ...hourOn('03-02') });
  const inbox = await bob.inbox();
  expect(inbox.map(({ subject, meetingMessageType }) => [subject, meetingMessageType])).toEqual([['Open', 'meetingRequest']]);
  expect(await view(bob)).toEqual([]);
  const byMessage = `/v1.0/me/messages/${String(inbox[0]?.id)}/event`;
  for (const each of [path, byMessage]) {
    expect((await bob.send('GET', each)).status).toBe(404);
    expect((await bob.send('POST', `${each}/accept`, {})).status).toBe(404);
  }
  expect(JSON.stringify((await left(bob)).map(({ body }) => body))).not.toContain('SECRET');
  await ada.must('PATCH', `/v1.0/me/events/${String(id)}`, { sensitivity: 'normal' });
  expect(await shown(bob)).toEqual(['SECRET 03-02T10']);
  expect((await bob.must('GET', path)).json).toMatchObject({ categories: [], responseStatus: { response: 'notResponded' } });
  expect((await bob.inbox()).map(({ subject }) => subject)).toEqual(['SECRET']);
});
