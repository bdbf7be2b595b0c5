// Opens an event as the path's owner has it: the event, or the owner's entry of a meeting that a message leads to (contract, section 18).
import type { ReachedMailbox, Action } from '../../access/permissions/calendarAccess.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { sameMailbox, type EventKey } from '../../calendar/mailbox.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { openFor, resolve, type EventCall } from '../call.ts';

/** An event as it is shown, and how the path has led there. */
export interface Shown {
  readonly resolved: ResolvedEvent;
  readonly key: EventKey;
  readonly walked: ReachedMailbox;
  readonly event: EventRecord;
}

/**
 * Costs what `openFor` costs; of a meeting that a message leads to, one point read more. Where its reader's entry isn't there, shows what that
 * would be. Throws 404 or 403.
 */
export async function openShown(call: EventCall, action: Action): Promise<Shown> {
  const resolved = await resolve(call);
  if (resolved.message === undefined || sameMailbox(resolved.walked, resolved.key.mailbox))
    return shown(resolved, await openFor(call, action, resolved));
  return ofMessage(call, action, resolved);
}

/** What of a message's meeting its reader is shown. */
async function ofMessage(call: EventCall, action: Action, resolved: ResolvedEvent): Promise<Shown> {
  const { walked, message } = resolved;
  const { entries } = call.services;
  const event = await openFor(call, 'read', resolved).catch(unlessNotFound);
  const incarnation = event?.occurrence?.series.incarnation ?? event?.incarnation ?? message?.incarnation ?? '';
  const whole = await entries.find(walked, { incarnation });
  const entry = whole ?? (event?.occurrence && (await entries.find(walked, event)));
  if (entry !== undefined) {
    const toEntry = {
      key: { mailbox: walked, event: entries.occurrenceOf(entry, event) },
      walked,
      calendar: resolved.calendar,
      mustBeException: resolved.mustBeException,
    };
    const found = await openFor(call, action, toEntry).catch(unlessNotFound);
    // Its owner has declined or deleted the occurrence, and the entry stays without it.
    const isAway = found === undefined && event?.occurrence !== undefined && entry === whole;
    if (isAway) return shown(toEntry, entries.previewOn(walked, entry, { key: resolved.key, event }));
    return shown(toEntry, found ?? (await openFor(call, action, toEntry)));
  }
  const found = event ?? (await openFor(call, 'read', resolved));
  const preview = entries.preview(walked, { key: resolved.key, event: found });
  return shown({ ...resolved, key: { mailbox: walked, event: preview.eventId } }, preview);
}

const shown = (resolved: ResolvedEvent, event: EventRecord): Shown => ({ resolved, key: resolved.key, walked: resolved.walked, event });

function unlessNotFound(error: unknown): undefined {
  if (error instanceof ServiceError && error.status === 404) return undefined;
  throw error;
}
