// Limits of meetings: attendees, their entries, messages and inboxes, each with where it comes from.

/** New series that one sender's meetings bring into one calendar in a day (contract, section 18). */
export const dailySeriesOfOne = 20;

/** Bytes of an attendee's entry, of the body in it, and how many attendees it has: what is more is read from the organizer's event (architecture, Data). */
export const maxEntryBytes = 32 * 1024;
export const maxEntryBodyBytes = 16 * 1024;
export const maxEntryAttendees = 50;
/** Writes of one batch that lays copies of a series' occurrences below an entry, and the bytes of them: the store takes 100 and 2 MB. */
export const maxCopyBatchWrites = 90;
export const maxCopyBatchBytes = 1_500_000;

/** Attendees of an event (Exchange Online limits: recipients of a message, 500). */
export const maxAttendees = 500;

/** Days for which an event waits for an attendee whom the directory doesn't know (ours). */
export const awaitedDays = 730;

/**
 * Days that a meeting's message lives, unless a newer one takes its place (ours). An attendee finds the meeting by it, so that it lives as
 * long as an event waits for an attendee whom the directory doesn't know.
 */
export const defaultMessageDays = awaitedDays;

/** Messages about others' meetings in one inbox (ours): some ten years of what a busy person is invited to. */
export const defaultInboxMessages = 10_000;

/** Recipients of invitations and updates in an hour, of all the meetings of one mailbox, or of one user in all (contract, section 18). */
export const defaultHourlyRecipients = 5_000;

/** New invitations in a day from one organizer into one mailbox, and from all of them together (contract, section 18). */
export const defaultDailyInvitationsOfOne = 100;
export const defaultDailyInvitations = 1_000;

/** The smallest hourly limit that may be set: one change of a meeting may update 500 people and cancel it for 500 others. */
export const minHourlyRecipients = 2 * maxAttendees;

/** Milliseconds between two counts of a full inbox: only a count finds expired messages, and it costs more the more there are. */
export const inboxRecountMs = 60 * 60_000;

/** Characters of a text in a message's snapshot of its meeting (Exchange Online: a subject has at most 255). */
export const maxSnapshotText = 255;
