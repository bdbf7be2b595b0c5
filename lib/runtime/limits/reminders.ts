// Limits of reminders, with their sources; most others are in `../limits.ts`.

/** Events and occurrences that one window of reminders may have: they are ordered by a time that no index has (ours). */
export const maxRemindersInWindow = 10_000;

/** Reminders of one series that are remembered as snoozed or dismissed; of older ones, that they are over (ours). */
export const maxAnsweredReminders = 500;

/** Days after an event for which it is remembered that its reminder was dismissed (ours). */
export const rememberedReminderDays = 400;

/** Days that a window of reminders has if the request doesn't say when it ends (contract, section 14). */
export const defaultReminderDays = 30;
