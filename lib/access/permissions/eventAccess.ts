// What a caller may do with an event, and as whom it sees it: decided together, so that what is shown follows the right that let the caller
// in.
import type { EventRecord, VisibilityProperties } from '../../calendar/events/record/eventRecord.ts';
import { isExceptionTo } from '../../calendar/events/record/seenByAttendee.ts';
import { sameMailbox, type Mailbox } from '../../calendar/mailbox.ts';
import { accessDenied, itemNotFound } from '../../runtime/errors.ts';
import { calendarAccess, mayEnter, type Action, type CalendarAccess, type ReachedMailbox } from './calendarAccess.ts';
import type { Caller } from '../tokens/caller.ts';

/**
 * As whom an event is seen: `owner` in the mailbox that it lies in, `reader` through a share of its calendar, from `read` on, `attendee` by
 * being invited and by nothing else (contract, sections 7 and 18).
 */
export type EventRole = 'owner' | 'reader' | 'attendee';

/** Who looks at an event. */
export interface Viewpoint {
  readonly as: EventRole;
  /** The object id of whose answer is the own one. */
  readonly viewer: string;
}

/**
 * What free/busy alone tells of an event (contract, section 14): when it is and how busy that makes its owner, with `subject` what it is
 * called and where it is. No path to an event shows it so: whoever has no more is answered as if the event weren't there.
 */
export interface FreeBusyView {
  readonly as: 'freeBusy';
  readonly shows: 'times' | 'subject';
}

/** What the caller may do with an event, and as whom it sees it; without `seen`, nothing of it. */
export type EventAccess =
  | { readonly read: true; readonly write: boolean; readonly seen: Viewpoint }
  | { readonly read: false; readonly write: false; readonly seen?: FreeBusyView | undefined };

const none: EventAccess = { read: false, write: false };

/**
 * The second question, answered without throwing: what the caller may do with an event of `owner`, to which the path has led by walking
 * through `walked`, and as whom. A share that doesn't let the caller read adds nothing to what an attendee sees.
 */
export function eventAccess(caller: Caller, walked: ReachedMailbox, owner: Mailbox, event: VisibilityProperties): EventAccess {
  const isThrough = sameMailbox(walked, owner);
  if (caller.kind === 'application')
    return mayEnter(caller, owner.id) ? { read: true, write: true, seen: throughMailbox(walked, owner) } : none;
  const access = isThrough ? calendarAccess(caller, walked, event.calendar) : undefined;
  const isOpen = event.properties.sensitivity !== 'private' || access?.seePrivate === true;
  if (access?.read === true && isOpen) return { read: true, write: access.write, seen: throughMailbox(walked, owner) };
  const isInvited = event.attendees.includes(caller.id);
  if (isInvited) return { read: true, write: access?.write === true && isOpen, seen: { as: 'attendee', viewer: caller.id } };
  return access?.see === true ? { read: false, write: false, seen: freeBusyOf(access, event) } : none;
}

/**
 * Of what is private or confidential, times alone; the organization's default, which is never stored, gives no share and so not even this.
 */
const freeBusyOf = ({ seeSubjects, seePrivate }: CalendarAccess, { properties: { sensitivity } }: VisibilityProperties): FreeBusyView => {
  const isClosed = sensitivity === 'private' || sensitivity === 'confidential';
  return { as: 'freeBusy', shows: seeSubjects && (seePrivate || !isClosed) ? 'subject' : 'times' };
};

/**
 * How an event is seen by a caller who may read or write all that the path leads to: applications, and writers, who are shown what they
 * have just written though it may have become private by that.
 */
export function throughMailbox(walked: ReachedMailbox, owner: Mailbox): Viewpoint {
  if (!sameMailbox(walked, owner)) return { as: 'attendee', viewer: walked.id };
  return { as: walked.shared === undefined ? 'owner' : 'reader', viewer: walked.id };
}

/** Whether private events of a calendar open to whom the caller names as attendees: where it may see those itself. */
export const mayShowPrivateToAttendees = (caller: Caller, walked: ReachedMailbox, owner: Mailbox, calendarId: string): boolean =>
  caller.kind === 'application'
    ? caller.writesOnly !== true
    : sameMailbox(walked, owner) && calendarAccess(caller, walked, calendarId).seePrivate;

/**
 * The organizers behind whose meetings' entries a list shows the caller attachments, as ids of mailboxes; undefined for all. For a caller
 * who sees entries by a share, those of the own meetings: to find out whom else organizers let in, a list would have to read each of their
 * events.
 */
export function organizersSeen(caller: Caller, { shared }: ReachedMailbox): readonly string[] | undefined {
  if (caller.kind === 'application') return caller.mailboxes && [...caller.mailboxes];
  return shared === undefined ? undefined : [caller.id];
}

/** Whether the caller may read this event: asked of each that a list is about to show. */
export const mayRead = (caller: Caller, walked: ReachedMailbox, owner: Mailbox, event: VisibilityProperties): boolean =>
  eventAccess(caller, walked, owner, event).read;

/** As whom the caller sees this event. Throws 404 for what it may not read. */
export function viewpointOf(caller: Caller, walked: ReachedMailbox, owner: Mailbox, event: VisibilityProperties): Viewpoint {
  const access = eventAccess(caller, walked, owner, event);
  if (!access.read) throw itemNotFound();
  return access.seen;
}

/** Whether an occurrence is an exception to who sees it so: for an attendee, by what attendees are shown of it. */
export const isSeenAsException = (event: EventRecord, { as, viewer }: Viewpoint): boolean =>
  as === 'attendee' ? isExceptionTo(event, viewer) : event.occurrence?.stored !== undefined;

/**
 * The second question: whether the caller may read or write this event. `walked` is the mailbox that the path went through, which the
 * first question has allowed. Throws 404 for what the caller may not even read, 403 for what it may read but not change.
 */
export function authorize(caller: Caller, action: Action, walked: ReachedMailbox, owner: Mailbox, event: VisibilityProperties): void {
  const access = eventAccess(caller, walked, owner, event);
  if (!access.read) throw itemNotFound();
  if (!access[action]) throw accessDenied();
}
