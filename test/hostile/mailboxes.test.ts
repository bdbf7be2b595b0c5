// Nobody fills another's mailbox: not by changing a meeting, not by answering one, and what came can be deleted.
import { anHour } from '../support/api/events.ts';
import { beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { mailboxPartition } from '../../lib/calendar/mailbox.ts';
import { demoGroup, demoTenant } from '../../infra/local/provision/demo/tenant.ts';
import { entriesOf } from '../support/api/answers.ts';
import { signClaims } from '../support/people/claims.ts';
import { newPerson, type Person } from '../support/people/people.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { batch, json, statuses } from '../support/api/batches.ts';
import { mailboxState } from '../support/stores/mailboxState.ts';
import { attendeesOf, createMeeting, inboxOf, newestMeeting } from '../support/api/meetings.ts';

let api: Api;
let attacker: Person;
let victim: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  [attacker, victim] = await Promise.all([newPerson(api, 'attacker'), newPerson(api, 'victim')]);
});

const long = 'x'.repeat(2048);
const line = 'x'.repeat(255);
const place = { displayName: line, locationUri: long, uniqueId: long, address: { street: line, city: line, countryOrRegion: line } };

/** Bytes of the messages in somebody's mailbox. */
async function bytesOf(person: Person): Promise<number> {
  const partition = mailboxPartition({ tenant: demoTenant, kind: 'users', id: person.id });
  const { documents } = await mailboxState(inject('stack'), partition);
  return documents.filter(({ kind }) => kind === 'message').reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0);
}

it('twenty changes in a batch leave one message, as small as the first', async () => {
  const event = await createMeeting(attacker, [victim], { location: place });
  const before = await bytesOf(victim);
  const requests = Array.from({ length: 20 }, (_, n) => ({
    id: String(n),
    method: 'PATCH',
    url: `/me/events/${event}`,
    headers: json,
    body: { location: { ...place, displayName: `${n}${line.slice(3)}` } },
  }));
  expect(statuses(await batch(attacker, requests))).toEqual(requests.map(() => 200));
  expect(await inboxOf(victim)).toHaveLength(1);
  expect(await bytesOf(victim)).toBeLessThan(before + 200);
  expect(before).toBeLessThan(4096);
});

it('taking somebody off and on again, and an event that is put and deleted, leave one message for each life of the meeting', async () => {
  const put = (attendees: readonly object[]) =>
    attacker.send('/v1.0/me/events/again-and-again', { method: 'PUT', json: { subject: 'x', attendees, ...anHour } });
  const named = { emailAddress: { address: victim.upn } };
  for (let i = 0; i < 4; i++) for (const attendees of [[named], []]) await put(attendees);
  expect(await inboxOf(victim)).toHaveLength(1);
  for (let i = 0; i < 2; i++) {
    await attacker.send('/v1.0/me/events/again-and-again', { method: 'DELETE' });
    await put([named]);
  }
  expect(await inboxOf(victim)).toHaveLength(3);
});

it('40 answers with as many words leave one message; those that change nothing leave the event as it is', async () => {
  await createMeeting(victim, [attacker]);
  const path = await newestMeeting(attacker);
  const accept = (comment?: string) => attacker.send(`${path}/accept`, { json: { ...(comment !== undefined && { comment }) } });
  for (let n = 0; n < 10; n++) await Promise.all([1, 2, 3, 4].map((k) => accept(`${n}-${k} ${long.slice(10)}`)));
  const [message, ...rest] = await inboxOf(victim);
  expect(rest).toEqual([]);
  const event = entriesOf(await victim.send('/v1.0/me/events'));
  for (let n = 0; n < 5; n++) expect((await accept()).status).toBe(202);
  expect([await inboxOf(victim), entriesOf(await victim.send('/v1.0/me/events'))]).toEqual([[message], event]);
});

it('what came is deleted by whose mailbox it is, and an answer to what was deleted or replaced is 404', async () => {
  const event = await createMeeting(attacker, [victim]);
  const first = await newestMeeting(victim);
  await attacker.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { subject: 'y' } });
  const second = await newestMeeting(victim);
  expect((await victim.send(`${first}/accept`, { method: 'POST' })).status).toBe(404);
  expect((await victim.send(second.replace('/event', ''), { method: 'DELETE' })).status).toBe(204);
  for (const tail of ['/accept', '/decline', '/tentativelyAccept']) {
    expect((await victim.send(`${first}${tail}`, { method: 'POST' })).status).toBe(404);
    expect((await victim.send(`${second}${tail}`, { method: 'POST' })).status).toBe(404);
  }
  expect((await attacker.send(`/v1.0/me/events/${event}`)).json.attendees).toMatchObject([{ status: { response: 'none' } }]);
  expect(await inboxOf(victim)).toEqual([]);
});

it('a mailbox is filled no more by writing in a group’s calendar: it counts for who writes, and takes nothing from the group', async () => {
  const counted = async (kind: 'users' | 'groups', id: string) => {
    const { documents } = await mailboxState(inject('stack'), mailboxPartition({ tenant: demoTenant, kind, id }));
    return documents.filter((each) => each.id.startsWith('sends:')).map(({ count }) => Number(count));
  };
  const before = await counted('groups', demoGroup.id);
  const made = await api.send(`/v1.0/groups/${demoGroup.id}/events`, {
    json: { subject: 'x', ...anHour, ...attendeesOf(victim) },
    token: await signClaims({ oid: attacker.id, sub: 'x', upn: attacker.upn, scp: 'Calendars.ReadWrite', groups: [demoGroup.id] }),
  });
  expect(made.status, made.text).toBe(201);
  expect(await counted('users', attacker.id)).toEqual([1]);
  expect(await counted('groups', demoGroup.id)).toEqual(before);
  expect(await inboxOf(victim)).toHaveLength(1);
});
