// Whether a stretch of time lies in somebody's working hours, or on their weekend.
import type { MailboxSettings } from '../settings/settingsRecord.ts';
import { daysOfWeek } from '../recurrence/patternedRecurrence.ts';
import { msPerDay, weekdayOf } from '../time/calendarDate.ts';
import type { Stretch } from './busyItem.ts';
import { clockOf } from './zoneClock.ts';

/** Graph's activityDomain; `unknown` is as work. */
export const activityDomains = ['unknown', 'work', 'personal', 'unrestricted'] as const;
export type ActivityDomain = (typeof activityDomains)[number];

/** When somebody works: a mailbox's settings, as far as they matter here. */
export type Hours = Pick<MailboxSettings, 'workingHours' | 'timeZone'>;

const isWeekend = (weekday: string | undefined): boolean => weekday === 'saturday' || weekday === 'sunday';

/**
 * Makes the test for one person. A day's work goes from the instant at which the clocks first show the start to the one at which they first
 * show the end; `personal` is that, and Saturdays and Sundays.
 */
export function inHours({ workingHours, timeZone }: Hours, domain: ActivityDomain): (stretch: Stretch) => boolean {
  if (domain === 'unrestricted') return () => true;
  const clock = clockOf(workingHours.timeZone ?? timeZone);
  const dayAt = (utc: number): number => Math.floor(clock.toWall(utc) / msPerDay);
  const weekday = (day: number) => daysOfWeek[weekdayOf(day)];
  const works: ReadonlySet<string | undefined> = new Set(workingHours.daysOfWeek);
  const isWork = ({ startUtc, endUtc }: Stretch): boolean => {
    const day = dayAt(startUtc);
    if (!works.has(weekday(day))) return false;
    const midnight = day * msPerDay;
    return startUtc >= clock.toUtc(midnight + workingHours.startTime) && endUtc <= clock.toUtc(midnight + workingHours.endTime);
  };
  if (domain !== 'personal') return isWork;
  return (stretch) =>
    isWork(stretch) ||
    (isWeekend(weekday(dayAt(stretch.startUtc))) && isWeekend(weekday(dayAt(Math.max(stretch.startUtc, stretch.endUtc - 1)))));
}
