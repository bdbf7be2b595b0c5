// Reads the window and the options of a list of reminders.
import { msPerDay } from '../../runtime/clock.ts';
import { defaultReminderDays } from '../../runtime/limits/reminders.ts';
import type { ReminderViewReference } from '../../paths/reference.ts';
import { windowOf, type AskedWindow } from '../event/windows/windowQuery.ts';
import { noOptions, type QuerySchema } from '../query/queryOptions.ts';

export const reminderList: QuerySchema = { ...noOptions, options: ['top', 'count', 'skiptoken'] };

/**
 * The window between the arguments `StartDateTime` and `EndDateTime`; 30 days where the second is left out. Throws 400 as a calendarView does.
 */
export function reminderWindow({ startDateTime, endDateTime }: ReminderViewReference): AskedWindow {
  const begin = windowOf(new Map([['startdatetime', startDateTime], ['enddatetime', startDateTime]])); // prettier-ignore
  const end = endDateTime ?? new Date(begin.from + defaultReminderDays * msPerDay).toISOString();
  return windowOf(new Map([['startdatetime', startDateTime], ['enddatetime', end]])); // prettier-ignore
}
