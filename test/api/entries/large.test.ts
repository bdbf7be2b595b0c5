// What is too large for an entry: shown from the organizer's event to who is an attendee there, by every way to it, and stored in no entry.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openStores } from '../../../functions/compose/app.ts';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventDocument.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { settingsOf } from '../../support/stores/stores.ts';

const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-04T00:00:00Z';
const large = 'x'.repeat(20_000);
const body = (content = large) => ({ body: { contentType: 'text', content } });
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 2 } };
const strangers = (count: number): readonly { readonly upn: string }[] =>
  Array.from({ length: count }, (_, n) => ({ upn: `stranger-${n}@elsewhere.example` }));

let house: Household;
let boss: Housemate;
beforeAll(async () => {
  house = await startHousehold(undefined, undefined, (await openStores(settingsOf(inject('stack')))).contents);
  boss = await house.come('boss');
}, 60_000);
afterAll(() => house.close());

/** A meeting, and the entry of somebody new who is invited to it. */
async function scene(more: object, others: readonly { readonly upn: string }[] = []) {
  const guest = await house.come('guest');
  const json = { subject: 'meeting', ...hourOn('03-01'), ...attendeesOf(guest, ...others), ...more };
  const made = (await boss.must('POST', '/v1.0/me/events', json)).json;
  const entry = String((await guest.must('GET', `/v1.0/me/events(iCalUId='${String(made.iCalUId)}')`)).json.id);
  return { guest, event: `/v1.0/me/events/${String(made.id)}`, entry, mine: `/v1.0/me/events/${entry}` };
}

type Entity = Readonly<Record<string, unknown>>;
const contentOf = ({ body: shown }: Entity): unknown =>
  typeof shown === 'object' && shown !== null && 'content' in shown ? shown.content : undefined;
const inList = async (person: Housemate, path: string): Promise<readonly Entity[]> =>
  (await person.must('GET', path)).json.value as Entity[];

describe('a body above 16 KB', () => {
  it('a body above 16 KB is shown by GET, by lists and by windows, of each occurrence, and stored with the organizer alone', async () => {
    const { guest, entry, mine } = await scene({ ...body(), recurrence: daily });
    expect(contentOf((await guest.must('GET', mine)).json)).toBe(large);
    for (const path of ['/v1.0/me/events', `/v1.0/me/calendarView?${window}`, `${mine}/instances?${window}`]) {
      const shown = await inList(guest, path);
      expect([path, shown.length, shown.every((each) => contentOf(each) === large)]).toEqual([path, path.includes('?') ? 2 : 1, true]);
    }
    const message = String((await guest.inbox())[0]?.id);
    expect(contentOf((await guest.must('GET', `/v1.0/me/messages/${message}/event`)).json)).toBe(large);
    const stored = await house.stores.mailboxes.read(
      mailboxPartition({ tenant: house.tenant, kind: 'users', id: guest.id }),
      eventDocument(entry),
    );
    expect([stored?.body.kind, JSON.stringify(stored?.body).includes(large)]).toEqual(['entry', false]);
  });

  it('a body above 16 KB is shown as the organizer has it by now, to who sees the entry by a share, too', async () => {
    const { guest, event, mine, entry } = await scene(body());
    const reader = await house.come('reader');
    await guest.share(reader, 'read');
    const other = randomUUID() + large;
    await boss.must('PATCH', event, body(other));
    for (const [person, path] of [
      [guest, mine],
      [reader, `/v1.0/users/${guest.id}/events/${entry}`],
    ] as const)
      expect(contentOf((await person.must('GET', path)).json)).toBe(other);
    expect((await guest.must('PATCH', mine, { categories: ['red'] })).json).toMatchObject({
      categories: ['red'],
      body: { content: other },
    });
  });

  it('a body above 16 KB may be sent back as it was shown, by PATCH and PUT, and not another one', async () => {
    for (const [content, others] of [
      [large, []],
      [large + large, strangers(50)],
    ] as const) {
      const { guest, mine } = await scene(body(content), others);
      const { subject, attendees, body: shown } = (await guest.must('GET', mine)).json;
      for (const method of ['PATCH', 'PUT']) {
        await guest.must(method, mine, { subject, attendees, body: shown, categories: [method] });
        for (const other of ['', `${content}y`]) {
          const refused = await guest.send(method, mine, { subject, body: { contentType: 'text', content: other } });
          expect([method, refused.status, JSON.stringify(refused.json)]).toEqual([method, 403, expect.stringContaining("'body'")]);
        }
        expect((await guest.must('GET', mine)).json).toMatchObject({ categories: [method], body: { content } });
      }
    }
  });

  it('a body above 16 KB is left out once the meeting is gone, and the rest stays', async () => {
    const { guest, event, mine } = await scene(body());
    await boss.must('DELETE', event);
    expect((await guest.must('GET', mine)).json).toMatchObject({ subject: 'meeting', isCancelled: true, body: { content: '' } });
  });
});

describe('more than 50 attendees', () => {
  it('more than 50 attendees are shown by GET, lists and windows without the others’ answers', async () => {
    const { guest, mine } = await scene({}, strangers(50));
    const own = { emailAddress: { address: guest.upn }, status: { response: 'notResponded', time: '0001-01-01T00:00:00Z' } };
    for (const shown of [
      (await guest.must('GET', mine)).json,
      ...(await inList(guest, '/v1.0/me/events?$select=attendees')),
      ...(await inList(guest, `/v1.0/me/calendarView?${window}`)),
    ]) {
      expect(shown.attendees).toHaveLength(51);
      expect(shown.attendees).toContainEqual(expect.objectContaining(own));
    }
  });

  it('more than 50 attendees are not shown where the organizer hides them', async () => {
    const { guest, mine } = await scene({ hideAttendees: true }, strangers(50));
    expect((await guest.must('GET', mine)).json.attendees).toHaveLength(1);
  });
});

describe('a page of entries with large bodies', () => {
  it('a page of large entries ends where it has 8 MiB, and the next one goes on there', async () => {
    const guest = await house.come('guest');
    const content = 'y'.repeat(2_500_000);
    const subjects = Array.from({ length: 5 }, (_, n) => `meeting ${n}`);
    for (const subject of subjects)
      await boss.must('POST', '/v1.0/me/events', { subject, ...hourOn('03-01'), ...attendeesOf(guest), ...body(content) });
    const seen: unknown[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = '/v1.0/me/events?$orderby=subject&$top=100'; path !== undefined;) {
      const { json } = await guest.must('GET', path);
      const value = json.value as Entity[];
      expect(value.every((each) => contentOf(each) === content)).toBe(true);
      seen.push(...value.map(({ subject }) => subject));
      sizes.push(value.length);
      const next = json['@odata.nextLink'];
      path = typeof next === 'string' ? new URL(next).pathname + new URL(next).search : undefined;
    }
    expect([seen, sizes.length > 1]).toEqual([subjects, true]);
  });
});
