// What a path means, before any store is asked: the typed result of parsing, the input of resolving.
import type { DirectoryReference } from './directoryReference.ts';
import type { Version, MailboxOwner, GroupOwner, Owner } from './owner.ts';

export * from './directoryReference.ts';
export type * from './owner.ts';

/** Which calendar group a path names. */
export type CalendarGroupRef = { readonly kind: 'group'; readonly id: string } | { readonly kind: 'default' };

/** Which calendar a path names before its events; `any` names none. */
export type CalendarRef =
  | { readonly kind: 'any' }
  | { readonly kind: 'default' }
  | { readonly kind: 'calendar'; readonly id: string }
  | { readonly kind: 'inGroup'; readonly group: string; readonly id: string }
  | { readonly kind: 'inDefaultGroup'; readonly id: string };

/** Where a path claims that its event lies: `calendar` without an id claims as little as naming none (contract, section 1). */
export type EventClaim = Exclude<CalendarRef, { readonly kind: 'default' }>;

/** Which calendar a path names as its target. */
export type NamedCalendarRef = Exclude<CalendarRef, { readonly kind: 'any' }>;

/** One step from a series to an occurrence of it. */
export interface OccurrenceRef {
  readonly collection: 'instances' | 'exceptionOccurrences';
  readonly id: string;
}

/** A property by which an event can be found instead of by its id (OData 4.01, alternate keys). */
export type AlternateKey = 'iCalUId' | 'transactionId';

/** How a path leads to its event: through a calendar, by the event's id or another key, or through the message that invites to it. */
export type EventSource =
  | {
      readonly via: 'calendar';
      readonly calendar: CalendarRef;
      readonly collection: 'events' | 'calendarView';
      readonly id: string;
      /** At most two, never the same collection twice. */
      readonly occurrences: readonly OccurrenceRef[];
    }
  | {
      readonly via: 'alternateKey';
      readonly calendar: CalendarRef;
      readonly property: AlternateKey;
      /** Any well-formed text without control characters; none longer than 255 characters. */
      readonly value: string;
      readonly occurrences: readonly OccurrenceRef[];
    }
  | {
      readonly via: 'message';
      /** Ids of the mail folders on the way, outermost first; empty for the owner's `messages`. */
      readonly folders: readonly string[];
      readonly message: string;
      readonly occurrences: readonly OccurrenceRef[];
    };

/** What is done to an event by a POST to its name (Graph, event actions). */
export const eventActions = [
  'accept',
  'tentativelyAccept',
  'decline',
  'cancel',
  'snoozeReminder',
  'dismissReminder',
  'permanentDelete',
  'forward',
] as const;
export type EventAction = (typeof eventActions)[number];

/** What is done to a calendar by a POST to its name (Graph, calendar actions). */
export const calendarActions = ['permanentDelete'] as const;
export type CalendarAction = (typeof calendarActions)[number];

/** Which part of the event a path names. */
export type EventPart =
  | { readonly kind: 'event' }
  /** The series' occurrences of that collection, of which the path has named none. */
  | { readonly kind: 'instances' }
  | { readonly kind: 'exceptionOccurrences' }
  /** The calendar that the event lies in. */
  | { readonly kind: 'eventCalendar' }
  | { readonly kind: 'action'; readonly action: EventAction }
  | { readonly kind: 'attachments' }
  | { readonly kind: 'createUploadSession' }
  | { readonly kind: 'attachment'; readonly id: string }
  | { readonly kind: 'attachmentValue'; readonly id: string }
  | { readonly kind: 'attachmentItem'; readonly id: string }
  | { readonly kind: 'extensions' }
  /** An open extension by its name, without the prefixes that Graph knows. */
  | { readonly kind: 'extension'; readonly name: string };

