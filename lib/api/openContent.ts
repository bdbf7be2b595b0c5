// Opens the event that attachments hang on: the event that a path leads to, or the organizer's behind an entry (contract, section 18).
import type { AttachmentRecord } from '../attachments/attachment.ts';
import type { Action, ReachedMailbox } from '../access/permissions/calendarAccess.ts';
import { contentOf, resolveThroughOrganizer, type ResolvedEvent } from '../access/resolve/event.ts';
import { idForAttendee, isEntryId } from '../calendar/entries/entryId.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../calendar/events/record/eventRecord.ts';
import { isOccurrenceId } from '../calendar/occurrences/occurrenceId.ts';
import { sameMailbox, type EventKey } from '../calendar/mailbox.ts';
import { ServiceError } from '../runtime/errors.ts';
import { openFor, requireOpen, resolve, type Call, type EventCall } from './call.ts';

/** An event that is being opened for what hangs on it. */
export interface Content {
  /** The event that it hangs on: where the path leads to an entry, the organizer's. */
  readonly key: EventKey;
  /** The event as the path names it, which links name as well. */
  readonly named: EventKey;
  readonly opening: Promise<EventRecord>;
}

/**
 * Opens the event whose attachments the call's path means: of an entry, the organizer's, one hop later. Throws 404 or 403; what is thrown for
 * the event itself, `opening` rejects with.
 */
export async function openContent(call: EventCall, action: Action): Promise<Content> {
  const resolved = await resolve(call);
  const { key, walked, message } = resolved;
  if (message !== undefined && !sameMailbox(walked, key.mailbox)) return ofMessage(call, action, resolved);
  if (!isEntryId(key.event) && !isOccurrenceId(key.event)) return { key, named: key, opening: openFor(call, action, resolved) };
  const found = await openFor(call, 'read', resolved);
  if (isEntry(found)) return behindEntry(call, action, walked, found, key);
  await requireOpen(call, action, resolved, found);
  return { key, named: key, opening: Promise.resolve(found) };
}

/** What a message leads its reader to has in that mailbox the id of the reader's entry, whether or not the entry is there. */
async function ofMessage(call: EventCall, action: Action, resolved: ResolvedEvent): Promise<Content> {
  const { key, walked } = resolved;
  const event = await openFor(call, action, resolved);
  return { key, named: { mailbox: walked, event: idForAttendee(event, walked.id) }, opening: Promise.resolve(event) };
}

/**
 * The organizer's event behind an entry that the caller may read. Who isn't let to it by the attendee's mailbox may be by the organizer's:
 * up to three point reads more, for those alone. Throws 404 where its organizer has been deleted.
 */
export async function behindEntry(
  call: Pick<Call, 'services' | 'caller'>,
  action: Action,
  walked: ReachedMailbox,
  entry: EntryRecord,
  named: EventKey,
): Promise<Content> {
  const behind = await contentOf(call.services, walked, entry);
  const opening = openFor(call, action, behind).catch(async (error: unknown) => {
    if (!isRefusal(error)) throw error;
    const own = await resolveThroughOrganizer(call.services, call.caller, action, behind);
    if (own === undefined) throw error;
    return openFor(call, action, own);
  });
  return { key: behind.key, named, opening };
}

/** Whether an error says that the caller isn't let in, or isn't told. */
export const isRefusal = (error: unknown): boolean => error instanceof ServiceError && (error.status === 403 || error.status === 404);

/**
 * An attachment of the event that the call's path means: two point reads in parallel; for an occurrence up to four in three rounds, and for an
 * entry one hop more. Throws 404 or 403.
 */
export async function openAttachment(
  call: EventCall,
  action: Action,
  attachmentId: string,
): Promise<Omit<Content, 'opening'> & { readonly event: EventRecord; readonly record: AttachmentRecord }> {
  const { key, named, opening } = await openContent(call, action);
  return { key, named, ...(await call.services.attachments.open(key, opening, attachmentId)) };
}
