// The copies of a series' occurrences are laid below an attendee's entry before it shows the series, whoever dies where.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServices } from '../../../../functions/compose/app.ts';
import type { Services } from '../../../../lib/api/call.ts';
import { decodeEntry, eventDocument, type EventRecord } from '../../../../lib/calendar/events/record/eventRecord.ts';
import type { EventProperties } from '../../../../lib/calendar/events/record/eventProperties.ts';
import { entryId } from '../../../../lib/calendar/entries/entryId.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../../../lib/calendar/mailbox.ts';
import { occurrenceDocument, occurrenceIncarnation } from '../../../../lib/calendar/occurrences/occurrenceRecord.ts';
import { decodePurge, purgePage } from '../../../../lib/cleanup/purgeEvent.ts';
import { systemClock } from '../../../../lib/runtime/clock.ts';
import type { Contents } from '../../../../lib/stores/contents.ts';
import type { Document, Documents, StoredDocument, Write } from '../../../../lib/stores/documents.ts';
import { newRecord } from '../../../../lib/stores/records.ts';
import { attendeeFor, by, createMeeting, someone } from '../../../support/invitees.ts';
import { every, numbered, series as seriesOn } from '../../../support/data/series.ts';
import { startDocuments, type TestDocuments } from '../../../support/stores/documents.ts';

const exceptions = 200;
/** A store of contents that nothing here calls. */
const contents = {} as Contents;

let documents: TestDocuments;
let services: Services;
beforeAll(async () => {
  documents = await startDocuments();
  services = over(documents.mailboxes);
});
afterAll(() => documents.close());

const over = (mailboxes: Documents): Services => createServices({ directory: documents.directory, mailboxes, contents });

let organizer: Mailbox;
let newcomer: Mailbox;
let key: EventKey;
let event: EventRecord;
beforeEach(async () => {
  organizer = { tenant: randomUUID(), kind: 'users', id: randomUUID() };
  newcomer = await someone(services, organizer.tenant);
  const times = seriesOn(every('daily'), numbered('2027-01-01', 300));
  ({ key, event } = await createMeeting(services, organizer, [], times));
  for (let first = 0; first < exceptions; first += 50) await writeExceptions(first, 50);
});

const dayAt = (index: number): string => new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10);

/** Gives occurrences another subject, as 50 requests would. */
async function writeExceptions(first: number, count: number): Promise<void> {
  const counting: Write = {
    write: 'patch',
    id: event.id,
    operations: [
      { op: 'increment', path: '/occurrenceRevision', by: count },
      { op: 'increment', path: '/changes', by: count },
    ],
  };
  const made = Array.from({ length: count }, (_, i): Write => ({ write: 'create', document: exceptionOn(dayAt(first + i)) }));
  await documents.mailboxes.commit(mailboxPartition(organizer), [counting, ...made]);
}

function exceptionOn(day: string): Document {
  const incarnation = occurrenceIncarnation(event.incarnation, day);
  return {
    id: occurrenceDocument(incarnation),
    kind: 'occurrence',
    ...newRecord(Date.now(), by),
    seriesOf: event.incarnation,
    day,
    incarnation,
    version: 1,
    changes: 0,
    answers: 0,
    attachmentCount: 0,
    hidden: [],
    overrides: { subject: `Special ${day}` },
    revision: 1,
    sortKeys: { start: '', end: '' },
  };
}

/** Changes who attends, by a process that dies before it tells anybody. */
async function invite(people: readonly Mailbox[]): Promise<void> {
  const current = (await services.events.read(key)) ?? expect.fail('no event');
  const apply = (properties: EventProperties): EventProperties => ({ ...properties, attendees: people.map(attendeeFor) });
  await over(dyingAt(1)).events.change(key, current, { apply, newContent: false }, by);
}

