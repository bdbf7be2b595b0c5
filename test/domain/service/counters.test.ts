// What an event counts: any sequence of writes raises exactly the counter that it should, and ETags follow the counters and nothing else.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { countersOf, sameButForAnswers, type Counter, type Counters } from '../../../lib/calendar/events/record/counters.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import type { EventChange } from '../../../lib/calendar/events/events.ts';
import { defaultCalendarGroupId, defaultCalendarId, type EventKey } from '../../../lib/calendar/mailbox.ts';
import { isOccurrence } from '../../../lib/calendar/occurrences/overlay.ts';
import type { Services } from '../../../lib/api/call.ts';
import type { Write } from '../../../lib/stores/documents.ts';
import { attendee, by, full, hour, newMailbox, occurrenceOf, series } from '../../fixtures/records/ofEvents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let services: Services;
const patches: (Write & { write: 'patch' })[] = [];
beforeAll(async () => {
  stores = await startStores();
  const { mailboxes } = stores;
  const commit: typeof mailboxes.commit = (partition, writes) => {
    patches.push(...writes.filter((write) => write.write === 'patch'));
    return mailboxes.commit(partition, writes);
  };
  services = createServices({ ...stores, mailboxes: { ...mailboxes, commit } });
});
afterAll(() => stores.close());

const invited = '00000000-0000-4000-8000-000000000002';
const reference = {
  properties: {
    type: 'reference',
    name: 'a',
    contentType: null,
    size: null,
    isInline: false,
    sourceUrl: 'https://contoso.example',
    providerType: 'other',
    thumbnailUrl: null,
    previewUrl: null,
    permission: 'other',
    isFolder: false,
  },
} as const;

/** An event or an occurrence that is written to. */
interface Place {
  readonly key: EventKey;
  readonly calendars: readonly string[];
}

const read = async ({ key }: Place): Promise<EventRecord> => (await services.events.read(key)) ?? expect.fail('no event');

async function change(place: Place, properties: Partial<EventProperties>, more: Partial<EventChange> = {}): Promise<EventRecord> {
  const apply = (current: EventProperties): EventProperties => ({ ...current, ...properties });
  return services.events.change(place.key, await read(place), { apply, newContent: properties.body !== undefined, ...more }, by);
}

/** What can be done to an event, and what it counts as. Each is another write whenever it is done. */
const writes: Readonly<Record<string, readonly [Counter, (place: Place) => Promise<unknown>]>> = {
  subject: ['version', (place) => change(place, { subject: randomUUID() })],
  body: ['version', (place) => change(place, { body: { contentType: 'text', content: randomUUID() } })],
  'attendees, who are hidden': [
    'changes',
    (place) => change(place, { attendees: [...full.attendees, attendee(`${randomUUID()}@contoso.example`)] }),
  ],
  'showing it as free': [
    'version',
    async (place) => change(place, { showAs: (await read(place)).properties.showAs === 'free' ? 'busy' : 'free' }),
  ],
  'a subject with categories': ['version', (place) => change(place, { subject: randomUUID(), categories: [randomUUID()] })],
  categories: ['changes', (place) => change(place, { categories: [randomUUID()] })],
  reminder: ['changes', async (place) => change(place, { isReminderOn: !(await read(place)).properties.isReminderOn })],
  nothing: ['changes', (place) => change(place, {})],
  answer: [
    'answers',
    // The same answer again would write nothing.
    async (place) => {
      const event = await read(place);
      const own = event.properties.attendees.find(({ userId }) => userId === invited);
      const answer = own?.status.response === 'accepted' ? 'declined' : 'accepted';
      return services.meetings.respond(place.key, event, { answer, attendee: invited, from: {}, sends: false }, by);
    },
  ],
  attach: ['version', async (place) => services.attachments.add(place.key, await read(place), [reference], by)],
};

