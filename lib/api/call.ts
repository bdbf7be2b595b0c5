// What an operation is given: the request, who sends it, and the services that do the work.
import type { Attachments } from '../attachments/attachments.ts';
import type { ItemForms } from '../formats/itemForms.ts';
import { requirePermission, type Action } from '../access/permissions/calendarAccess.ts';
import type { Caller } from '../access/tokens/caller.ts';
import { authorize, isSeenAsException, mayRead, viewpointOf } from '../access/permissions/eventAccess.ts';
import type { CalendarGroups } from '../calendar/calendars/calendarGroups.ts';
import type { Calendars } from '../calendar/calendars/calendars.ts';
import type { EventRecord, VisibilityProperties } from '../calendar/events/record/eventRecord.ts';
import type { Entries } from '../calendar/entries/entries.ts';
import type { Events } from '../calendar/events/events.ts';
import { stillLeadsTo } from '../calendar/meetings/message.ts';
import type { Meetings } from '../calendar/meetings/meetings.ts';
import type { MeetingPeople } from '../calendar/meetings/people.ts';
import type { Messages } from '../calendar/meetings/messages.ts';
import { openEvent } from '../calendar/events/locate.ts';
import type { FreeBusy } from '../calendar/freeBusy/freeBusy.ts';
import type { Categories } from '../calendar/settings/categories.ts';
import type { SettingsOfMailboxes } from '../calendar/settings/mailboxSettings.ts';
import type { Windows } from '../calendar/windows/windows.ts';
import type { Reminders } from '../calendar/reminders/reminders.ts';
import type { Deltas } from '../changes/delta/deltas.ts';
import type { CalendarPermissions } from '../calendar/calendars/permissions.ts';
import type { Subscriptions } from '../changes/subscriptions/subscriptions.ts';
import type { Directory } from '../directory/directory.ts';
import type { UserStatus } from '../directory/users/userStatus.ts';
import { itemNotFound } from '../runtime/errors.ts';
import type { EventReference, Reference, EventPart } from '../paths/reference.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { resolveEvent, type ResolvedEvent } from '../access/resolve/event.ts';
import { requireNoneHidden } from '../access/resolve/privateOccurrences.ts';
import type { Share } from '../runtime/byteBudget.ts';
import type { Request } from '../http/messages.ts';
import type { Preferences } from '../odata/query/preferences.ts';
import type { Links } from './links.ts';

/** What the operations work with, put together once by the composition root. */
export interface Services {
  readonly directory: Directory;
  readonly presence: UserStatus;
  readonly calendarGroups: CalendarGroups;
  readonly calendars: Calendars;
  readonly permissions: CalendarPermissions;
  readonly messages: Messages;
  readonly meetings: Meetings;
  readonly people: MeetingPeople;
  readonly entries: Entries;
  readonly events: Events;
  readonly windows: Windows;
  /** Loads when it is first asked for, as operations do. */
  readonly deltas: () => Promise<Deltas>;
  /** Names the state of the stores; another one after they were restored. */
  readonly generation: () => Promise<string>;
  readonly mailboxSettings: SettingsOfMailboxes;
  readonly categories: Categories;
  readonly freeBusy: FreeBusy;
  readonly reminders: () => Promise<Reminders>;
  readonly attachments: Attachments;
  readonly subscriptions: Subscriptions;
  readonly uploads: Uploads;
  readonly itemForms: ItemForms;
  /** How files above 4 MiB are read: from the content store, to which callers are sent, or through the service. */
  readonly downloads: 'redirect' | 'proxy';
}

/** One request to one resource, by a verified caller. */
export interface Call<R extends Reference = Reference> {
  readonly services: Services;
  readonly request: Request;
  readonly caller: Caller;
  readonly reference: R;
  readonly links: Links;
  /** What the caller prefers of the answer: whoever asks follows it, and `answered` says so. */
  readonly prefer: Preferences;
  /** The request's part of the byte budget. */
  readonly share: Share;
  /** Asked before so many bytes are copied (`extraWork.ts`); what it throws is the answer. */
  readonly mayCopy: (bytes: number) => void;
  /** Asked before so many addresses are looked up; what it throws is the answer. */
  readonly mayLookUp: (addresses: number) => void;
  /**
   * Throws 507 where the answer is a part of a batch's, which has no room for a body of so many bytes any more: to be asked before such a
   * body is made or read. Only a part of a batch has it.
   */
  readonly requireRoom?: (bytes: number) => void;
}

