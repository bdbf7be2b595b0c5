// Completes the entries of a page for its caller: with properties too large for an entry, and whether the caller may see the meeting's attachments.
import type { ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { mayEnter } from '../../access/permissions/calendarAccess.ts';
import { completed, keyOfElsewhere } from '../../calendar/entries/elsewhere.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { shownBytes } from '../../calendar/events/record/size.ts';
import type { LargeProperty } from '../../calendar/entries/entryShape.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import { showsBody, type EventView } from '../../odata/event/eventEntity.ts';
import type { Call } from '../call.ts';
import { behindEntry } from '../openContent.ts';

/** The mailbox through which the caller sees events. */
export interface MailboxAccess {
  readonly walked: ReachedMailbox;
}

type Shown = EventView & MailboxAccess;

/** How many organizers' events are read at the same time. */
const atOnce = 20;

/**
 * The first of these events as the caller is shown them, until they have 8 MiB together; one at least. Properties that
 * didn't fit into an entry are read from the organizer's event: one point read for each meeting, if the view shows them. Nothing else is read of
 * organizers, except for callers who see the entry by a share (`seesFiles`).
 */
export async function asShown(call: Call, events: readonly EventRecord[], view: Shown): Promise<readonly EventRecord[]> {
  if (!events.some(isEntry)) return events;
  const read = readingOnce(call);
  const shown: EventRecord[] = [];
  let bytes = 0;
  for (let start = 0; start < events.length && bytes <= maxPageContentBytes; start += atOnce) {
    const some = await Promise.all(
      events.slice(start, start + atOnce).map((event) => (isEntry(event) ? entryShown(call, event, view, read) : Promise.resolve(event))),
    );
    for (const event of some) bytes += shownBytes(event, showsBody(view));
    shown.push(...some);
  }
  return shown;
}

async function entryShown(call: Call, entry: EntryRecord, view: Shown, read: ReadElsewhere): Promise<EventRecord> {
  const isAsked = !entry.entry.isCancelled && (entry.entry.elsewhere ?? []).some((name) => shows(view, name));
  const [event, sees] = await Promise.all([isAsked ? read(entry) : undefined, seesFiles(call, view, entry)]);
  const whole = completed(entry, event, view.walked.id);
  return sees ? whole : { ...whole, attachmentCount: 0 };
}

const shows = (view: Shown, name: LargeProperty): boolean =>
  name === 'body' ? showsBody(view) : view.select === undefined || view.select.has(name);

type ReadElsewhere = (entry: EntryRecord) => Promise<EventRecord | undefined>;

/** Reads each organizer's event once for all its occurrences; undefined for an organizer who was deleted. */
function readingOnce({ services: { events, presence } }: Call): ReadElsewhere {
  const reading = new Map<string, Promise<EventRecord | undefined>>();
  return (entry) => {
    const key = keyOfElsewhere(entry);
    const name = JSON.stringify([key.mailbox.kind, key.mailbox.id, key.event]);
    const read = async (): Promise<EventRecord | undefined> => ((await presence.isDeleted(key.mailbox)) ? undefined : events.read(key));
    const found = reading.get(name) ?? read();
    reading.set(name, found);
    return found;
  };
}

/**
 * Whether the caller may read the attachments behind an entry, so that it is told that there are any (contract, section 18). The entry's owner
 * may; an application may where it may enter the organizer's mailbox; whoever sees the entry by a share needs a right to the organizer's event.
 */
async function seesFiles(call: Call, { walked }: MailboxAccess, entry: EntryRecord): Promise<boolean> {
  const { caller } = call;
  if (entry.attachmentCount === 0) return false;
  if (caller.kind === 'application') return mayEnter(caller, entry.entry.meeting.mailbox.id);
  if (walked.shared === undefined) return true;
  try {
    const named = { mailbox: walked, event: entry.eventId };
    return (await (await behindEntry(call, 'read', walked, entry, named)).opening).attachmentCount > 0;
  } catch (error) {
    if (error instanceof ServiceError && (error.status === 403 || error.status === 404)) return false;
    throw error;
  }
}
