// POST …/events/{id}/forward: the organizer, or an attendee by the own entry or message, invites more people (contract, section 13).
import { authorOf } from '../../../access/permissions/calendarAccess.ts';
import { mayShowPrivateToAttendees } from '../../../access/permissions/eventAccess.ts';
import { resolveAttendees } from '../../../calendar/events/attendees.ts';
import { eventDocument, isEntry, type EntryRecord, type EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { EmailAddress } from '../../../calendar/events/record/eventProperties.ts';
import type { EventKey } from '../../../calendar/mailbox.ts';
import { occurrenceId } from '../../../calendar/occurrences/occurrenceId.ts';
import { emptyReply, type Reply } from '../../../http/messages.ts';
import { readForward } from '../../../odata/event/actionBody.ts';
import { noOptions, parseQueryOptions } from '../../../odata/query/queryOptions.ts';
import { accessDenied, invalidRequest, itemNotFound } from '../../../runtime/errors.ts';
import { recheckAccess, type EventCall } from '../../call.ts';
import { readOptionalJsonBody } from '../../jsonBody.ts';
import { organizerOf, senderOf } from '../eventsCreate.ts';
import { openShown, type Shown } from '../openShown.ts';

/** What is forwarded: the organizer's event, and who forwards it. */
interface Forwarded {
  readonly key: EventKey;
  readonly event: EventRecord;
  readonly sender: EmailAddress | undefined;
  readonly attendee?: string;
  readonly letsIn: boolean;
  readonly may: (current: EventRecord) => void;
}

/**
 * 202; the recipients are attendees, and the first of them have the invitation. Costs what a change of the event costs; one read more for an
 * attendee.
 */
export async function forwardEvent(call: EventCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const opened = await openShown(call, 'write');
  const { recipients, comment } = readForward(await readOptionalJsonBody(request, share, 'forward'));
  const { key, event, ...how } = isEntry(opened.event) ? await byAttendee(call, opened, opened.event) : await byOrganizer(call, opened);
  const { tenant } = key.mailbox;
  const named = recipients.map((emailAddress) => ({ type: 'required', status: { response: 'none', time: '' }, emailAddress }) as const);
  const known = await resolveAttendees(
    named,
    event.properties.attendees,
    (some) => services.directory.userIdsByAddress(tenant, some),
    call.mayLookUp,
  );
  await services.meetings.forward(key, event, { recipients, known, comment, ...how }, authorOf(caller));
  return emptyReply(202);
}

async function byOrganizer(call: EventCall, { resolved, key, walked, event }: Shown): Promise<Forwarded> {
  return {
    key,
    event,
    sender: await senderOf(call, key.mailbox),
    letsIn: mayShowPrivateToAttendees(call.caller, walked, key.mailbox, event.calendar),
    may: recheckAccess(call, 'write', resolved, event),
  };
}

/** Throws 403 for a private meeting, and for a caller who sees the entry only by a share; 404 where the entry's owner isn't invited any more. */
async function byAttendee(call: EventCall, { walked }: Shown, entry: EntryRecord): Promise<Forwarded> {
  const { services } = call;
  if (walked.shared !== undefined || entry.properties.sensitivity === 'private') throw accessDenied();
  if (entry.entry.isCancelled) throw invalidRequest("Your request can't be completed. The meeting was cancelled.");
  const key = organizersKey(entry);
  const may = (current: EventRecord): void => {
    if (!current.attendees.includes(walked.id)) throw itemNotFound();
    if (current.properties.sensitivity === 'private') throw accessDenied();
  };
  const [isGone, event, sender] = await Promise.all([
    services.presence.isDeleted(key.mailbox),
    services.events.read(key),
    organizerOf(call, walked),
  ]);
  if (isGone || event === undefined) throw itemNotFound();
  may(event);
  return { key, event, sender, attendee: walked.id, letsIn: false, may };
}

/** The organizer's event or occurrence that the entry shows. */
function organizersKey({ entry: { meeting }, occurrence }: EntryRecord): EventKey {
  return occurrence === undefined ? meeting : { ...meeting, event: occurrenceId(eventDocument(meeting.event), occurrence.day) };
}