export type EventCall = Call<EventReference>;
/** A call to an event, or to something that belongs to one. */
export type EventPartCall<K extends EventPart['kind']> = Call<EventReference & { readonly tail: Extract<EventPart, { readonly kind: K }> }>;
export type EventsCall = Call<Extract<Reference, { kind: 'events' }>>;

/** The event that the call's path means: who it belongs to is known, whether it exists isn't yet. */
export const resolve = ({ services, caller, reference }: EventCall): Promise<ResolvedEvent> =>
  resolveEvent(services, caller, reference.owner, reference.source);

/**
 * The living event, where the caller's token is meant for this and the caller may do it. Throws 404 or 403. Who writes to a series is asked
 * about its occurrences as well, at a query where one may be hidden from the caller.
 */
export async function openFor(
  { services, caller }: Pick<Call, 'services' | 'caller'>,
  action: Action,
  resolved: ResolvedEvent,
): Promise<EventRecord> {
  requirePermission(caller, action, resolved.walked.kind);
  if (resolved.isOrphaned === true) throw itemNotFound();
  const event = await openEvent(services, resolved.key, resolved.calendar);
  await requireOpen({ services, caller }, action, resolved, event);
  return event;
}

/** Throws 404 or 403 unless the caller may do this with an event that was opened. */
export async function requireOpen(
  { services, caller }: Pick<Call, 'services' | 'caller'>,
  action: Action,
  resolved: ResolvedEvent,
  event: EventRecord,
): Promise<void> {
  const { walked, key } = resolved;
  requirePermission(caller, action, walked.kind);
  admit(caller, action, resolved, event);
  if (action === 'write') await requireNoneHidden(services.events, caller, walked, key.mailbox, event);
}

/** Makes the check that asks again, before each attempt to write, whether the caller may write to a series with private occurrences. */
export const recheckHidden =
  ({ services, caller }: Pick<Call, 'services' | 'caller'>, { walked, key }: ResolvedEvent, opened?: EventRecord) =>
  async (current: EventRecord): Promise<void> => {
    if (current !== opened) await requireNoneHidden(services.events, caller, walked, key.mailbox, current);
  };

/** Makes the check that asks again after a lost race: whether the path still leads the caller to the event, and the caller may still do this. */
export const recheckAccess =
  ({ caller }: Pick<Call, 'caller'>, action: Action, resolved: ResolvedEvent, opened: EventRecord) =>
  (current: EventRecord): void => {
    if (resolved.calendar.kind !== 'any' && current.calendar !== opened.calendar) throw itemNotFound();
    admit(caller, action, resolved, current);
  };

function admit(caller: Caller, action: Action, resolved: ResolvedEvent, event: EventRecord): void {
  const { walked, key, mustBeException } = resolved;
  if (!pathStillLeadsTo(resolved, event)) throw itemNotFound();
  if (mustBeException && !isSeenAsException(event, viewpointOf(caller, walked, key.mailbox, event))) throw itemNotFound();
  authorize(caller, action, walked, key.mailbox, event);
}

/** Whether a caller who reaches the series reaches this occurrence as well: an occurrence may be private, or have other attendees. */
export const leadsToOccurrence = ({ caller }: Pick<Call, 'caller'>, resolved: ResolvedEvent, occurrence: VisibilityProperties): boolean =>
  pathStillLeadsTo(resolved, occurrence) && mayRead(caller, resolved.walked, resolved.key.mailbox, occurrence);

const pathStillLeadsTo = ({ message, walked, of }: ResolvedEvent, event: VisibilityProperties): boolean =>
  (of === undefined || of === event.incarnation || of === event.occurrence?.series.incarnation) &&
  (message === undefined || stillLeadsTo(message, walked, event));
