// A change of a mailbox's settings: what isn't named stays, at any depth, and the result must be possible.
import { invalidRequest, ServiceError } from '../../runtime/errors.ts';
import { toIana } from '../time/zones.ts';
import type { AutomaticReplies, CustomZone, MailboxSettings, WorkingHours, ZoneOffset } from './settingsRecord.ts';

/** The values that a body gives; undefined for those that it leaves out. */
type Said<T> = { readonly [K in keyof T]?: T[K] | undefined };

export type OffsetChange = Said<ZoneOffset>;

/** A zone of somebody's own, as far as a body describes it. */
export interface CustomZoneChange extends Said<Omit<CustomZone, 'standardOffset' | 'daylightOffset'>> {
  readonly standardOffset?: OffsetChange | undefined;
  readonly daylightOffset?: Said<NonNullable<CustomZone['daylightOffset']>> | undefined;
}

export interface WorkingHoursChange extends Said<Omit<WorkingHours, 'timeZone'>> {
  /** A zone's name, or a zone of somebody's own. */
  readonly timeZone?: string | CustomZoneChange | undefined;
}

export type RepliesChange = Said<AutomaticReplies>;

/** The settings that a body names, with the values that it gives. */
export interface SettingsChange extends Said<Omit<MailboxSettings, 'workingHours' | 'automaticReplies'>> {
  readonly workingHours?: WorkingHoursChange | undefined;
  readonly automaticReplies?: RepliesChange | undefined;
}

/**
 * The settings after a change. Throws 400 `ErrorInvalidTimeSettings` for working hours that end before they start, 400 `InvalidTimeZone` for
 * an unknown zone, 400 `ErrorInvalidRequest` for replies that are scheduled without a start, or to end before it, and for a zone of
 * somebody's own without what it needs.
 */
export function changedSettings(before: MailboxSettings, { workingHours, automaticReplies, ...rest }: SettingsChange): MailboxSettings {
  if (rest.timeZone !== undefined) requireZone(rest.timeZone);
  return {
    ...before,
    ...withoutUndefined(rest),
    ...(workingHours && { workingHours: changedHours(before, workingHours) }),
    ...(automaticReplies && { automaticReplies: changedReplies(before.automaticReplies, automaticReplies) }),
  };
}

function changedHours(
  { workingHours: before, timeZone: mailboxZone }: MailboxSettings,
  { timeZone, ...rest }: WorkingHoursChange,
): WorkingHours {
  // A caller who sends back the mailbox's own zone, as an answer showed it, doesn't give the hours a zone of their own.
  const isOwn = before.timeZone === undefined && timeZone === mailboxZone;
  const after = {
    ...before,
    ...withoutUndefined(rest),
    ...(timeZone !== undefined && !isOwn && { timeZone: changedZone(before.timeZone, timeZone) }),
  };
  if (after.startTime >= after.endTime) throw new ServiceError(400, 'ErrorInvalidTimeSettings', 'Start Time should occur before End Time.');
  return after;
}

function changedReplies(before: AutomaticReplies, change: RepliesChange): AutomaticReplies {
  const after = { ...before, ...withoutUndefined(change) };
  const { status, scheduledStart, scheduledEnd } = after;
  if (status === 'scheduled' && (scheduledStart === undefined || scheduledEnd === undefined))
    throw invalidRequest("Automatic replies that are 'scheduled' need 'scheduledStartDateTime' and 'scheduledEndDateTime'.");
  if (scheduledStart !== undefined && scheduledEnd !== undefined && scheduledStart >= scheduledEnd)
    throw invalidRequest("'scheduledEndDateTime' must come after 'scheduledStartDateTime'.");
  return after;
}

function changedZone(before: WorkingHours['timeZone'], change: string | CustomZoneChange): string | CustomZone {
  if (typeof change === 'string') {
    requireZone(change);
    return change;
  }
  const own = typeof before === 'object' ? before : undefined;
  const { name = 'Customized Time Zone', bias } = { ...own, ...withoutUndefined(change) };
  if (bias === undefined) throw incomplete('bias');
  const standardOffset = changedOffset('standardOffset', own?.standardOffset, change.standardOffset);
  const daylightOffset = changedDaylight(own?.daylightOffset, change.daylightOffset);
  return { name, bias, ...(standardOffset && { standardOffset }), ...(daylightOffset && { daylightOffset }) };
}

function changedDaylight(
  before: CustomZone['daylightOffset'],
  change: CustomZoneChange['daylightOffset'],
): CustomZone['daylightOffset'] | undefined {
  const offset = changedOffset('daylightOffset', before, change);
  if (offset === undefined) return undefined;
  const daylightBias = change?.daylightBias ?? before?.daylightBias;
  if (daylightBias === undefined) throw incomplete('daylightOffset/daylightBias');
  return { ...offset, daylightBias };
}

function changedOffset(property: string, before: ZoneOffset | undefined, change: OffsetChange = {}): ZoneOffset | undefined {
  const { time, dayOccurrence, dayOfWeek, month, year = 0 } = { ...before, ...withoutUndefined(change) };
  if (before === undefined && Object.values(change).every((value) => value === undefined)) return undefined;
  if (time === undefined) throw incomplete(`${property}/time`);
  if (dayOccurrence === undefined) throw incomplete(`${property}/dayOccurrence`);
  if (dayOfWeek === undefined) throw incomplete(`${property}/dayOfWeek`);
  if (month === undefined) throw incomplete(`${property}/month`);
  return { time, dayOccurrence, dayOfWeek, month, year };
}

const incomplete = (property: string): ServiceError => invalidRequest(`A customTimeZone needs the property '${property}'.`);

function requireZone(name: string): void {
  if (toIana(name) === undefined) throw new ServiceError(400, 'InvalidTimeZone', 'Time Zone settings provided are invalid.');
}

/** The object without the properties that are undefined, which would otherwise take the place of others. */
function withoutUndefined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
