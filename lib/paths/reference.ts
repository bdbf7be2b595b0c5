// What a path means, before any store is asked: the typed result of parsing, the input of resolving.

/** The two published versions of Graph. */
export type Version = 'v1.0' | 'beta';

/** How a path names a user: object id, userPrincipalName, or `oid@tid`. */
export type UserKey =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'upn'; readonly upn: string }
  | { readonly kind: 'idAtTenant'; readonly id: string; readonly tenant: string };

/** A person whom a path names outright: the caller, or a user of the directory. */
export type Person = { readonly kind: 'me' } | { readonly kind: 'user'; readonly user: UserKey };

/** The owner of the calendar that a path starts from. */
export type Owner =
  | Person
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'joinedGroup'; readonly of: Person; readonly id: string }
  | { readonly kind: 'invitedUser'; readonly invitation: string };

/** Which calendar a path claims to find its event in; `any` claims nothing. */
export type CalendarRef =
  | { readonly kind: 'any' }
  | { readonly kind: 'default' }
  | { readonly kind: 'calendar'; readonly id: string }
  | { readonly kind: 'inGroup'; readonly group: string; readonly id: string }
  | { readonly kind: 'inDefaultGroup'; readonly id: string };

/** One step from a series to an occurrence of it. */
export interface OccurrenceRef {
  readonly collection: 'instances' | 'exceptionOccurrences';
  readonly id: string;
}

/** Where a path's event comes from: out of a calendar, or through the message that invites to it. */
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
      readonly via: 'message';
      /** Ids of the mail folders on the way, outermost first; empty for the owner's `messages`. */
      readonly folders: readonly string[];
      readonly message: string;
      readonly occurrences: readonly OccurrenceRef[];
    };

/** What of the event a path names. */
export type Tail =
  | { readonly kind: 'event' }
  | { readonly kind: 'attachments' }
  | { readonly kind: 'attachmentCount' }
  | { readonly kind: 'createUploadSession' }
  | { readonly kind: 'attachment'; readonly id: string }
  | { readonly kind: 'attachmentValue'; readonly id: string }
  | { readonly kind: 'attachmentItem'; readonly id: string };

/** A path of the grammar: a collection of events, or an event and what hangs on it. */
export type Reference =
  | { readonly kind: 'events'; readonly version: Version; readonly owner: Owner; readonly calendar: CalendarRef }
  | {
      readonly kind: 'event';
      readonly version: Version;
      readonly owner: Owner;
      readonly source: EventSource;
      readonly tail: Tail;
    };
