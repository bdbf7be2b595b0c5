// What a mailbox remembers of the reminders of one event: those that were snoozed or dismissed. It is stored beside the event, which doesn't change.
import { z } from 'zod';
import { secondsPerDay } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import { maxAnsweredReminders, rememberedReminderDays } from '../../runtime/limits/reminders.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { sortableTimes } from '../events/record/times.ts';
import { decodeCurrent, newRecord, recordShape, type Author } from '../../stores/records.ts';

/** One reminder as it was when its owner answered it; the answer counts as long as the start and the minutes stay. */
const answeredReminder = z.object({
  /** Start and end of the event or occurrence, RFC 3339 in UTC. */
  start: z.string(),
  end: z.string(),
  minutes: z.number().int(),
  /** The time that it was snoozed to; without it, it was dismissed. */
  until: z.string().optional(),
});

const reminderRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** Of the event, the series or the entry. */
  incarnation: z.string(),
  /** The answered reminders by the dates of their occurrences; under `''` for an event that doesn't recur. */
  days: z.record(z.string(), answeredReminder),
  /** Reminders of that date and of all dates before it count as dismissed, unless `days` has them. */
  doneTo: z.string().optional(),
  /** The span around all of `days`, by which windows find it. */
  sortKeys: z.object({ start: z.string(), end: z.string() }),
});

export type AnsweredReminder = z.infer<typeof answeredReminder>;
export type ReminderRecord = z.infer<typeof reminderRecord> & { readonly etag: string };

export const decodeReminder = (document: StoredDocument | undefined): ReminderRecord | undefined =>
  decodeCurrent('reminder', reminderRecord, document);

/** The id of the document; an incarnation is of one event or entry. */
export const reminderDocument = (incarnation: string): string => hashedId('reminder', incarnation);

/** The reminder of one event or occurrence: when it is, and how many minutes before that it reminds. */
export interface Reminding {
  readonly incarnation: string;
  /** The date of the occurrence; `''` for an event that doesn't recur. */
  readonly day: string;
  readonly startUtc: number;
  readonly endUtc: number;
  readonly minutes: number;
}

/** The reminder of an event or an occurrence; undefined where it is off, or where the event has no time. */
export function remindingOf({ incarnation, properties, occurrence }: EventRecord): Reminding | undefined {
  const { start, end } = sortableTimes(properties);
  if (!properties.isReminderOn || start === '') return undefined;
  return {
    incarnation: occurrence?.series.incarnation ?? incarnation,
    day: occurrence?.day ?? '',
    startUtc: Date.parse(start),
    endUtc: Date.parse(end === '' ? start : end),
    minutes: properties.reminderMinutesBeforeStart,
  };
}

export const msPerMinute = 60_000;

/** The first time that can be written. */
const earliest = Date.parse('0001-01-01T00:00:00Z');

/** The time that a reminder was set to, in milliseconds since 1970 UTC. */
export const setTo = ({ startUtc, minutes }: Pick<Reminding, 'startUtc' | 'minutes'>): number =>
  Math.max(startUtc - minutes * msPerMinute, earliest);

/** When the reminder fires, as its owner has answered it; undefined for one that was dismissed. */
export function firesAt(reminding: Reminding, record: Pick<ReminderRecord, 'days' | 'doneTo'> | undefined): number | undefined {
  const answered = record?.days[reminding.day];
  if (answered !== undefined && isStillOf(answered, reminding))
    return answered.until === undefined ? undefined : Date.parse(answered.until);
  const isDone = record?.doneTo !== undefined && answered === undefined && reminding.day <= record.doneTo;
  return isDone ? undefined : setTo(reminding);
}

const isStillOf = ({ start, minutes }: AnsweredReminder, reminding: Reminding): boolean =>
  Date.parse(start) === reminding.startUtc && minutes === reminding.minutes;

const iso = (utc: number): string => new Date(utc).toISOString();

/**
 * The document with one more answer; `until` is undefined for one that is dismissed. It holds at most 500: beyond, the oldest that is over
 * counts as dismissed with all before it. Throws 400 where none is over.
 */
export function withAnswer(
  former: ReminderRecord | undefined,
  { incarnation, day, startUtc, endUtc, minutes }: Reminding,
  until: number | undefined,
  made: { readonly now: number; readonly by: Author },
): Document {
  const answered: AnsweredReminder = {
    start: iso(startUtc),
    end: iso(endUtc),
    minutes,
    ...(until !== undefined && { until: iso(until) }),
  };
  const all = new Map(Object.entries({ ...former?.days, [day]: answered }));
  const doneTo = forgetOldest(all, former?.doneTo, made.now);
  const starts = [...all.values()].map((each) => each.start);
  const ends = [...all.values()].map((each) => each.end);
  const span = { start: starts.reduce(least), end: ends.reduce(greatest) };
  const lives = Math.max(0, Math.ceil((Date.parse(span.end) - made.now) / 1000)) + rememberedReminderDays * secondsPerDay;
  return {
    id: reminderDocument(incarnation),
    kind: 'reminder',
    ...newRecord(made.now, made.by),
    ...(former && { created: former.created, createdBy: former.createdBy }),
    incarnation,
    days: Object.fromEntries(all),
    ...(doneTo !== undefined && { doneTo }),
    sortKeys: span,
    ttl: lives,
  };
}

const least = (a: string, b: string): string => (b < a ? b : a);
const greatest = (a: string, b: string): string => (b > a ? b : a);

/** Forgets the oldest answer where there are too many; resolves to the date up to which reminders count as dismissed. */
function forgetOldest(all: Map<string, AnsweredReminder>, doneTo: string | undefined, now: number): string | undefined {
  if (all.size <= maxAnsweredReminders) return doneTo;
  const oldest = [...all.keys()].reduce(least);
  if ((all.get(oldest)?.end ?? '') > iso(now))
    throw invalidRequest(`Of one series, at most ${maxAnsweredReminders} reminders that are still to come can be snoozed or dismissed.`);
  all.delete(oldest);
  return doneTo === undefined ? oldest : greatest(doneTo, oldest);
}