/** A target among the calendars of an owner. */
export type CalendarReference =
  | { readonly kind: 'calendarGroups'; readonly version: Version; readonly owner: MailboxOwner }
  | { readonly kind: 'calendarGroup'; readonly version: Version; readonly owner: MailboxOwner; readonly group: CalendarGroupRef }
  /** `/calendars` (no group), `/calendarGroups/{id}/calendars`, `/calendarGroup/calendars` */
  | { readonly kind: 'calendars'; readonly version: Version; readonly owner: MailboxOwner; readonly group?: CalendarGroupRef }
  | { readonly kind: 'calendar'; readonly version: Version; readonly owner: MailboxOwner; readonly calendar: NamedCalendarRef }
  /** A group has its default calendar alone. */
  | { readonly kind: 'calendar'; readonly version: Version; readonly owner: GroupOwner; readonly calendar: { readonly kind: 'default' } }
  | {
      readonly kind: 'calendarPermissions';
      readonly version: Version;
      readonly owner: MailboxOwner;
      readonly calendar: NamedCalendarRef;
    }
  | {
      readonly kind: 'calendarPermission';
      readonly version: Version;
      readonly owner: MailboxOwner;
      readonly calendar: NamedCalendarRef;
      readonly id: string;
    };

/** The settings of a mailbox that have a path of their own (Graph, mailboxSettings resource type). */
export const settingNames = [
  'automaticRepliesSetting',
  'dateFormat',
  'delegateMeetingMessageDeliveryOptions',
  'language',
  'timeFormat',
  'timeZone',
  'userPurpose',
  'workingHours',
] as const;
export type SettingName = (typeof settingNames)[number];

/** Graph's timeZoneStandard. */
export const timeZoneStandards = ['windows', 'iana'] as const;
export type TimeZoneStandard = (typeof timeZoneStandards)[number];

/** A target among what a mailbox is set to, and what it can be set to. */
export type SettingsReference =
  | { readonly kind: 'mailboxSettings'; readonly version: Version; readonly owner: MailboxOwner }
  | { readonly kind: 'mailboxSetting'; readonly version: Version; readonly owner: MailboxOwner; readonly setting: SettingName }
  | { readonly kind: 'outlook'; readonly version: Version; readonly owner: MailboxOwner }
  | { readonly kind: 'masterCategories'; readonly version: Version; readonly owner: MailboxOwner }
  | { readonly kind: 'masterCategory'; readonly version: Version; readonly owner: MailboxOwner; readonly id: string }
  /** By the names of one standard, or, where the path names none, of Windows. */
  | { readonly kind: 'supportedTimeZones'; readonly version: Version; readonly owner: MailboxOwner; readonly standard?: TimeZoneStandard }
  | { readonly kind: 'supportedLanguages'; readonly version: Version; readonly owner: MailboxOwner };
/** What is done to a calendar; a group has its default calendar alone. */
export type CalendarActionReference = { readonly kind: 'calendarAction'; readonly version: Version; readonly action: CalendarAction } & (
  | { readonly owner: MailboxOwner; readonly calendar: NamedCalendarRef }
  | { readonly owner: GroupOwner; readonly calendar: { readonly kind: 'default' } }
);

/** The reminders of a mailbox in a span of time: `/me/reminderView(StartDateTime='…',EndDateTime='…')`. The times are as the path has them. */
export interface ReminderViewReference {
  readonly kind: 'reminderView';
  readonly version: Version;
  readonly owner: MailboxOwner;
  readonly startDateTime: string;
  readonly endDateTime?: string;
}

/** A question about when people are busy, or can meet. Of the calendar that a path names, only the mailbox counts. */
export type FreeBusyReference =
  | { readonly kind: 'getSchedule'; readonly version: Version; readonly owner: MailboxOwner; readonly calendar: NamedCalendarRef }
  | { readonly kind: 'findMeetingTimes'; readonly version: Version; readonly owner: MailboxOwner };

/** In which roles a calendar can be shared with whom an address names; the address is as the path has it. */
export interface SharingRolesReference {
  readonly kind: 'allowedCalendarSharingRoles';
  readonly version: Version;
  readonly owner: MailboxOwner;
  readonly calendar: NamedCalendarRef;
  readonly user: string;
}

/** A collection of events, in one calendar or in all of an owner. */
export type EventsReference =
  | { readonly kind: 'events'; readonly version: Version; readonly owner: Owner; readonly calendar: CalendarRef }
  | { readonly kind: 'calendarView'; readonly version: Version; readonly owner: Owner; readonly calendar: CalendarRef };

