// Recurrences in words, from a form's choice, and moved to other days.
import { expect, it } from 'vitest';
import { movedRecurrence, recurrenceFrom, recurrenceWords } from '../../../lib/explorer/model/recurrence.ts';

const weekly = {
  pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'saturday'] },
  range: { type: 'endDate', startDate: '2027-03-01', endDate: '2027-03-31' },
};

it.each([
  [weekly, 'Every second week on Monday and Saturday until March 31, 2027'],
  [{ pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } }, 'Every day'],
  [
    {
      pattern: { type: 'relativeMonthly', interval: 3, daysOfWeek: ['friday'], index: 'last' },
      range: { type: 'numbered', numberOfOccurrences: 4 },
    },
    'Every 3 months on the last Friday 4 times',
  ],
  [{ pattern: { type: 'absoluteYearly', interval: 1, dayOfMonth: 29, month: 2 }, range: { type: 'noEnd' } }, 'Every year on February 29'],
  [{}, 'Recurring'],
])('recurrenceWords says %j as %s', (recurrence, words) => {
  expect(recurrenceWords(recurrence, 'en-US')).toBe(words);
});

it('recurrenceFrom makes what the form offers, of the day that it begins on', () => {
  expect(recurrenceFrom('weekly', '2027-03-02', '2027-04-01')).toEqual({
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    range: { type: 'endDate', startDate: '2027-03-02', endDate: '2027-04-01' },
  });
  expect(recurrenceFrom('yearly', '2027-03-02', '')).toEqual({
    pattern: { type: 'absoluteYearly', interval: 1, dayOfMonth: 2, month: 3 },
    range: { type: 'noEnd', startDate: '2027-03-02' },
  });
});

it('movedRecurrence takes weekdays, days of months and the end along, over the end of a week and of a month', () => {
  expect(movedRecurrence(weekly, '2027-03-02', 1)).toEqual({
    pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] },
    range: { type: 'endDate', startDate: '2027-03-02', endDate: '2027-04-01' },
  });
  const monthly = { pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
  expect(movedRecurrence(monthly, '2027-02-28', -1)).toEqual({
    pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 28 },
    range: { type: 'noEnd', startDate: '2027-02-28' },
  });
  expect(movedRecurrence(weekly, '2027-03-01', 0)).toBe(weekly);
});
