// Limits of free/busy, each with where it comes from.

/** Addresses of one getSchedule (contract, section 14; Graph counts to as many). */
export const maxSchedules = 100;

/** Days of the window of getSchedule, and of the time slots of findMeetingTimes, from the first start to the last end (contract, section 14). */
export const maxFreeBusyDays = 62;

/** Items of one schedule, beyond which it has an error (contract, section 14). */
export const maxScheduleItems = 1_000;

/** Minutes of a slot of the availability view (contract, section 14). */
export const slotMinutes = { min: 5, max: 1_440, usual: 30 } as const;

/** Schedules of one request that are read at the same time (ours). */
export const schedulesAtOnce = 4;

/** Attendees of one findMeetingTimes, and the most suggestions (contract, section 14). */
export const maxMeetingAttendees = 100;
export const maxCandidates = 100;
/** Suggestions unless the request says how many (contract, section 14: as observed). */
export const usualCandidates = 5;

/** Time slots and locations of one findMeetingTimes (ours). */
export const maxTimeSlots = 100;
export const maxMeetingLocations = 20;

/** The longest meeting, in hours (contract, section 14). */
export const maxMeetingHours = 24;

/** Days ahead that are looked through unless the request names time slots (contract, section 14). */
export const usualDaysAhead = 7;