const ofEvents: typeof writes = {
  ...writes,
  calendar: [
    'changes',
    async (place) => {
      const { calendar } = await read(place);
      return change(place, {}, { calendar: place.calendars.find((each) => each !== calendar) ?? '' });
    },
  ],
  found: [
    'answers',
    (place) =>
      change(
        place,
        {},
        { isAnswer: true, apply: (now) => ({ ...now, attendees: now.attendees.map((each) => ({ userId: randomUUID(), ...each })) }) },
      ),
  ],
  'an attachment’s name': [
    'version',
    async (place) => {
      const [record] = await services.attachments.add(place.key, await read(place), [reference], by);
      await services.attachments.change(
        place.key,
        await read(place),
        record ?? expect.fail(),
        { change: (before) => ({ ...before, name: 'b' }), mayCopy: () => undefined },
        by,
      );
    },
  ],
};

async function newPlace(properties: EventProperties): Promise<Place> {
  const mailbox = newMailbox();
  const key = { mailbox, event: randomUUID() };
  const calendar = defaultCalendarId(mailbox);
  const other = await services.calendars.create(
    mailbox,
    defaultCalendarGroupId(mailbox),
    { name: 'Other', color: 'auto', hexColor: '' },
    by,
  );
  await services.events.put(key, { calendar, properties }, by, { may: () => undefined });
  return { key, calendars: [calendar, other.calendarId] };
}

const plus = (counters: Counters, counter: Counter, by: number): Counters => ({ ...counters, [counter]: counters[counter] + by });

