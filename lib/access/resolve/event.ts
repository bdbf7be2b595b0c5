// From what a path says to the one event it means: through a calendar of the mailbox, or through a message that leads to the event.
import { mayUseShared, type Action, type ReachedMailbox } from '../permissions/calendarAccess.ts';
import type { Caller } from '../tokens/caller.ts';
import { eventDocument } from '../../calendar/events/record/eventDocument.ts';
import { entryId } from '../../calendar/entries/entryId.ts';
import type { EntryRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventKey, Mailbox } from '../../calendar/mailbox.ts';
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import { occurrenceId, parseOccurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { liesIn, type Messages } from '../../calendar/meetings/messages.ts';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import type { CalendarRef, EventClaim, EventSource, OccurrenceRef, Owner } from '../../paths/reference.ts';
import { eventByKey, type EventByKeyDependencies } from './alternateKey.ts';
import { resolveMailbox } from './mailbox.ts';
import { resolveSharedMailbox, type WalkDependencies } from './sharedMailbox.ts';

export interface ResolveEventDependencies extends WalkDependencies, EventByKeyDependencies {
  readonly messages: Messages;
}

/** An event as a path leads to it. */
export interface ResolvedEvent {
  readonly key: EventKey;
  /** The mailbox that the path walks through; another one than the event's where a message leads to the organizer's event. */
  readonly walked: ReachedMailbox;
  /** Whether the path claims that the event is an occurrence that is no longer as its series has it. */
  readonly mustBeException: boolean;
  /** Where the path claims that the event lies. */
  readonly calendar: EventClaim;
  /** The message that has led there. */
  readonly message?: MessageRecord;
  /** The incarnation that the event, or its series, must have: what an entry was made of. */
  readonly of?: string;
  /** Whether the organizer was deleted, to whose event a message leads: then the event isn't there any more, but its reader's entry may be. */
  readonly isOrphaned?: true;
}

/**
 * The event that a path means. Costs what its mailbox costs, and one point read more for a message; another one where this process
 * hasn't asked for the organizer lately, who may have been deleted. An event that is named by another key than its id costs a query.
 * Who shares a calendar doesn't share messages: others' are 403.
 */
export async function resolveEvent(
  deps: ResolveEventDependencies,
  caller: Caller,
  owner: Owner,
  source: EventSource,
): Promise<ResolvedEvent> {
  const walked = await (source.via === 'message' ? resolveMailbox : resolveSharedMailbox)(deps, caller, owner);
  const named = (key: EventKey, entry?: string): Pick<ResolvedEvent, 'key' | 'mustBeException'> => ({
    key: { mailbox: key.mailbox, event: source.occurrences.reduce((event, ref) => occurrenceOf(event, ref, entry), key.event) },
    mustBeException: source.occurrences.some(({ collection }) => collection === 'exceptionOccurrences'),
  });
  if (source.via !== 'message') {
    const calendar = claimOf(source.calendar);
    const event = source.via === 'calendar' ? source.id : await eventByKey(deps, caller, walked, { ...source, calendar });
    return { ...named({ mailbox: walked, event }), walked, calendar };
  }
  const message = await deps.messages.read(walked, source.message);
  if (message === undefined || !liesIn(message, source.folders)) throw itemNotFound();
  const led = await meetingOf(deps, walked, message);
  const entry = message.incarnation === undefined ? undefined : entryId(message.incarnation, walked.id);
  return { ...led, ...named(led.key, entry) };
}

/** Graph's clients address any event of a mailbox by `/me/calendar/events/{id}`; the collection there is the default calendar's alone. */
const claimOf = (calendar: CalendarRef): EventClaim => (calendar.kind === 'default' ? { kind: 'any' } : calendar);

/** The event that a message of the mailbox is about. */
export async function meetingOf(
  { presence }: Pick<WalkDependencies, 'presence'>,
  walked: Mailbox,
  message: MessageRecord,
): Promise<ResolvedEvent> {
  const isOrphaned = await presence.isDeleted(message.meeting.mailbox);
  return { key: message.meeting, walked, calendar: { kind: 'any' }, mustBeException: false, message, ...(isOrphaned && { isOrphaned }) };
}

/**
 * One step from a series to its occurrence; from an occurrence there is only the one to itself, in the other collection. Throws 404 for
 * what can't be an occurrence of that event. `entry`: the id under which the path's owner has the event, whose occurrences mean the event's.
 */
function occurrenceOf(event: string, { id }: OccurrenceRef, entry: string | undefined): string {
  const name = parseOccurrenceId(id);
  if (name !== undefined && entry !== undefined && name.series === eventDocument(entry))
    return occurrenceId(eventDocument(event), name.day);
  if (name === undefined || (id !== event && name.series !== eventDocument(event))) throw itemNotFound();
  return id;
}

/**
 * The organizer's event behind an entry that the caller may read: what its attachments hang on. Which caller may read or write those is asked
 * of the mailbox that they lie in. Throws 404 when its organizer has been deleted.
 */
export async function contentOf(
  { presence }: Pick<WalkDependencies, 'presence'>,
  walked: ReachedMailbox,
  { entry, occurrence }: EntryRecord,
): Promise<ResolvedEvent> {
  const { mailbox, event } = entry.meeting;
  if (await presence.isDeleted(mailbox)) throw itemNotFound();
  const id = occurrence === undefined ? event : occurrenceId(eventDocument(event), occurrence.day);
  return { key: { mailbox, event: id }, walked, calendar: { kind: 'any' }, mustBeException: false, of: entry.of };
}

/**
 * The organizer's event as the caller reaches it through the organizer's mailbox instead of the attendee's: as the organizer, by a share of
 * the calendar, or, to read, as a member of the organizing group. Undefined where the caller has no way there.
 */
export async function resolveThroughOrganizer(
  deps: WalkDependencies,
  caller: Caller,
  action: Action,
  behind: ResolvedEvent,
): Promise<ResolvedEvent | undefined> {
  const { mailbox } = behind.key;
  if (caller.kind === 'application') return undefined;
  if (mailbox.id === caller.id) return { ...behind, walked: mailbox };
  // By an entry a member of the organizing group is an attendee like others.
  if (mailbox.kind === 'groups' ? action === 'write' : !mayUseShared(caller)) return undefined;
  const owner: Owner =
    mailbox.kind === 'groups' ? { kind: 'group', id: mailbox.id } : { kind: 'user', user: { kind: 'id', id: mailbox.id } };
  try {
    return { ...behind, walked: await resolveSharedMailbox(deps, caller, owner) };
  } catch (error) {
    if (error instanceof ServiceError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