/** A target among the messages of a mailbox; `folders` outermost first, empty for all messages. */
export type MessageReference =
  /** The folders in the innermost one of these, or in the mailbox itself. */
  | { readonly kind: 'mailFolders'; readonly version: Version; readonly owner: MailboxOwner; readonly folders: readonly string[] }
  /** The innermost one of these. */
  | { readonly kind: 'mailFolder'; readonly version: Version; readonly owner: MailboxOwner; readonly folders: readonly string[] }
  | { readonly kind: 'messages'; readonly version: Version; readonly owner: MailboxOwner; readonly folders: readonly string[] }
  | {
      readonly kind: 'message';
      readonly version: Version;
      readonly owner: MailboxOwner;
      readonly folders: readonly string[];
      readonly id: string;
    };

/** An event, or something that belongs to it. */
export interface EventReference {
  readonly kind: 'event';
  readonly version: Version;
  readonly owner: Owner;
  readonly source: EventSource;
  readonly tail: EventPart;
}

/** The collections that belong to an event. */
export type EventCollection = Extract<EventPart, { readonly kind: 'instances' | 'exceptionOccurrences' | 'attachments' | 'extensions' }>;

/** A collection that can be listed, and so counted. */
export type CollectionReference =
  | Extract<DirectoryReference, { readonly kind: 'users' | 'groups' | 'members' | 'memberships' | 'people' | 'photos' | 'places' }>
  | Extract<CalendarReference, { readonly kind: 'calendarGroups' | 'calendars' | 'calendarPermissions' }>
  | EventsReference
  | Extract<MessageReference, { readonly kind: 'messages' | 'mailFolders' }>
  | Extract<SettingsReference, { readonly kind: 'masterCategories' }>
  | (EventReference & { readonly tail: EventCollection });

/** The number of a collection's entries: `…/$count`. */
export interface CountReference {
  readonly kind: 'count';
  readonly version: Version;
  readonly of: CollectionReference;
}

/** What has changed in a collection of events, or among a series' occurrences: `…/delta`. The times are as the path has them. */
export interface DeltaReference {
  readonly kind: 'delta';
  readonly version: Version;
  readonly of: EventsReference | (EventReference & { readonly tail: Extract<EventPart, { readonly kind: 'instances' }> });
  readonly startDateTime?: string;
  readonly endDateTime?: string;
}

/** A target of the service itself rather than of its data: `$batch` and `$metadata`. */
export type ServiceReference =
  { readonly kind: 'batch'; readonly version: Version } | { readonly kind: 'metadata'; readonly version: Version };

/** A target among the subscriptions of the caller: all, one, or the action that lets one go on with the rights of now. */
export type SubscriptionReference =
  | { readonly kind: 'subscriptions'; readonly version: Version }
  | { readonly kind: 'subscription' | 'reauthorize'; readonly version: Version; readonly id: string };

/** A path of the grammar. */
export type Reference =
  | ServiceReference
  | SubscriptionReference
  | DirectoryReference
  | CalendarReference
  | SettingsReference
  | FreeBusyReference
  | SharingRolesReference
  | CalendarActionReference
  | ReminderViewReference
  | EventsReference
  | MessageReference
  | EventReference
  | CountReference
  | DeltaReference;

const settingsKinds: ReadonlySet<Reference['kind']> = new Set<SettingsReference['kind']>([
  'mailboxSettings',
  'mailboxSetting',
  'outlook',
  'masterCategories',
  'masterCategory',
  'supportedTimeZones',
  'supportedLanguages',
]);

export const isOfSettings = (reference: Reference): reference is SettingsReference => settingsKinds.has(reference.kind);

/** What a path is about; for a count and a delta this is the collection. */
export const subjectOf = (reference: Reference): Exclude<Reference, CountReference | DeltaReference> =>
  reference.kind === 'count' || reference.kind === 'delta' ? reference.of : reference;

/**
 * What is asked for, in one word, for the log and for refusals: the kind of the target, such as `calendars`; of an event, what is asked of
 * it, such as `attachments` or `accept`; of a count or a delta, `calendars/$count`, `events/delta`.
 */
export function operationName(reference: Reference): string {
  if (reference.kind === 'count') return `${operationName(reference.of)}/$count`;
  if (reference.kind === 'delta') return `${operationName(reference.of)}/delta`;
  if (reference.kind === 'membershipAction' || reference.kind === 'calendarAction') return reference.action;
  if (reference.kind !== 'event') return reference.kind;
  return reference.tail.kind === 'action' ? reference.tail.action : reference.tail.kind;
}
