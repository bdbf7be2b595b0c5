// What a form's fields make of an event, and what they find fault with.
import { expect, it } from 'vitest';
import { bodyOf, changesIn, faultIn, newDraft, type Draft } from '../../../lib/explorer/model/draft.ts';
import { addDays, addMinutes, clockIn, rangeText } from '../../../lib/explorer/model/times.ts';

const draft: Draft = newDraft(
  {
    mailbox: { kind: 'me' },
    id: 'c',
    name: 'Calendar',
    color: 0,
    isDefault: true,
    canEdit: true,
    canShare: true,
    canChange: true,
    canDelete: false,
    chosenColor: 'auto',
    owner: '',
  },
  '2027-03-28T23:30:00',
);

it('a new event lasts an hour, over midnight too; a whole day names the day after it', () => {
  expect(bodyOf(draft, 'UTC')).toMatchObject({ start: { dateTime: '2027-03-28T23:30:00' }, end: { dateTime: '2027-03-29T00:30:00' } });
  const days = { ...draft, isAllDay: true, endDate: '2027-03-31' };
  expect(bodyOf(days, 'UTC')).toMatchObject({
    isAllDay: true,
    start: { dateTime: '2027-03-28T00:00:00' },
    end: { dateTime: '2027-04-01T00:00:00' },
  });
});

it('a change has what is different alone, times together', () => {
  expect(changesIn(draft, draft, 'UTC')).toEqual({});
  expect(changesIn(draft, { ...draft, subject: 'Other' }, 'UTC')).toEqual({ subject: 'Other' });
  expect(Object.keys(changesIn(draft, { ...draft, endTime: '01:00' }, 'UTC')).sort()).toEqual(['end', 'isAllDay', 'start']);
});

it.each([
  [{ startDate: '' }, 'startDate'],
  [{ endTime: '' }, 'endTime'],
  [{ endDate: '2027-03-27' }, 'endDate'],
  [{ frequency: 'daily', until: '2027-03-01' }, 'until'],
] as const)('a form with %j is told which field is wrong', (part, field) => {
  expect(faultIn({ ...draft, ...part })?.field).toBe(field);
  expect(faultIn(draft)).toBeUndefined();
});

it('clocks are added to and shown without a zone of the machine', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(addMinutes('2027-12-31T23:50:00', 15)).toBe('2028-01-01T00:05:00');
  expect(clockIn('Asia/Kolkata', Date.UTC(2027, 0, 1, 20))).toBe('2027-01-02T01:30:00');
  const written = { locale: 'de-DE', hour12: false };
  expect(rangeText({ start: '2027-03-01T10:00:00', end: '2027-03-01T11:00:00', isAllDay: false }, written)).toContain('10:00–11:00');
  expect(rangeText({ start: '2027-03-01T00:00:00', end: '2027-03-02T00:00:00', isAllDay: true }, written)).toBe('Montag, 1. März 2027');
});
