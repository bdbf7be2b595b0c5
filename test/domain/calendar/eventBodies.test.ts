// Large bodies of events when something dies half-way: no event names bytes that are gone, and the sweep removes what none names.
import type { AddDependencies } from '../../../lib/attachments/draft.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import { newContentName } from '../../../lib/attachments/content.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import { createCalendars } from '../../../lib/calendar/calendars/calendars.ts';
import { createEvents, type Events } from '../../../lib/calendar/events/events.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../lib/calendar/mailbox.ts';
import { systemRandomness } from '../../../lib/runtime/clock.ts';
import { createIds } from '../../../lib/runtime/ids.ts';
import type { ContentOwner, Contents } from '../../../lib/stores/contents.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

const hour = 60 * 60 * 1000;
let stores: TestDocuments;
afterEach(() => stores.close());

let now: number;
const clock = () => now;
let blobs: Map<string, { readonly bytes: Uint8Array; readonly owner: ContentOwner }>;
let removing: 'works' | 'fails';
let mailbox: Mailbox;
let events: Events;
let deps: AddDependencies;

/** Blobs in memory, whose removal can fail: what a crash behind the commit is like. */
function memoryContents(): Contents {
  const unused = () => Promise.reject(new Error('not needed here'));
  return {
    put(name, bytes, owner) {
      blobs.set(name, { bytes, owner });
      return Promise.resolve('"etag"');
    },
    read: (name) => Promise.resolve(blobs.get(name)?.bytes),
    remove(name) {
      if (removing === 'fails') return Promise.reject(new Error('the process has died'));
      blobs.delete(name);
      return Promise.resolve();
    },
    async *list(prefix) {
      await Promise.resolve();
      for (const [name, { owner }] of blobs) if (name.startsWith(prefix)) yield { name, owner };
    },
    putBlock: unused,
    commitBlocks: unused,
    erase: unused,
    signedUrl: unused,
    ping: () => Promise.resolve(),
  };
}

beforeEach(async () => {
  stores = await startDocuments();
  now = Date.now();
  blobs = new Map();
  removing = 'works';
  mailbox = { tenant: stores.newTenant(), kind: 'users', id: 'u' };
  const contents = memoryContents();
  const ids = createIds(clock, systemRandomness);
  deps = { documents: stores.mailboxes, contents, ids, clock, randomness: systemRandomness };
  // Its process dies as soon as something is deleted.
  const died = (): Promise<never> => Promise.reject(new Error('died'));
  const calendars = createCalendars({ documents: stores.mailboxes, ids, clock, purge: died });
  events = createEvents({
    documents: stores.mailboxes,
    contents,
    calendars,
    ids,
    clock,
    newContentName: () => newContentName(clock, systemRandomness),
    purge: died,
    tell: died,
  });
});

const large = (mark: string): EventProperties => ({
  ...defaultEventProperties,
  body: { contentType: 'text', content: mark.repeat(300_000) },
});
const make = async (properties: EventProperties): Promise<{ key: EventKey; event: EventRecord }> => {
  const { event } = await events.create(mailbox, { calendar: defaultCalendarId(mailbox), properties }, 'user:u');
  return { key: { mailbox, event: event.eventId }, event };
};
const replaceBy = (properties: EventProperties) => ({ apply: () => properties, newContent: true });
const runSweep = async (): Promise<void> => {
  await sweep({
    mailboxes: stores.mailboxes,
    directory: stores.directory,
    notifications: stores.notifications,
    contents: deps.contents,
    meetings: createServices({ ...stores, contents: deps.contents }).meetings,
    entries: createServices({ ...stores, contents: deps.contents }).entries,
    clock,
    failed: (error) => expect.fail(String(error)),
  });
};
const contentOf = async (key: EventKey): Promise<string | undefined> => {
  const event = await events.read(key);
  return event === undefined ? undefined : events.content(event);
};

describe('a body in a blob', () => {
  it('a body in a blob outlives every sweep as long as its event names it', async () => {
    const { key } = await make(large('a'));
    for (const hours of [1, 50, 100]) {
      now += hours * hour;
      await runSweep();
      expect(await contentOf(key)).toBe('a'.repeat(300_000));
    }
  });

  it.each(['a large one', 'a small one'])(
    'a body in a blob that was replaced by %s and not removed is removed by the sweep, soon',
    async (by) => {
      const { key, event } = await make(large('a'));
      const next = by === 'a large one' ? large('b') : { ...defaultEventProperties, subject: 'small' };
      removing = 'fails';
      await events.change(key, event, replaceBy(next), 'user:u');
      expect(blobs.size).toBe(by === 'a large one' ? 2 : 1);
      removing = 'works';
      now += hour;
      await runSweep();
      expect(blobs.size).toBe(by === 'a large one' ? 1 : 0);
      expect(await contentOf(key)).toBe(next.body.content);
    },
  );

  it('a body in a blob of a deleted event is removed by the sweep, however old it is', async () => {
    const { key, event } = await make(large('a'));
    now += 100 * hour;
    await runSweep();
    await events.remove(key, event, 'user:u');
    expect(await events.read(key)).toBeUndefined();
    expect(blobs.size).toBe(1);
    now += hour;
    await runSweep();
    expect(blobs.size).toBe(0);
  });

  it('a body in a blob is removed with the version of the event that was deleted, not with the one that was read', async () => {
    const { key, event } = await make(large('a'));
    await events.change(key, event, replaceBy(large('b')), 'user:u');
    const removed = await events.remove(key, event, 'user:u');
    expect(removed.bodyContent?.blob).toBe([...blobs.keys()][0]);
    now += hour;
    await runSweep();
    expect(blobs.size).toBe(0);
  });

  it('a body in a blob that no event came to name is removed by the sweep', async () => {
    await make(large('a'));
    await deps.contents.put(newContentName(clock, systemRandomness), new Uint8Array(1), { partition: 'nowhere', document: 'event:none' });
    now += 100 * hour;
    await runSweep();
    expect(blobs.size).toBe(1);
  });
});

describe('a change', () => {
  it('a change is made over what others have made meanwhile', async () => {
    const { key, event } = await make(defaultEventProperties);
    const by = (properties: Partial<EventProperties>) => ({
      apply: (current: EventProperties) => ({ ...current, ...properties }),
      newContent: false,
    });
    await events.change(key, event, by({ subject: 'a' }), 'user:u');
    const changed = await events.change(key, event, by({ importance: 'high' }), 'user:u');
    expect(changed.properties).toMatchObject({ subject: 'a', importance: 'high' });
    expect(await events.read(key)).toEqual(changed);
    await expect(events.change(key, event, by({}), 'user:u', ({ etag }) => etag === event.etag)).rejects.toMatchObject({ status: 412 });
  });

  it('a change of an event that was deleted, or put again, is 404', async () => {
    const { key, event } = await make(defaultEventProperties);
    await events.remove(key, event, 'user:u');
    const change = replaceBy(defaultEventProperties);
    await expect(events.change(key, event, change, 'user:u')).rejects.toMatchObject({ status: 404 });
    await events.put(key, { calendar: event.calendar, properties: defaultEventProperties }, 'user:u', { may: () => undefined });
    await expect(events.change(key, event, change, 'user:u')).rejects.toMatchObject({ status: 404 });
    await expect(events.remove(key, event, 'user:u')).rejects.toMatchObject({ status: 404 });
  });
});
