// What a deleted calendar leaves: its events go in pages that may be cut off anywhere, late ones too, and nothing else does.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeCalendarPurge, type CalendarPurge } from '../../../lib/calendar/calendars/calendarPurge.ts';
import { purgeCalendarPage } from '../../../lib/cleanup/purgeCalendar.ts';
import { createCalendarPermissions } from '../../../lib/calendar/calendars/permissions.ts';
import { createCalendars, type Calendars } from '../../../lib/calendar/calendars/calendars.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import { maxRequestSeconds } from '../../../lib/runtime/limits.ts';
import type { Condition, Documents, StoredDocument, Write } from '../../../lib/stores/documents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

const by = 'app:test';
let test: TestDocuments;
let documents: Documents;
let calendars: Calendars;
let now = Date.parse('2026-11-22T10:00:00Z');
const clock = () => now;
const ids = createIds(clock, (n) => randomBytes(n));

beforeAll(async () => {
  test = await startDocuments();
  documents = test.mailboxes;
  // Its process dies as soon as the calendar is deleted.
  calendars = createCalendars({ documents, ids, clock, purge: () => Promise.reject(new Error('died')) });
});
afterAll(() => test.close());

const newMailbox = (): Mailbox => ({ tenant: test.newTenant(), kind: 'users', id: 'owner' });

const newCalendar = async (mailbox: Mailbox): Promise<string> =>
  (await calendars.create(mailbox, defaultCalendarGroupId(mailbox), { name: randomUUID(), color: 'auto', hexColor: '' }, by)).calendarId;

const properties = {
  subject: null,
  body: { contentType: 'text', content: '' },
  start: null,
  end: null,
  isAllDay: false,
  location: { displayName: '' },
  importance: 'normal',
  sensitivity: 'normal',
  showAs: 'busy',
  categories: [],
};

async function addEvents(mailbox: Mailbox, calendar: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 100) {
    const [first, ...rest] = Array.from({ length: Math.min(left, 100) }, (): Write => {
      const id = `event:${randomUUID()}`;
      const common = { schema: 1, created: '', createdBy: by, modified: '', kind: 'event' as const };
      return {
        write: 'create',
        document: {
          id,
          ...common,
          eventId: id,
          incarnation: randomUUID(),
          calendar,
          listed: true,
          tracked: true,
          version: 1,
          changes: 0,
          answers: 0,
          attachmentCount: 0,
          attendees: [],
          revision: 0,
          occurrenceRevision: 0,
          occurrenceAnswers: 0,
          tells: false,
          properties,
        },
      };
    });
    if (first !== undefined) expect(await documents.commit(mailboxPartition(mailbox), [first, ...rest])).toMatchObject({ outcome: 'done' });
  }
}

const found = (mailbox: Mailbox, ...conditions: readonly Condition[]): Promise<readonly StoredDocument[]> =>
  documents.query(mailboxPartition(mailbox), { where: { is: 'and', conditions }, orderBy: [], limit: 1000 });
const ofKind = (kind: string): Condition => ({ is: 'eq', property: 'kind', value: kind });
const inCalendar = (calendar: string): Condition => ({ is: 'eq', property: 'calendar', value: calendar });

async function purgeOf(mailbox: Mailbox): Promise<CalendarPurge> {
  const [purge] = (await found(mailbox, ofKind('calendarPurge'))).map((document) => decodeCalendarPurge(document));
  if (purge === undefined) throw new Error('no purge');
  return purge;
}

async function deleted(mailbox: Mailbox, calendarId: string): Promise<CalendarPurge> {
  expect(await calendars.remove(mailbox, calendarId, by)).toBe(true);
  return purgeOf(mailbox);
}

const page = (mailbox: Mailbox, purge: CalendarPurge) => purgeCalendarPage({ documents, clock }, mailboxPartition(mailbox), purge);

it('the purge of a calendar makes every event a tombstone with a purge of its own, however many, and touches no other', async () => {
  const mailbox = newMailbox();
  const [calendar, other] = [await newCalendar(mailbox), await newCalendar(mailbox)];
  await addEvents(mailbox, calendar, 100);
  await addEvents(mailbox, other, 3);
  await addEvents(mailbox, defaultCalendarId(mailbox), 3);
  const purge = await deleted(mailbox, calendar);

  const came = [];
  while (came.length < 10 && came.at(-1) !== 'waits') came.push(await page(mailbox, purge));
  expect(came).toEqual(['more', 'more', 'more', 'more', 'waits']);
  expect(await found(mailbox, ofKind('event'))).toHaveLength(6);
  expect(await found(mailbox, ofKind('eventTombstone'), inCalendar(calendar))).toHaveLength(100);
  const purges = await found(mailbox, ofKind('purge'));
  const tombstones = await found(mailbox, ofKind('eventTombstone'));
  expect(new Set(purges.map(({ body }) => body.of))).toEqual(new Set(tombstones.map(({ id }) => id)));
});

it('the purge of a calendar comes again when no request can be adding one any more, and ends then', async () => {
  const mailbox = newMailbox();
  const calendar = await newCalendar(mailbox);
  const purge = await deleted(mailbox, calendar);
  expect(await page(mailbox, purge)).toBe('waits');
  const waiting = await purgeOf(mailbox);
  expect(waiting.due).toBe(Math.floor(now / 1000) + maxRequestSeconds);

  await addEvents(mailbox, calendar, 1);
  now += maxRequestSeconds * 1000;
  expect(await page(mailbox, waiting)).toBe('more');
  expect(await found(mailbox, ofKind('event'))).toEqual([]);
  expect(await page(mailbox, waiting)).toBe('done');
  expect(await found(mailbox, ofKind('calendarPurge'))).toEqual([]);
});

it('the purge of a calendar may run twice at once', async () => {
  const mailbox = newMailbox();
  const calendar = await newCalendar(mailbox);
  await addEvents(mailbox, calendar, 120);
  const purge = await deleted(mailbox, calendar);
  const run = async () => {
    while ((await page(mailbox, purge)) === 'more');
  };
  await Promise.all([run(), run(), run()]);
  expect(await found(mailbox, ofKind('event'))).toEqual([]);
  expect(await found(mailbox, ofKind('purge'))).toHaveLength(120);
});

it('the purge of a calendar takes its permissions away, and no other’s', async () => {
  const mailbox = newMailbox();
  const permissions = createCalendarPermissions({ documents, ids, clock });
  const [calendar, other] = [await newCalendar(mailbox), await newCalendar(mailbox)];
  const to = { user: 'megan', address: 'megan@contoso.example', name: 'Megan' };
  for (const each of [calendar, other]) await permissions.add(mailbox, each, to, 'read', by);
  await page(mailbox, await deleted(mailbox, calendar));
  expect((await permissions.read(mailbox)).map((each) => each.calendar)).toEqual([other]);
});

it('one of two deletions leaves the purge of the calendar', async () => {
  const mailbox = newMailbox();
  const calendarId = await newCalendar(mailbox);
  const removed = await Promise.all([calendars.remove(mailbox, calendarId, by), calendars.remove(mailbox, calendarId, by)]);
  expect(removed.toSorted()).toEqual([false, true]);
  expect(await found(mailbox, ofKind('calendarPurge'))).toHaveLength(1);
});
