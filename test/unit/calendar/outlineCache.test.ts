// What windows keep of series: the version that they have read and no other, and no more than there is room for.
import { describe, expect, it } from 'vitest';
import { cachedVersion, cachedVersions } from '../../../lib/calendar/occurrences/outlineCache.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import type { StoredDocument } from '../../../lib/stores/documents.ts';

const at = (dateTime: string): JsonObject => ({ dateTime, timeZone: 'UTC' });

const series = (id: string, etag: string, more: JsonObject = {}): StoredDocument => ({
  id,
  etag,
  body: {
    id,
    kind: 'event',
    incarnation: 'i',
    calendar: 'c',
    attendees: [],
    occurrenceRevision: 0,
    sortKeys: { start: '2027-01-01T10:00:00.000Z', end: '2027-01-01T11:00:00.000Z', spanEnd: '9999-12-31T23:59:59.999Z' },
    properties: {
      start: at('2027-01-01T10:00:00'),
      end: at('2027-01-01T11:00:00'),
      isAllDay: false,
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-01-01' } },
      sensitivity: 'normal',
    },
    ...more,
  },
});

const keptOf = (partition: string): number => cachedVersions(partition)?.size ?? 0;

describe('a version that was read', () => {
  it('a version that was read is kept, and another ETag is another version', () => {
    const first = cachedVersion('one', series('event:a', '1'));
    expect(first?.spans.read?.zone).toBe('UTC');
    expect(cachedVersion('one', series('event:a', '1', { calendar: 'never looked at' }))).toBe(first);
    expect(cachedVersion('one', series('event:a', '2', { calendar: 'd' }))?.spans.outline.calendar).toBe('d');
    expect(cachedVersions('one')?.get('event:a')?.etag).toBe('2');
    expect(cachedVersion('another', series('event:a', '2', { calendar: 'e' }))?.spans.outline.calendar).toBe('e');
  });

  it('a tombstone is no version, and nothing of it is kept', () => {
    expect(cachedVersion('tombstones', series('event:a', '1', { kind: 'eventTombstone' }))).toBeUndefined();
    expect(cachedVersions('tombstones')).toBeUndefined();
  });
});

describe('what is kept', () => {
  const attendees = Array.from({ length: 99 }, (_, i) => `u${i}`);

  it('what is kept is bounded for a mailbox: its oldest go first, and a version that takes the place of another takes no more', () => {
    for (let i = 0; i < 60; i++) cachedVersion('large', series(`event:${i}`, '1', { attendees }));
    expect(keptOf('large')).toBe(50);
    expect([...(cachedVersions('large')?.keys() ?? [])][0]).toBe('event:10');
    for (let i = 0; i < 100; i++) cachedVersion('large', series('event:59', `again ${i}`, { attendees }));
    expect(keptOf('large')).toBe(50);
  });

  it('what is kept is bounded for all mailboxes together: who was asked for longest ago goes first', () => {
    const mailboxes = Array.from({ length: 6 }, (_, i) => `mailbox ${i}`);
    for (const partition of mailboxes) {
      for (let i = 0; i < 50; i++) cachedVersion(partition, series(`event:${i}`, '1', { attendees }));
      expect(keptOf('mailbox 0')).toBe(50);
    }
    expect(mailboxes.map(keptOf)).toEqual([50, 0, 0, 50, 50, 50]);
  });
});
