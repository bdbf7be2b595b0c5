// Opens an event as the path's owner has it: the event, or the owner's entry of a meeting that a message leads to (contract, section 18).
import type { ReachedMailbox, Action } from '../../access/permissions/calendarAccess.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import type { EntryRecord, EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { parseOccurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { sameMailbox, type EventKey } from '../../calendar/mailbox.ts';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import { openFor, requireOpen, resolve, type Call, type EventCall } from '../call.ts';

/** An event as it is shown, and how the path has led there. */
export interface Shown {
  readonly resolved: ResolvedEvent;
  readonly key: EventKey;
  readonly walked: ReachedMailbox;
  readonly event: EventRecord;
}

/**
 * Costs what `openFor` costs; of a meeting that a message leads to, one point read more. If its reader has no entry, shows the entry as it would
 * be. Throws 404 or 403.
 */
export async function openShown(call: EventCall, action: Action): Promise<Shown> {
  const resolved = await resolve(call);
  if (resolved.message === undefined || sameMailbox(resolved.walked, resolved.key.mailbox))
    return shown(resolved, await openFor(call, action, resolved));
  return openEntryOf(call, action, resolved, await openFor(call, 'read', resolved).catch(unlessNotFound));
}

/**
 * What the reader of a message is shown of its meeting. `event`: what the message leads to in the organizer's mailbox; undefined where that
 * is 404. Costs one point read, and where the entry is there what opening it costs. Throws 404 or 403.
 */
export async function openEntryOf(
  call: Pick<Call, 'services' | 'caller'>,
  action: Action,
  resolved: ResolvedEvent,
  event: EventRecord | undefined,
): Promise<Shown> {
  const { walked, message } = resolved;
  const { entries } = call.services;
  const entry = await entryIn(call, walked, event, message?.incarnation ?? '');
  // An occurrence that the reader may not see isn't the entry's either.
  const day = parseOccurrenceId(resolved.key.event)?.day;
  if (entry !== undefined) {
    const toEntry = {
      key: { mailbox: walked, event: entries.occurrenceOf(entry, day) },
      walked,
      calendar: resolved.calendar,
      mustBeException: resolved.mustBeException,
    };
    if (toEntry.key.event !== entry.eventId) {
      const found = await openFor(call, action, toEntry).catch(unlessNotFound);
      return shown(toEntry, found ?? away(call, entry, resolved, event));
    }
    // The entry was just read; its calendar may be gone.
    await openCalendar(call.services.calendars, walked, { kind: 'calendar', id: entry.calendar });
    await requireOpen(call, action, toEntry, entry);
    return shown(toEntry, entry);
  }
  if (event === undefined) throw itemNotFound();
  const preview = entries.preview(walked, { key: resolved.key, event });
  return shown({ ...resolved, key: { mailbox: walked, event: preview.eventId } }, preview);
}

/** The entry of the event or of its series; for somebody who attends an occurrence alone, the entry of that occurrence. */
async function entryIn(
  { services: { entries } }: Pick<Call, 'services'>,
  walked: ReachedMailbox,
  event: EventRecord | undefined,
  otherwise: string,
): Promise<EntryRecord | undefined> {
  const occurrence = event?.occurrence;
  const incarnation = occurrence?.series.incarnation ?? event?.incarnation ?? otherwise;
  return (await entries.find(walked, { incarnation })) ?? (occurrence && entries.find(walked, event));
}

/** An occurrence that its owner has declined or deleted, while the entry of the series stays. */
function away(
  { services }: Pick<Call, 'services'>,
  entry: EntryRecord,
  { walked, key }: ResolvedEvent,
  event: EventRecord | undefined,
): EventRecord {
  if (event === undefined) throw itemNotFound();
  return services.entries.previewOn(walked, entry, { key, event });
}

const shown = (resolved: ResolvedEvent, event: EventRecord): Shown => ({ resolved, key: resolved.key, walked: resolved.walked, event });

function unlessNotFound(error: unknown): undefined {
  if (error instanceof ServiceError && error.status === 404) return undefined;
  throw error;
}