/** Brings the newcomer's entry to the meeting as it is now, as a delivery does. */
async function bring(through = documents.mailboxes): Promise<void> {
  const { entries } = over(through);
  const now = await services.events.read(key);
  for (let attempts = 0; ; attempts++) {
    const shown = { key, incarnation: event.incarnation, sender: organizer, event: now };
    const { writes } = await entries.bringEntries(shown).entry(newcomer, false, undefined);
    const [first, ...rest] = writes;
    if (first === undefined) return;
    const committed = await through.commit(mailboxPartition(newcomer), [first, ...rest]);
    if (committed.outcome === 'done') return;
    expect(attempts).toBeLessThan(8);
  }
}

/** The documents of a process that dies at the newcomer's batch of this number, before the store gets it. */
function dyingAt(number: number): Documents {
  let batches = 0;
  const { mailboxes } = documents;
  return {
    ...mailboxes,
    commit: (partition, writes) =>
      partition === mailboxPartition(newcomer) && ++batches >= number
        ? Promise.reject(new Error('died'))
        : mailboxes.commit(partition, writes),
  };
}

const entryOf = async (who: Mailbox) =>
  decodeEntry(await documents.mailboxes.read(mailboxPartition(who), eventDocument(entryId(event.incarnation, who.id))));

/** All documents of somebody's copies, whosever entry they lie below. */
async function copiesOf(who: Mailbox): Promise<readonly StoredDocument[]> {
  const found = await documents.mailboxes.query(mailboxPartition(who), {
    where: { is: 'eq', property: 'kind', value: 'occurrence' },
    orderBy: [],
    limit: 1_000,
  });
  return found;
}

const purges = async (who: Mailbox, dueIn = 2 * 24 * 60 * 60): Promise<readonly string[]> =>
  (await documents.mailboxes.due(0, Math.floor(Date.now() / 1000) + dueIn, 1_000, 'purge'))
    .filter(({ partition }) => partition === mailboxPartition(who))
    .map(({ id }) => id);

async function subjectsOf(who: Mailbox): Promise<(string | null)[]> {
  const entry = await entryOf(who);
  if (entry === undefined) return [];
  const window = { from: Date.UTC(2027, 0, 1), to: Date.UTC(2028, 0, 1), limit: 1_000 };
  const { entries } = await services.windows.instances(who, entry, window, () => true);
  return entries.map(({ event: { properties } }) => properties.subject);
}
const wanted = (): string[] => Array.from({ length: 300 }, (_, i) => (i < exceptions ? `Special ${dayAt(i)}` : 'Review'));

it('a newcomer to a series with 200 exceptions gets them in three batches, and the entry in a fourth', async () => {
  const sizes: number[] = [];
  const { mailboxes } = documents;
  const counting: Documents = {
    ...mailboxes,
    commit: (partition, writes) => {
      if (partition === mailboxPartition(newcomer)) sizes.push(writes.length);
      return mailboxes.commit(partition, writes);
    },
  };
  await invite([newcomer]);
  await bring(counting);
  expect(sizes).toHaveLength(4);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(91);
  expect(await subjectsOf(newcomer)).toEqual(wanted());
  expect(await copiesOf(newcomer)).toHaveLength(exceptions);
  expect(await purges(newcomer)).toEqual([]);
});

it('a delivery that dies between the copies and the entry shows nothing, and the next goes on where it ended', async () => {
  await invite([newcomer]);
  for (const [died, copies] of [
    [2, 90],
    [2, 180],
    [2, 200],
    [1, 200],
  ] as const) {
    await expect(entryOf(newcomer)).resolves.toBeUndefined();
    await expect(bring(dyingAt(died))).rejects.toThrow('died');
    expect(await entryOf(newcomer)).toBeUndefined();
    expect((await copiesOf(newcomer)).length).toBe(copies);
    expect(await purges(newcomer)).toHaveLength(1);
  }
  await bring();
  expect(await subjectsOf(newcomer)).toEqual(wanted());
  expect(await copiesOf(newcomer)).toHaveLength(exceptions);
  expect(await purges(newcomer)).toEqual([]);
});

