// What reading entries asks of the stores: nothing of organizers, but for what an entry hasn't room for and for attachments.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { newInstance, type Instance } from '../../support/stores/instances.ts';

const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';

let house: Household;
let boss: Housemate;
let adele: Housemate;
let instance: Instance;
let asked: { readonly call: string; readonly partition: string }[] = [];

beforeAll(async () => {
  house = await startHousehold();
  [boss, adele] = await Promise.all([house.come('boss'), house.come('adele')]);
  instance = newInstance({ ...house.stores, mailboxes: counted(house.stores.mailboxes) });
}, 60_000);
afterAll(() => house.close());

function counted(documents: Documents): Documents {
  const noted =
    <A extends readonly unknown[], R>(call: string, ask: (partition: string, ...rest: A) => Promise<R>) =>
    (partition: string, ...rest: A): Promise<R> => {
      asked.push({ call, partition });
      return ask(partition, ...rest);
    };
  return {
    ...documents,
    read: noted('read', (...given: Parameters<Documents['read']>) => documents.read(...given)),
    query: noted('query', (...given: Parameters<Documents['query']>) => documents.query(...given)),
    count: noted('count', (...given: Parameters<Documents['count']>) => documents.count(...given)),
    commit: noted('commit', (...given: Parameters<Documents['commit']>) => documents.commit(...given)),
  };
}

/** What a request asks of the attendee's mailbox and of the organizer's. */
async function callsOf(
  person: Housemate,
  path: string,
  method = 'GET',
  json?: unknown,
): Promise<Record<'attendee' | 'organizer', string[]>> {
  // What a process asks once for many requests isn't part of any.
  await instance.send(person.caller, 'GET', path);
  asked = [];
  const { status } = await instance.send(person.caller, method, path, json);
  expect(status).toBeLessThan(300);
  const of = ({ id }: Housemate): string[] => {
    const partition = mailboxPartition({ tenant: house.tenant, kind: 'users', id });
    return asked
      .filter((each) => each.partition === partition)
      .map(({ call }) => call)
      .sort();
  };
  return { attendee: of(adele), organizer: of(boss) };
}

async function meet(more: object = {}) {
  const made = (await boss.must('POST', '/v1.0/me/events', { subject: 'meeting', ...hourOn('03-01'), ...attendeesOf(adele), ...more }))
    .json;
  const { id } = (await adele.must('GET', `/v1.0/me/events(iCalUId='${String(made.iCalUId)}')`)).json;
  return { event: `/v1.0/me/events/${String(made.id)}`, entry: `/v1.0/me/events/${String(id)}` };
}

it('an entry costs its attendee what an event costs, and its organizer nothing; attachments by it cost one hop more than by the event', async () => {
  const { event, entry } = await meet();
  const { id } = (await boss.must('POST', `${event}/attachments`, link)).json;
  const [read, query] = [['read'], ['query']];
  for (const [path, attendee, organizer] of [
    [entry, read, []],
    ['/v1.0/me/events', query, []],
    ['/v1.0/me/events?$filter=hasAttachments eq true and isOrganizer eq false', query, []],
    [`/v1.0/me/calendarView?${window}`, ['query', 'query', 'query'], []],
    [`${entry}/attachments`, read, ['query', 'read']],
    [`${entry}/attachments/${String(id)}`, read, ['read', 'read']],
  ] as const)
    expect([path, await callsOf(adele, path)]).toEqual([path, { attendee, organizer }]);
  for (const [path, organizer] of [
    [`${event}/attachments`, ['query', 'read']],
    [`${event}/attachments/${String(id)}`, ['read', 'read']],
  ] as const)
    expect([path, await callsOf(boss, path)]).toEqual([path, { attendee: [], organizer }]);
  expect(await callsOf(adele, entry, 'PATCH', { categories: ['red'] })).toEqual({ attendee: ['commit', 'read'], organizer: [] });
});

it('what an entry has no room for costs one point read for each such meeting of a page, where it is shown', async () => {
  const large = { body: { contentType: 'text', content: 'x'.repeat(20_000) } };
  const [{ entry }] = await Promise.all([meet(large), meet(large)]);
  expect((await callsOf(adele, entry)).organizer).toEqual(['read']);
  expect((await callsOf(adele, `${entry}?$select=subject`)).organizer).toEqual([]);
  expect((await callsOf(adele, '/v1.0/me/events')).organizer).toEqual(['read', 'read']);
  expect((await callsOf(adele, '/v1.0/me/events?$select=subject,start')).organizer).toEqual([]);
});