describe('an event', () => {
  it('an event counts each write once, as what it is, and has another ETag after it', async () => {
    const names = fc.array(fc.constantFrom(...Object.keys(ofEvents)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(names, fc.constantFrom(full, series), async (sequence, properties) => {
        const place = await newPlace(properties);
        const seen = new Set<string>();
        for (const name of sequence) {
          const [counter, write] = ofEvents[name] ?? expect.fail(name);
          const before = await read(place);
          seen.add(before.etag);
          await write(place);
          const after = await read(place);
          // A name is given to an attachment that is made before.
          expect(countersOf(after), name).toEqual(plus(countersOf(before), counter, name === 'an attachment’s name' ? 2 : 1));
          expect(seen, name).not.toContain(after.etag);
          expect(sameButForAnswers(before.etag, after.etag), name).toBe(counter === 'answers');
        }
      }),
      { numRuns: 20 },
    );
  });

  it('an event gives back the ETag that it has from then on', async () => {
    const place = await newPlace(full);
    for (const properties of [{ subject: 'a' }, { categories: ['b'] }, {}])
      expect((await change(place, properties)).etag).toBe((await read(place)).etag);
  });
});

describe('an occurrence', () => {
  const days = ['2027-03-08', '2027-03-15', '2027-03-22'] as const;

  it('an occurrence counts its own writes, its series counts all, and the others keep their ETags', async () => {
    // What comes back unchanged makes no exception, and counts nothing.
    const names = Object.keys(writes).filter((name) => name !== 'nothing');
    const step = fc.record({ name: fc.constantFrom(...names), day: fc.constantFrom(0, 1) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const whole = await newPlace(series);
        const master = await read(whole);
        const places = days.map((day) => ({ ...whole, key: occurrenceOf(whole.key, master, day) }));
        const look = async () => ({ series: await read(whole), each: await Promise.all(places.map(read)) });
        const seen = new Set<string>();
        for (const { name, day } of sequence) {
          const [counter, write] = writes[name] ?? expect.fail(name);
          const before = await look();
          for (const { etag } of [before.series, ...before.each]) seen.add(etag);
          await write(places[day] ?? expect.fail());
          const after = await look();
          // It is no version of the series: attendees may be shown that without the occurrence.
          expect(countersOf(after.series), name).toEqual(plus(countersOf(before.series), counter === 'version' ? 'changes' : counter, 1));
          for (const [i, now] of after.each.entries()) {
            const then = before.each[i] ?? expect.fail();
            expect(countersOf(now), name).toEqual(i === day ? plus(countersOf(then), counter, 1) : countersOf(then));
            if (i !== day) expect(now.etag).toBe(then.etag);
            else expect(seen).not.toContain(now.etag);
            expect(sameButForAnswers(now.etag, then.etag), name).toBe(i !== day || counter === 'answers');
          }
          expect(after.series.etag).not.toBe(before.series.etag);
        }
        const before = await look();
        await change(whole, { subject: 'of all' });
        const after = await look();
        for (const [i, { etag }] of after.each.entries()) expect(sameButForAnswers(etag, before.each[i]?.etag ?? '')).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  it('an occurrence counts nothing where nothing of it changes, and no exception is made', async () => {
    const whole = await newPlace(series);
    const before = await read(whole);
    const place = { ...whole, key: occurrenceOf(whole.key, before, days[0]) };
    const { etag } = await read(place);
    expect((await change(place, {})).etag).toBe(etag);
    expect(countersOf(await read(whole))).toEqual(countersOf(before));
  });

  it('an occurrence counts what is done with attachments, and its series’ document is written by it', async () => {
    const whole = await newPlace(series);
    const [inherited] = await services.attachments.add(whole.key, await read(whole), [reference], by);
    const place = { ...whole, key: occurrenceOf(whole.key, await read(whole), days[0]) };
    const occurrence = async () => {
      const found = await read(place);
      return isOccurrence(found) ? found : expect.fail('no occurrence');
    };
    const steps: readonly (() => Promise<unknown>)[] = [
      async () => services.attachments.remove(place.key, await occurrence(), inherited ?? expect.fail(), by),
      async () => services.attachments.add(place.key, await occurrence(), [reference], by),
      async () =>
        services.attachments.change(
          place.key,
          await occurrence(),
          await own(),
          { change: (before) => ({ ...before, name: 'b' }), mayCopy: () => undefined },
          by,
        ),
      async () => services.attachments.remove(place.key, await occurrence(), await own(), by),
      async () => services.events.remove(place.key, await occurrence(), by),
    ];
    const own = async () => {
      const { page } = await services.attachments.list(place.key, occurrence(), { limit: 10 });
      return page.attachments[0] ?? expect.fail('no attachment');
    };
    for (const [i, step] of steps.entries()) {
      const before = await read(whole);
      await step();
      const after = await read(whole);
      expect([countersOf(after), after.occurrenceRevision], `step ${i}`).toEqual([
        plus(countersOf(before), 'changes', 1),
        before.occurrenceRevision + 1,
      ]);
    }
  });
});

describe('a patch', () => {
  it('a patch that does everything at once is written whole, as two of one batch', async () => {
    const place = await newPlace(full);
    const body = { contentType: 'text' as const, content: 'x'.repeat(300_000) };
    patches.length = 0;
    const after = await change(
      place,
      { ...hour('04-01'), body, sensitivity: 'private' },
      { calendar: place.calendars[1] ?? '', iCalUId: 'other' },
    );
    expect(Math.max(...patches.map(({ operations }) => operations.length))).toBe(13);
    expect(await read(place)).toEqual(after);
  });

  it('a patch that does not do everything has ten operations at most, whatever writes it', async () => {
    patches.length = 0;
    for (const properties of [full, series]) {
      const place = await newPlace(properties);
      for (const [, write] of Object.values(ofEvents)) await write(place);
      await change(place, { body: { contentType: 'text', content: 'x'.repeat(300_000) } });
      await change(place, { body: { contentType: 'text', content: 'short' } });
      await change(place, { sensitivity: 'private' });
      if (properties === series) {
        const occurrence = { ...place, key: occurrenceOf(place.key, await read(place), '2027-03-08') };
        for (const [, write] of Object.values(writes)) await write(occurrence);
        await change(occurrence, { ...hour('03-09'), body: { contentType: 'text', content: 'x'.repeat(300_000) }, attendees: [] });
        await services.events.remove(occurrence.key, await read(occurrence), by);
      }
      await services.events.remove(place.key, await read(place), by);
    }
    expect(patches.length).toBeGreaterThan(30);
    expect(patches.filter(({ operations }) => operations.length > 10)).toEqual([]);
  });
});
