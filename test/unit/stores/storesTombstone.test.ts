// Tombstones: what every deleted document becomes, and for how long.
import { expect, it } from 'vitest';
import { bytesDue, becomesTombstone, tombstoneTtl } from '../../../lib/stores/tombstone.ts';

const now = Date.parse('2026-03-04T05:06:07.890Z');

it('A tombstone says what it is, when and by whom it was made, and goes by itself after 30 days.', () => {
  expect(becomesTombstone('calendarTombstone', now, 'user:a')).toEqual([
    { op: 'set', path: '/kind', value: 'calendarTombstone' },
    { op: 'set', path: '/modified', value: '2026-03-04T05:06:07.890Z' },
    { op: 'set', path: '/deletedBy', value: 'user:a' },
    { op: 'set', path: '/ttl', value: 2_592_000 },
  ]);
  expect(tombstoneTtl).toBe(30 * 24 * 60 * 60);
});

it('What is to be found or read no more is removed from it, and the rest stays.', () => {
  expect(becomesTombstone('eventTombstone', now, 'app:b', ['properties', 'listed']).slice(4)).toEqual([
    { op: 'remove', path: '/properties' },
    { op: 'remove', path: '/listed' },
  ]);
});

it('The sweep looks for a tombstone’s bytes when no request can be at them any more.', () => {
  expect(bytesDue(now)).toBe(Math.floor(now / 1000) + 600);
});