it('copies below an entry that never came are removed', async () => {
  await invite([newcomer]);
  await expect(bring(dyingAt(4))).rejects.toThrow('died');
  await invite([]);
  await bring();
  expect(await entryOf(newcomer)).toBeUndefined();
  expect(await copiesOf(newcomer)).toHaveLength(exceptions);
  expect(await purges(newcomer, 60)).toEqual([]);
  await purgeAll(newcomer);
  expect(await copiesOf(newcomer)).toEqual([]);
  expect(await purges(newcomer)).toEqual([]);
});

async function purgeAll(who: Mailbox): Promise<void> {
  for (const id of await purges(who)) {
    const purge = decodePurge(await documents.mailboxes.read(mailboxPartition(who), id)) ?? expect.fail('no purge');
    const deps = { documents: documents.mailboxes, contents, clock: systemClock };
    for (let pages = 0; !(await purgePage(deps, mailboxPartition(who), purge)); pages++) expect(pages).toBeLessThan(20);
  }
}

it('who is let go loses the copies, and gets all of them again when invited again', async () => {
  await invite([newcomer]);
  await bring();
  const first = (await entryOf(newcomer))?.incarnation;
  await invite([]);
  await bring();
  expect(await purges(newcomer)).toHaveLength(1);
  await invite([newcomer]);
  await bring();
  expect((await entryOf(newcomer))?.incarnation).not.toBe(first);
  await purgeAll(newcomer);
  expect(await copiesOf(newcomer)).toHaveLength(exceptions);
  expect(await subjectsOf(newcomer)).toEqual(wanted());
});

it('several deliveries at once make one entry with each copy once', async () => {
  await invite([newcomer]);
  await Promise.all([bring(), bring(), bring()]);
  expect(await subjectsOf(newcomer)).toEqual(wanted());
  expect(await copiesOf(newcomer)).toHaveLength(exceptions);
  expect(await purges(newcomer)).toEqual([]);
});

it('a change of one occurrence asks for what was written since, and writes one copy and the entry', async () => {
  await invite([newcomer]);
  await bring();
  const readTo = (await entryOf(newcomer))?.entry.copied?.readTo ?? expect.fail('no time');
  const { mailboxes } = documents;
  const asked: string[] = [];
  const sizes: number[] = [];
  const watching: Documents = {
    ...mailboxes,
    query: (partition, query) => {
      if (partition === mailboxPartition(organizer)) asked.push(JSON.stringify(query.where));
      return mailboxes.query(partition, query);
    },
    commit: (partition, writes) => {
      sizes.push(writes.length);
      return mailboxes.commit(partition, writes);
    },
  };
  await writeExceptions(exceptions, 1);
  await bring(watching);
  // The copy with its guard, then what differs of the entry.
  expect(sizes).toEqual([2, 1]);
  const since = JSON.stringify({ is: 'ge', property: '_ts', value: Math.floor(readTo / 60) * 60 - 60 });
  expect(asked.every((where) => where.includes(since))).toBe(true);
  expect((await subjectsOf(newcomer))[exceptions]).toBe(`Special ${dayAt(exceptions)}`);
  await bring(watching);
  expect(sizes).toHaveLength(2);
});

it('a copy that a delivery has laid before it died counts once, when the next one brings the entry', async () => {
  await invite([newcomer]);
  await bring();
  const counts = async () => (await entryOf(newcomer))?.occurrenceRevision ?? expect.fail('no entry');
  const before = await counts();
  await writeExceptions(exceptions, 1);
  await expect(bring(dyingAt(2))).rejects.toThrow('died');
  expect([await counts(), (await subjectsOf(newcomer))[exceptions]]).toEqual([before, `Special ${dayAt(exceptions)}`]);
  await bring();
  expect(await counts()).toBe(before + 1);
  await bring();
  expect(await counts()).toBe(before + 1);
});
