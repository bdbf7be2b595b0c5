// What an event remembers of where it was and who could see it, and what its tombstone keeps of that.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type EventKey } from '../../../lib/calendar/mailbox.ts';
import type { Services } from '../../../lib/api/call.ts';
import { by, change, full, newMailbox, put, read } from '../../fixtures/records/ofEvents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

let stores: TestStores;
let services: Services;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());

/** An event in the default calendar of a new mailbox, which has so many others. */
async function newPlace(
  properties: EventProperties,
  others = 1,
): Promise<{ readonly key: EventKey; readonly calendars: readonly string[] }> {
  const mailbox = newMailbox();
  const { key } = await put({ services }, mailbox, properties);
  const made = await Promise.all(
    Array.from({ length: others }, (_, i) =>
      services.calendars.create(mailbox, defaultCalendarGroupId(mailbox), { name: `n${i}`, color: 'auto', hexColor: '' }, by),
    ),
  );
  return { key, calendars: [defaultCalendarId(mailbox), ...made.map(({ calendarId }) => calendarId)] };
}

const eventOf = (key: EventKey): Promise<EventRecord> => read({ services }, key);
const write = (key: EventKey, properties: Partial<EventProperties>, calendar?: string): Promise<EventRecord> =>
  change({ services }, key, properties, calendar === undefined ? {} : { calendar });
const leftBy = async (key: EventKey): Promise<readonly string[] | undefined> =>
  (await eventOf(key)).leftCalendars?.map(({ calendar }) => calendar);

describe('what an event remembers', () => {
  it('an event remembers which calendars it has left, the latest ten', async () => {
    const { key, calendars } = await newPlace(full, 12);
    for (const calendar of calendars.slice(1)) await write(key, {}, calendar);
    expect(await leftBy(key)).toEqual(calendars.slice(2, 12));
    const back = calendars[7] ?? '';
    await write(key, {}, back);
    // Between two departures lies a stay: one that it is back in was left all the same.
    expect(await leftBy(key)).toEqual(calendars.slice(3, 13));
  });

  it('an event remembers no calendar that it is changed in, or bound to where it lies', async () => {
    const { key, calendars } = await newPlace(full);
    await write(key, { subject: 'changed' });
    await write(key, {}, calendars[0]);
    expect(await leftBy(key)).toBeUndefined();
  });

  it('an event remembers since when it is private, and nothing when it is not', async () => {
    const { key } = await newPlace({ ...full, sensitivity: 'private' });
    const made = await eventOf(key);
    expect(made.hiddenSince).toBe(made.created);
    await write(key, { subject: 'still' });
    expect((await eventOf(key)).hiddenSince).toBe(made.created);
    const open = await write(key, { sensitivity: 'normal' });
    expect([open.hiddenSince, (await eventOf(key)).hiddenSince]).toEqual([undefined, undefined]);
    const hidden = await write(key, { sensitivity: 'private' });
    expect(hidden.hiddenSince).toBe(hidden.modified);
  });

  it('what an event remembers is kept by its tombstone, and by the event that is put in its place', async () => {
    const { key, calendars } = await newPlace(full);
    const [from = '', to = ''] = calendars;
    const made = await eventOf(key);
    const last = await change({ services }, key, { sensitivity: 'private' }, { calendar: to });
    await services.events.remove(key, last, by);
    const tombstone = await stores.mailboxes.read(mailboxPartition(key.mailbox), last.id);
    expect(tombstone?.body).toMatchObject({
      kind: 'eventTombstone',
      tracked: true,
      calendar: to,
      created: made.created,
      hiddenSince: last.hiddenSince,
      leftCalendars: [{ calendar: from, at: last.modified }],
    });
    for (const name of ['listed', 'properties', 'bodyPreview', 'sortKeys', 'attendees']) expect(tombstone?.body).not.toHaveProperty(name);
    await put({ services }, key.mailbox, full, key.event);
    const again = await eventOf(key);
    expect(again).toMatchObject({
      knownSince: made.created,
      leftCalendars: [
        { calendar: from, at: last.modified },
        { calendar: to, at: tombstone?.body.modified, hiddenSince: last.hiddenSince },
      ],
    });
    expect(again.leftCalendars?.[0]).not.toHaveProperty('hiddenSince');
    expect(again.hiddenSince).toBeUndefined();
  });
});
