// Which writes a delta tells of, and which are silent: every write of the first list writes the event's own document, none of the second does.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { attendee, hourOn } from '../../support/api/events.ts';
import { roundBy } from '../../support/changes/mirror.ts';
import { daily, make, marchOf, occurrencesOf } from '../../support/changes/makes.ts';

let house: Household;
let adele: Housemate;
let guest: Housemate;
/** A meeting, a series with its second day, and the entry that the guest has of the meeting. */
let [meeting, series, day, entry] = ['', '', '', ''];
beforeAll(async () => {
  house = await startHousehold();
  [adele, guest] = [await house.come('adele'), await house.come('guest')];
  meeting = await make(adele, { subject: 'Meeting', ...hourOn('03-03'), attendees: [attendee(guest.upn)] });
  series = await make(adele, daily(3));
  day = (await occurrencesOf(adele, series))[1] ?? '';
  entry = String((await roundBy(guest, marchOf())).entries[0]?.id);
  await adele.must('POST', `/v1.0/me/events/${series}/attachments`, reference('inherited'));
});
afterAll(() => house.close());

const reference = (name: string) => ({ '@odata.type': '#microsoft.graph.referenceAttachment', name, sourceUrl: 'https://x.example/' });
const extension = (extensionName: string) => ({ '@odata.type': 'microsoft.graph.openTypeExtension', extensionName, a: 1 });
const property = (value: string) => ({
  singleValueExtendedProperties: [{ id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Color', value }],
});
const at = (path: string): string => `/v1.0/me/events/${path}`;

async function firstOf(path: string): Promise<string> {
  const { json } = await adele.must('GET', path);
  return String((json.value as { id: string }[])[0]?.id);
}

const fileOf = async (event: string): Promise<string> => `${at(event)}/attachments/${await firstOf(`${at(event)}/attachments`)}`;

/** Each: whose delta tells it, of which event, and the write. */
const told: Readonly<Record<string, () => readonly [Housemate, string, () => Promise<unknown>]>> = {
  'a property': () => [adele, meeting, () => adele.must('PATCH', at(meeting), { subject: 'b' })],
  'an answer': () => [adele, meeting, () => guest.must('POST', `${at(entry)}/accept`, {})],
  'an answer, to who gives it': () => [guest, entry, () => guest.must('POST', `${at(entry)}/tentativelyAccept`, {})],
  'an own property of an entry': () => [guest, entry, () => guest.must('PATCH', at(entry), { categories: ['a'] })],
  'a change of the organizer’s, to an attendee': () => [guest, entry, () => adele.must('PATCH', at(meeting), { subject: 'c' })],
  'an attachment that is added': () => [adele, meeting, () => adele.must('POST', `${at(meeting)}/attachments`, reference('a'))],
  'an attachment that is changed': () => [adele, meeting, async () => adele.must('PATCH', await fileOf(meeting), { name: 'b' })],
  'an attachment that is removed': () => [adele, meeting, async () => adele.must('DELETE', await fileOf(meeting))],
  'an attachment of one day': () => [adele, series, () => adele.must('POST', `${at(day)}/attachments`, reference('own'))],
  'an attachment that one day hides': () => [adele, series, async () => adele.must('DELETE', await fileOf(day))],
  'an extension': () => [adele, meeting, () => adele.must('POST', `${at(meeting)}/extensions`, extension('com.a'))],
  'an extension that is changed': () => [adele, meeting, () => adele.must('PATCH', `${at(meeting)}/extensions/com.a`, { b: 2 })],
  'an extension that is removed': () => [adele, meeting, () => adele.must('DELETE', `${at(meeting)}/extensions/com.a`)],
  'an extension of one day': () => [adele, series, () => adele.must('POST', `${at(day)}/extensions`, extension('com.b'))],
  'an extension of an entry': () => [guest, entry, () => guest.must('POST', `${at(entry)}/extensions`, extension('com.c'))],
  'an extended property': () => [adele, meeting, () => adele.must('PATCH', at(meeting), property('red'))],
  'one day that is changed': () => [adele, series, () => adele.must('PATCH', at(day), { subject: 'd' })],
  'one day that is called off': () => [adele, series, () => adele.must('DELETE', at(day))],
  'a proposed time': () => [
    adele,
    meeting,
    () =>
      guest.must('POST', `${at(entry)}/tentativelyAccept`, { proposedNewTime: { start: hourOn('03-04').start, end: hourOn('03-04').end } }),
  ],
};

async function settings(method: string, path: string, json: object): Promise<void> {
  const scopes = new Set(['MailboxSettings.ReadWrite']);
  const { status, text } = await house.instance.send({ ...adele.caller, scopes }, method, path, json);
  expect(status, text).toBeLessThan(300);
}

const silent: Readonly<Record<string, () => Promise<unknown>>> = {
  'a snoozed reminder': () =>
    adele.must('POST', `${at(meeting)}/snoozeReminder`, { newReminderTime: { dateTime: '2027-03-03T09:50:00', timeZone: 'UTC' } }),
  'a dismissed reminder': () => adele.must('POST', `${at(meeting)}/dismissReminder`, {}),
  settings: () => settings('PATCH', '/v1.0/me/mailboxSettings', { timeZone: 'Europe/Berlin' }),
  'a category of the mailbox': () => settings('POST', '/v1.0/me/outlook/masterCategories', { displayName: randomUUID(), color: 'preset1' }),
  'a calendar that is renamed': () => adele.must('PATCH', '/v1.0/me/calendar', { name: randomUUID() }),
  'a share': () => adele.share(guest, 'read'),
  'a message that is deleted': async () => adele.must('DELETE', `/v1.0/me/messages/${await firstOf('/v1.0/me/messages')}`),
};

describe('a delta tells of', () => {
  it.each(Object.entries(told))('%s is told', async (_what, of) => {
    const [person, event, write] = of();
    const { link } = await roundBy(person, marchOf());
    await write();
    // What the first twenty people are told is told within the request, attachments by the minute's work.
    expect((await roundBy(person, link)).entries.map(({ id }) => id)).toContain(event);
  });
});

describe('a delta doesn’t tell of', () => {
  it.each(Object.entries(silent))('%s is silent', async (_what, write) => {
    const { link } = await roundBy(adele, marchOf());
    await write();
    expect((await roundBy(adele, link)).entries).toEqual([]);
  });

  it('an answer that changes nothing is silent', async () => {
    await guest.must('POST', `${at(entry)}/accept`, {});
    const [own, theirs] = [await roundBy(adele, marchOf()), await roundBy(guest, marchOf())];
    await guest.must('POST', `${at(entry)}/accept`, {});
    expect([(await roundBy(adele, own.link)).entries, (await roundBy(guest, theirs.link)).entries]).toEqual([[], []]);
  });

  it('nothing but events, entries and their tombstones is in the index of changes', async () => {
    const partition = mailboxPartition({ tenant: house.tenant, kind: 'users', id: adele.id });
    const found = await house.stores.mailboxes.query(partition, {
      where: { is: 'eq', property: 'tracked', value: true },
      orderBy: [{ property: 'tracked' }, { property: '_ts' }, { property: 'id' }],
      only: ['kind'],
      limit: 1_000,
    });
    expect([...new Set(found.map(({ body }) => body.kind))]).toEqual(['event']);
  });
});
