// What is remembered of reminders: when each fires then, and how much is kept.
import { describe, expect, it } from 'vitest';
import {
  decodeReminder,
  firesAt,
  setTo,
  withAnswer,
  type Reminding,
  type ReminderRecord,
} from '../../../../lib/calendar/reminders/reminderRecord.ts';
import { errorOf } from '../../../support/errors.ts';

const dayMs = 24 * 60 * 60_000;
const first = Date.parse('2027-01-01T10:00:00Z');
const on = (day: number): Reminding => {
  const startUtc = first + day * dayMs;
  return { incarnation: 'i', day: new Date(startUtc).toISOString().slice(0, 10), startUtc, endUtc: startUtc + 60_000, minutes: 15 };
};
const answered = (former: ReminderRecord | undefined, reminding: Reminding, until: number | undefined, now: number): ReminderRecord => {
  const { id, ...body } = withAnswer(former, reminding, until, { now, by: 'user:a' });
  return decodeReminder({ id, etag: '"e"', body: { id, ...body } }) ?? expect.fail('not read');
};

describe('a reminder that was answered', () => {
  const now = first;
  it.each([
    ['dismissed', undefined, undefined],
    ['snoozed', first + 60_000, first + 60_000],
  ])('a reminder that was answered by being %s fires so, as long as start and minutes are the same', (_, until, fires) => {
    const record = answered(undefined, on(3), until, now);
    expect(firesAt(on(3), record)).toBe(fires);
    expect(firesAt({ ...on(3), minutes: 5 }, record)).toBe(on(3).startUtc - 5 * 60_000);
    expect(firesAt({ ...on(3), startUtc: first }, record)).toBe(first - 15 * 60_000);
    expect(firesAt(on(4), record)).toBe(on(4).startUtc - 15 * 60_000);
  });

  it('a reminder that was answered is kept until 400 days after the last of its events', () => {
    const record = withAnswer(answered(undefined, on(3), undefined, now), on(50), undefined, { now, by: 'user:a' });
    expect(record.ttl).toBe(400 * 86_400 + 50 * 86_400 + 60);
    expect(record.sortKeys).toEqual({ start: '2027-01-04T10:00:00.000Z', end: '2027-02-20T10:01:00.000Z' });
    expect(withAnswer(undefined, on(3), undefined, { now: now + 900 * dayMs, by: 'user:a' }).ttl).toBe(400 * 86_400);
  });

  it('a reminder that was answered is one of at most 500: beyond, the oldest is over, and all before it', () => {
    const later = first + 2_000 * dayMs;
    let record: ReminderRecord | undefined;
    for (let day = 1; day <= 502; day++) record = answered(record, on(day), undefined, later);
    expect(Object.keys(record?.days ?? {})).toHaveLength(500);
    expect(record?.doneTo).toBe(on(2).day);
    for (const day of [0, 1, 2, 3, 502]) expect(firesAt(on(day), record), String(day)).toBeUndefined();
    expect(firesAt(on(503), record)).toBe(setTo(on(503)));
    const snoozed = answered(record, on(0), first, later);
    expect(Object.keys(snoozed.days)).toHaveLength(500);
  });

  it('a reminder that was answered is never forgotten while it is still to come', () => {
    let record: ReminderRecord | undefined;
    for (let day = 1; day <= 500; day++) record = answered(record, on(day), undefined, first);
    expect(errorOf(() => answered(record, on(501), undefined, first))).toMatchObject({ status: 400, code: 'ErrorInvalidRequest' });
    expect(firesAt(on(1), answered(record, on(500), first, first))).toBeUndefined();
  });

  it('a reminder is set to a time that can be written, however many minutes it has', () => {
    for (const minutes of [2 ** 31 - 1, -(2 ** 31)]) expect(new Date(setTo({ startUtc: first, minutes })).toISOString()).toMatch(/^\d{4}-/);
  });
});
